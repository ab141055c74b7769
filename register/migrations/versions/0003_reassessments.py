"""Reassessments: what was asked, the turns it took, and a line for every sentence, none of which anybody can change."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)
_KEYS = {
    "reassessment": ("id",),
    "reassessment_state": ("reassessment_id", "number"),
    "reassessment_line": ("reassessment_id", "sentence_id"),
}
_REFUSED = "a record of a reassessment is append-only"


def upgrade() -> None:
    _asked()
    _turns()
    _lines()
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            f"""CREATE FUNCTION reassessment_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'restrict_violation'; END $$"""
        )
    for table, key in _KEYS.items():
        for statement in _append_only(table, key, op.get_context().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(_KEYS):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION reassessment_is_append_only()")


def _append_only(table: str, key: tuple[str, ...], dialect: str) -> tuple[str, ...]:
    if dialect == "postgresql":
        do = "EXECUTE FUNCTION reassessment_is_append_only()"
        return (
            f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {do}",
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {do}",
        )
    do = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - our own names
    return (
        f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE ON {table} {do}",
        f"CREATE TRIGGER {table}_is_never_removed BEFORE DELETE ON {table} {do}",
        f"CREATE TRIGGER {table}_is_never_replaced BEFORE INSERT ON {table} WHEN {there} {do}",
    )


def _text(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _asked() -> None:
    op.create_table(
        "reassessment",
        *_text("id", "reason"),
        sa.Column("which", sa.JSON(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        *_text("actor_role"),
        *_text("actor_id", nullable=True),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reassessment")),
    )
    op.create_index(op.f("ix_reassessment_recorded_at"), "reassessment", ["recorded_at"])


def _turns() -> None:
    op.create_table(
        "reassessment_state",
        *_text("reassessment_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("state"),
        *_text("reason", "actor_role", "actor_id", nullable=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'paused', 'done', 'stopped')", name=op.f("ck_reassessment_state_state_is_known")
        ),
        _of_reassessment("reassessment_state"),
        sa.PrimaryKeyConstraint("reassessment_id", "number", name=op.f("pk_reassessment_state")),
    )


def _lines() -> None:
    op.create_table(
        "reassessment_line",
        *_text("reassessment_id", "sentence_id", "outcome"),
        sa.Column("number", sa.Integer(), nullable=True),
        *_text("reason", "says", nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('changed', 'unchanged', 'failed')", name=op.f("ck_reassessment_line_outcome_is_known")
        ),
        _of_reassessment("reassessment_line"),
        sa.ForeignKeyConstraint(
            ["sentence_id"], ["sentence.sentence_id"], name=op.f("fk_reassessment_line_sentence_id_sentence")
        ),
        sa.PrimaryKeyConstraint("reassessment_id", "sentence_id", name=op.f("pk_reassessment_line")),
    )
    order = ["reassessment_id", "outcome", "sentence_id"]
    op.create_index(op.f("ix_reassessment_line_outcome"), "reassessment_line", order)
    op.create_index(op.f("ix_reassessment_line_sentence_id"), "reassessment_line", ["sentence_id"])


def _of_reassessment(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_reassessment_id_reassessment")
    return sa.ForeignKeyConstraint(["reassessment_id"], ["reassessment.id"], name=name)
