"""The register as it began: people, sentences, duties, the journal that nobody can change, notices."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)
_RUNNING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("settled_how IS NULL")
_SETTLED = sa.text("settled_how IS NOT NULL")

_APPEND_ONLY = {
    "sqlite": (
        """CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
           BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
        """CREATE TRIGGER journal_is_never_removed BEFORE DELETE ON journal
           BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
        """CREATE TRIGGER journal_is_never_replaced BEFORE INSERT ON journal
           WHEN EXISTS (SELECT 1 FROM journal WHERE sentence_id = NEW.sentence_id
                        AND (number = NEW.number OR event_id = NEW.event_id))
           BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER journal_is_never_changed BEFORE UPDATE OR DELETE ON journal
           FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()""",
        """CREATE TRIGGER journal_is_never_emptied BEFORE TRUNCATE ON journal
           FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()""",
    ),
}


def upgrade() -> None:
    _people()
    _sentences()
    _duties()
    _journal()
    _notices()
    for statement in _APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for table in ("notice", "journal", "duty", "sentence", "person"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION journal_is_append_only()")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _maybe(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=True) for name in names]


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_maybe("prison_number", "crn"),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.CheckConstraint("prison_number IS NOT NULL OR crn IS NOT NULL", name=op.f("ck_person_is_identified")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_prison_number"), "person", ["prison_number"])
    op.create_index(op.f("ix_person_crn"), "person", ["crn"])


def _sentences() -> None:
    op.create_table(
        "sentence",
        _text("sentence_id"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        _text("kind"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("phase"),
        *_maybe("stage", "practitioner", "team", "region", "prison", "tier", "rosh"),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("case", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sentence_person_id_person")),
        sa.PrimaryKeyConstraint("sentence_id", name=op.f("pk_sentence")),
    )
    op.create_index(op.f("ix_sentence_person_id"), "sentence", ["person_id"])
    for column in ("practitioner", "team", "region", "prison", "phase"):
        op.create_index(op.f(f"ix_sentence_{column}_sentence_id"), "sentence", [column, "sentence_id"])
    late = sa.text("overdue > 0")
    op.create_index(op.f("ix_sentence_overdue"), "sentence", ["sentence_id"], sqlite_where=late, postgresql_where=late)


def _duties() -> None:
    op.create_table(
        "duty",
        _text("sentence_id"),
        _text("id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("rule"),
        *_maybe("part", "because"),
        _text("title"),
        *_maybe("owner"),
        _text("status"),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=True),
        sa.Column("anchor_n", sa.Integer(), nullable=True),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", _INSTANT, nullable=True),
        sa.Column("work_by", sa.Date(), nullable=True),
        sa.Column("short_notice", sa.Boolean(), nullable=False),
        sa.Column("remind_at", _INSTANT, nullable=True),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("limit_on", sa.Date(), nullable=False),
        _text("phase"),
        *_maybe("practitioner", "team", "region", "prison", "settled_how"),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        *_maybe("why"),
        sa.ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name=op.f("fk_duty_sentence_id_sentence")),
        sa.PrimaryKeyConstraint("sentence_id", "id", name=op.f("pk_duty")),
    )
    order = ["limit_on", "sentence_id", "id"]
    op.create_index(op.f("ix_duty_open"), "duty", order, sqlite_where=_OPEN, postgresql_where=_OPEN)
    for column in ("practitioner", "team", "owner", "rule", "overdue"):
        name = op.f(f"ix_duty_open_{column}")
        op.create_index(name, "duty", [column, *order], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index(op.f("ix_duty_settled"), "duty", order, sqlite_where=_SETTLED, postgresql_where=_SETTLED)
    for column in ("practitioner", "team"):
        name = op.f(f"ix_duty_settled_{column}")
        op.create_index(name, "duty", [column, *order], sqlite_where=_SETTLED, postgresql_where=_SETTLED)


def _journal() -> None:
    op.create_table(
        "journal",
        _text("sentence_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("event_id"),
        _text("event"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("happened_at", _INSTANT, nullable=False),
        *_maybe("actor_role", "actor_id"),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=True),
        sa.Column("refusal", sa.JSON(), nullable=True),
        sa.Column("opened_with", sa.JSON(), nullable=True),
        sa.Column("rules", sa.JSON(), nullable=False),
        _text("phase"),
        *_maybe("stage"),
        sa.CheckConstraint("(decision IS NULL) <> (refusal IS NULL)", name=op.f("ck_journal_is_answered_once")),
        sa.CheckConstraint("(number = 1) = (opened_with IS NOT NULL)", name=op.f("ck_journal_begins_with_its_case")),
        sa.ForeignKeyConstraint(
            ["sentence_id"], ["sentence.sentence_id"], name=op.f("fk_journal_sentence_id_sentence")
        ),
        sa.PrimaryKeyConstraint("sentence_id", "number", name=op.f("pk_journal")),
        sa.UniqueConstraint("sentence_id", "event_id", name=op.f("uq_journal_sentence_id_event_id")),
    )


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", _RUNNING, nullable=False),
        _text("key"),
        _text("sentence_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("to_role"),
        *_maybe("practitioner", "team", "region", "prison"),
        _text("template"),
        sa.Column("rules", sa.JSON(), nullable=False),
        _text("title"),
        _text("urgency"),
        *_maybe("duty"),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", _INSTANT, nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        _text("status"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_maybe("reference", "error"),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("sent_at", _INSTANT, nullable=True),
        sa.CheckConstraint("status IN ('kept', 'to_send', 'sent', 'failed')", name=op.f("ck_notice_status_is_known")),
        sa.ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name=op.f("fk_notice_sentence_id_sentence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
        sqlite_autoincrement=True,
    )
    for column in ("practitioner", "to_role", "team", "status", "sentence_id"):
        op.create_index(op.f(f"ix_notice_{column}_id"), "notice", [column, "id"])
