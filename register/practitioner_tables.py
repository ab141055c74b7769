"""The register's tables of practitioners. The staff journal is the record; the others are what it adds up to."""

from datetime import date, datetime

from pydantic import JsonValue
from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from register.columns import Document, Instant, RecordedNow, Running
from register.tables import NO_LIMIT, Table

_UNSETTLED = text("settled IS NULL")
_RECORDED: dict[str, object] = {"default": RecordedNow()}


class PractitionerRow(Table, table=True):
    """One practitioner as they stand after entry `number`: every dated fact, past and to come.

    `standing_changes_at` is when what they may do changes, or changed, without anybody having looked at it since.
    `added_up` says by which way of adding the journal up this row, spells and periods were made.
    """

    __tablename__ = "practitioner"

    staff_id: str = Field(primary_key=True)
    number: int
    standing_changes_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    gap_at: datetime | None = Field(
        default=None, sa_type=Instant, index=True, description="when to look whether a qualification is to begin"
    )
    practitioner: dict[str, JsonValue] = Field(sa_type=Document)
    added_up: int = Field(default=0, index=True)
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_RECORDED)
    changed_at: datetime | None = Field(
        default=None, sa_type=Instant, nullable=False, sa_column_kwargs={**_RECORDED, "onupdate": RecordedNow()}
    )


class PractitionerSpellRow(Table, table=True):
    """Days through which a practitioner holds one post in one place under one line manager.

    What practitioners are listed by, at any day. `learning_due` is the last day for required learning not done yet.
    """

    __tablename__ = "practitioner_spell"
    __table_args__ = (
        Index("ix_practitioner_spell_team", "team", "staff_id"),
        Index("ix_practitioner_spell_region", "region", "staff_id"),
        Index("ix_practitioner_spell_line_manager", "line_manager", "staff_id"),
    )

    staff_id: str = Field(foreign_key="practitioner.staff_id", primary_key=True)
    since: date = Field(primary_key=True)
    until: date = NO_LIMIT
    role: str | None = None
    region: str | None = None
    pdu: str | None = None
    team: str | None = None
    line_manager: str | None = None
    learning_due: date | None = None


class PractitionerPeriodRow(Table, table=True):
    """A stretch of time through which what a practitioner may hold stays as it is.

    What practitioners are counted by, and found by where somebody has to see to something. `manages` is the highest
    level of risk they may hold cases of, none where they may hold none.
    """

    __tablename__ = "practitioner_period"

    staff_id: str = Field(foreign_key="practitioner.staff_id", primary_key=True)
    since: datetime = Field(sa_type=Instant, primary_key=True)
    until: datetime = Field(sa_type=Instant)
    is_employed: bool
    is_conditional: bool
    manages: str | None = None
    stands_out: bool


class UnrecordedRow(Table, table=True):
    """A fact that a qualification established and the staff journal did not take in: people see to it.

    Either nobody has registered the member of staff, or the record says otherwise. It is settled once the record says
    so too, or when somebody has decided that the record stands.
    """

    __tablename__ = "unrecorded"
    __table_args__ = (
        CheckConstraint("why IN ('not_registered', 'contradicts')", name="why_is_known"),
        CheckConstraint("settled IN ('recorded', 'left')", name="settled_is_known"),
        Index("ix_unrecorded_open", "staff_id", "event_id", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
    )

    event_id: str = Field(primary_key=True, description="qualification, number of its entry, and place in it")
    qualification_id: str = Field(foreign_key="sentence.sentence_id", index=True)
    number: int
    staff_id: str
    fact: dict[str, JsonValue] = Field(sa_type=Document)
    rule: str
    actor_role: str
    actor_id: str | None = None
    why: str
    says: str
    tried: int = Field(default=0, description="entry of the staff journal as of which it was last tried; 0: none")
    settled: str | None = None
    because: str | None = Field(default=None, description="why the record stands")
    settled_role: str | None = None
    settled_by: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_RECORDED)


class StaffJournalRow(Table, table=True):
    """One change of a practitioner, and what it rests on. Rows are added and never changed: triggers see to it."""

    __tablename__ = "staff_journal"
    __table_args__ = (UniqueConstraint("staff_id", "event_id"),)

    staff_id: str = Field(foreign_key="practitioner.staff_id", primary_key=True)
    number: int = Field(primary_key=True)
    event_id: str
    what: str
    effective_on: date
    change: dict[str, JsonValue] = Field(sa_type=Document)
    reasons: list[JsonValue] = Field(sa_type=Document)
    register_entries: list[JsonValue] = Field(
        sa_type=Document, description="entries of the Loss of Authorisation Register that were found"
    )
    actor_role: str
    actor_id: str | None = None
    at: datetime = Field(sa_type=Instant)
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_RECORDED)


class LossOfAuthorisationRow(Table, table=True):
    """An authorisation that was withdrawn, never one merely suspended (QG 23). Added, and never changed or removed."""

    __tablename__ = "loss_of_authorisation"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, sa_type=Running, primary_key=True)
    staff_id: str = Field(foreign_key="practitioner.staff_id", index=True)
    number: int = Field(description="entry of the staff journal that withdrew it")
    since: datetime = Field(sa_type=Instant)
    ground: str
    region: str | None = None
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_RECORDED)


class FormerStaffIdRow(Table, table=True):
    """A staff code that somebody had before: another area gives a new one. Added, and never changed or removed."""

    __tablename__ = "former_staff_id"

    staff_id: str = Field(foreign_key="practitioner.staff_id", primary_key=True)
    former: str = Field(primary_key=True, index=True)
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_RECORDED)


class ConfidentialRow(Table, table=True):
    """What only those who need it may read of a member of staff. Added, and never changed or removed."""

    __tablename__ = "staff_confidential"
    __table_args__ = (
        UniqueConstraint("staff_id", "event_id"),
        CheckConstraint(
            "kind IN ('conduct_proceedings', 'capability_proceedings', 'health', 'domestic', 'other')",
            name="kind_is_known",
        ),
    )

    staff_id: str = Field(foreign_key="practitioner.staff_id", primary_key=True)
    number: int = Field(primary_key=True)
    event_id: str
    kind: str
    since: date
    until: date | None = None
    says: str
    actor_role: str
    actor_id: str | None = None
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_RECORDED)
