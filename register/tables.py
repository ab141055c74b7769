"""The register's tables. The journal is the record; the others hold what it adds up to, for lists and pages.

Columns that copy something (a practitioner on a duty, say) exist to list by: the case and the journal hold the whole.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from pydantic import JsonValue
from sqlalchemy import CheckConstraint, Index, MetaData, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from register.columns import Document, Instant, RecordedNow, Running

NO_LIMIT = date.max
OPEN = text("NOT final AND kind <> 'qualification'")
"""Sentences that have not ended: said to the database in these very words, so that it finds the index of them."""
_OPEN = text("settled_how IS NULL")
_SETTLED = text("settled_how IS NOT NULL")
_LATE = text("overdue > 0")
_OF_STAFF = text("staff_id IS NOT NULL")
_UNDIGESTED = text("urgency = 'digest' AND digest IS NULL")


def _recorded() -> dict[str, object]:
    return {"default": RecordedNow()}


def _open_duties_by(*columns: str) -> Index:
    """Return an index of open duties in the order they are listed in: settled ones cost a list nothing."""
    name = "_".join(("ix_duty_open", *columns))
    return Index(name, *columns, "limit_on", "sentence_id", "id", sqlite_where=_OPEN, postgresql_where=_OPEN)


def _settled_duties_by(*columns: str) -> Index:
    """Return an index of settled duties in the order they are listed in."""
    name = "_".join(("ix_duty_settled", *columns))
    return Index(name, *columns, "limit_on", "sentence_id", "id", sqlite_where=_SETTLED, postgresql_where=_SETTLED)


class Table(SQLModel):
    """What all tables share: their own metadata, with a name for every constraint."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PersonRow(Table, table=True):
    """The identifiers of a person, under a key of our own: records elsewhere merge, split and change their numbers."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("prison_number IS NOT NULL OR crn IS NOT NULL", name="is_identified"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    prison_number: str | None = Field(default=None, index=True)
    crn: str | None = Field(default=None, index=True)
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_recorded())


class SentenceRow(Table, table=True):
    """One sentence, or one qualification of a member of staff, as it stands after entry `number`.

    The case itself, and what of it sentences are listed by.
    """

    __tablename__ = "sentence"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)", name="is_of_somebody"),
        Index("ix_sentence_staff_id", "staff_id", sqlite_where=_OF_STAFF, postgresql_where=_OF_STAFF),
        Index("ix_sentence_practitioner_sentence_id", "practitioner", "sentence_id"),
        Index("ix_sentence_team_sentence_id", "team", "sentence_id"),
        Index("ix_sentence_region_sentence_id", "region", "sentence_id"),
        Index("ix_sentence_prison_sentence_id", "prison", "sentence_id"),
        Index("ix_sentence_phase_sentence_id", "phase", "sentence_id"),
        Index("ix_sentence_open", "team", "region", "rosh", "practitioner", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_sentence_overdue", "sentence_id", sqlite_where=_LATE, postgresql_where=_LATE),
        Index("ix_sentence_final_edition_staff_id", "final", "edition", "staff_id"),
    )

    sentence_id: str = Field(primary_key=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    staff_id: str | None = Field(
        default=None, description="the member of staff a qualification is of; a sentence: none"
    )
    kind: str
    number: int
    edition: int = Field(
        default=1, description="of the rules it lives under", sa_column_kwargs={"server_default": text("1")}
    )
    phase: str
    stage: str | None = None
    practitioner: str | None = None
    team: str | None = None
    region: str | None = None
    prison: str | None = None
    tier: str | None = None
    rosh: str | None = None
    next_due: date | None = None
    overdue: int = 0
    final: bool = False
    started_on: date
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_recorded())
    changed_at: datetime | None = Field(
        default=None, sa_type=Instant, nullable=False, sa_column_kwargs={**_recorded(), "onupdate": RecordedNow()}
    )
    case: dict[str, JsonValue] = Field(sa_type=Document)


class DutyRow(Table, table=True):
    """One duty, from the entry that opened it to the one that settled it.

    `limit_on` is the day in Europe/London on which the limit falls, the last day of the calendar where there is no
    limit: what duties are listed by. Copies follow the sentence while the duty is open and stay as they were after.
    """

    __tablename__ = "duty"
    __table_args__ = (
        _open_duties_by(),
        _open_duties_by("practitioner"),
        _open_duties_by("team"),
        _open_duties_by("owner"),
        _open_duties_by("rule"),
        _open_duties_by("overdue"),
        _settled_duties_by(),
        _settled_duties_by("practitioner"),
        _settled_duties_by("team"),
    )

    sentence_id: str = Field(foreign_key="sentence.sentence_id", primary_key=True)
    id: str = Field(primary_key=True)
    number: int = Field(description="entry that opened it")
    rule: str
    part: str | None = None
    because: str | None = None
    title: str
    owner: str | None = None
    status: str
    opened_on: date
    anchor_on: date | None = None
    anchor_n: int | None = None
    not_before: date | None = None
    due_on: date | None = None
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    work_by: date | None = None
    short_notice: bool = False
    remind_at: datetime | None = Field(default=None, sa_type=Instant)
    reminded: bool = False
    overdue: bool = False
    limit_on: date
    phase: str
    practitioner: str | None = None
    team: str | None = None
    region: str | None = None
    prison: str | None = None
    staff_id: str | None = Field(default=None, description="of a qualification: never listed among sentences' duties")
    settled_how: str | None = Field(default=None, description="how it ended; nothing while it is open")
    settled_on: date | None = None
    settled_by: int | None = Field(default=None, description="entry that settled it")
    late: bool = False
    why: str | None = None


class JournalRow(Table, table=True):
    """One event and its answer. Rows are added and never changed or removed: triggers see to it."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("sentence_id", "event_id"),
        CheckConstraint("(decision IS NULL) <> (refusal IS NULL)", name="is_answered_once"),
        CheckConstraint("(number = 1) = (opened_with IS NOT NULL)", name="begins_with_its_case"),
    )

    sentence_id: str = Field(foreign_key="sentence.sentence_id", primary_key=True)
    number: int = Field(primary_key=True)
    event_id: str
    event: str
    happened_on: date
    happened_at: datetime = Field(sa_type=Instant)
    actor_role: str | None = None
    actor_id: str | None = None
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_recorded())
    payload: dict[str, JsonValue] = Field(sa_type=Document)
    decision: dict[str, JsonValue] | None = Field(default=None, sa_type=Document, nullable=True)
    refusal: dict[str, JsonValue] | None = Field(default=None, sa_type=Document, nullable=True)
    opened_with: dict[str, JsonValue] | None = Field(default=None, sa_type=Document, nullable=True)
    rules: list[str] = Field(sa_type=Document)
    phase: str
    stage: str | None = None


class NoticeRow(Table, table=True):
    """One thing somebody is told, and how the telling went.

    `status`: kept (in the register, nobody else was asked), to_send (a provider is asked), sent, failed (for good).
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("status IN ('kept', 'to_send', 'sent', 'failed')", name="status_is_known"),
        CheckConstraint("(sentence_id IS NULL) <> (staff_id IS NULL)", name="is_of_something"),
        Index("ix_notice_staff_id_id", "staff_id", "id", sqlite_where=_OF_STAFF, postgresql_where=_OF_STAFF),
        Index("ix_notice_practitioner_id", "practitioner", "id"),
        Index("ix_notice_to_role_id", "to_role", "id"),
        Index("ix_notice_team_id", "team", "id"),
        Index("ix_notice_status_id", "status", "id"),
        Index("ix_notice_sentence_id_id", "sentence_id", "id"),
        Index("ix_notice_undigested", "recipient", "id", sqlite_where=_UNDIGESTED, postgresql_where=_UNDIGESTED),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_type=Running, primary_key=True)
    key: str = Field(unique=True)
    sentence_id: str | None = Field(default=None, foreign_key="sentence.sentence_id")
    staff_id: str | None = Field(default=None, description="whose authorisation it is about, where of no sentence")
    number: int = Field(description="entry that caused it, of the sentence's journal or the staff journal")
    to_role: str
    practitioner: str | None = None
    team: str | None = None
    region: str | None = None
    prison: str | None = None
    recipient: str | None = Field(default=None, description="whose digest it belongs in; nothing before digests")
    digest: str | None = Field(default=None, description="key of the digest that told it")
    template: str
    rules: list[str] = Field(sa_type=Document)
    title: str
    urgency: str
    duty: str | None = None
    due_on: date | None = None
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    happened_on: date
    status: str = "kept"
    attempts: int = 0
    reference: str | None = None
    error: str | None = None
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_recorded())
    sent_at: datetime | None = Field(default=None, sa_type=Instant)


class DigestRow(Table, table=True):
    """What one recipient was told of one day that was not urgent, and how the telling went.

    `status` as of a notice, and empty: everything in it had ended before it was made.
    """

    __tablename__ = "digest"
    __table_args__ = (
        CheckConstraint("status IN ('kept', 'to_send', 'sent', 'failed', 'empty')", name="status_is_known"),
        UniqueConstraint("recipient", "day"),
        Index("ix_digest_day_status", "day", "status"),
        Index("ix_digest_practitioner_id", "practitioner", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_type=Running, primary_key=True)
    key: str = Field(unique=True)
    recipient: str
    day: date
    to_role: str
    practitioner: str | None = None
    team: str | None = None
    region: str | None = None
    prison: str | None = None
    people: list[JsonValue] = Field(sa_type=Document)
    status: str = "kept"
    attempts: int = 0
    reference: str | None = None
    error: str | None = None
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_recorded())
    sent_at: datetime | None = Field(default=None, sa_type=Instant)


class ReassessmentRow(Table, table=True):
    """A batch of sentences decided again under today's rules, as it was asked for. Rows are added and never changed."""

    __tablename__ = "reassessment"

    id: str = Field(primary_key=True)
    reason: str
    which: dict[str, JsonValue] = Field(sa_type=Document)
    dry_run: bool
    total: int = Field(description="live sentences it was about when it began")
    actor_role: str
    actor_id: str | None = None
    asked_at: datetime = Field(sa_type=Instant)
    recorded_at: datetime | None = Field(
        default=None, sa_type=Instant, nullable=False, index=True, sa_column_kwargs=_recorded()
    )


class ReassessmentStateRow(Table, table=True):
    """One turn a reassessment took: begun, paused, resumed, done, stopped. The last one is how it stands."""

    __tablename__ = "reassessment_state"
    __table_args__ = (CheckConstraint("state IN ('running', 'paused', 'done', 'stopped')", name="state_is_known"),)

    reassessment_id: str = Field(foreign_key="reassessment.id", primary_key=True)
    number: int = Field(primary_key=True)
    state: str
    reason: str | None = None
    actor_role: str | None = None
    actor_id: str | None = None
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_recorded())


class ReassessmentLineRow(Table, table=True):
    """What a reassessment found for one sentence: every date before and after, or why it failed. Never changed."""

    __tablename__ = "reassessment_line"
    __table_args__ = (
        CheckConstraint("outcome IN ('changed', 'unchanged', 'failed')", name="outcome_is_known"),
        Index("ix_reassessment_line_outcome", "reassessment_id", "outcome", "sentence_id"),
        Index("ix_reassessment_line_sentence_id", "sentence_id"),
    )

    reassessment_id: str = Field(foreign_key="reassessment.id", primary_key=True)
    sentence_id: str = Field(foreign_key="sentence.sentence_id", primary_key=True)
    outcome: str
    number: int | None = Field(default=None, description="entry of the sentence's journal; none for a dry run")
    reason: str | None = None
    says: str | None = None
    changes: list[dict[str, JsonValue]] = Field(sa_type=Document)
    told: list[str] = Field(sa_type=Document)
    recorded_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False, sa_column_kwargs=_recorded())
