"""Practitioners: who they are by dated facts, their journal, lost authorisations, and what only some may read."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)
_RUNNING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEYS = {
    "staff_journal": ("staff_id", "number"),
    "loss_of_authorisation": ("id",),
    "former_staff_id": ("staff_id", "former"),
    "staff_confidential": ("staff_id", "number"),
}
_REFUSED = "the record of practitioners is append-only"


def upgrade() -> None:
    _practitioner()
    _spells()
    _journal()
    _losses()
    _former()
    _confidential()
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            f"""CREATE FUNCTION staff_record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'restrict_violation'; END $$"""
        )
    for table, key in _KEYS.items():
        for statement in _append_only(table, key, op.get_context().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for table in (*reversed(_KEYS), "practitioner_spell", "practitioner"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION staff_record_is_append_only()")


def _append_only(table: str, key: tuple[str, ...], dialect: str) -> tuple[str, ...]:
    if dialect == "postgresql":
        do = "EXECUTE FUNCTION staff_record_is_append_only()"
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


def _recorded() -> sa.Column[object]:
    return sa.Column("recorded_at", _INSTANT, nullable=False)


def _of_practitioner(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_staff_id_practitioner")
    return sa.ForeignKeyConstraint(["staff_id"], ["practitioner.staff_id"], name=name)


def _practitioner() -> None:
    op.create_table(
        "practitioner",
        *_text("staff_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("line_manager", nullable=True),
        sa.Column("standing_changes_at", _INSTANT, nullable=True),
        sa.Column("practitioner", sa.JSON(), nullable=False),
        _recorded(),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_practitioner")),
    )
    for column in ("line_manager", "standing_changes_at"):
        op.create_index(op.f(f"ix_practitioner_{column}"), "practitioner", [column])


def _spells() -> None:
    op.create_table(
        "practitioner_spell",
        *_text("staff_id"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        *_text("role", "region", "pdu", "team", nullable=True),
        _of_practitioner("practitioner_spell"),
        sa.PrimaryKeyConstraint("staff_id", "since", name=op.f("pk_practitioner_spell")),
    )
    for column in ("team", "region"):
        op.create_index(op.f(f"ix_practitioner_spell_{column}"), "practitioner_spell", [column, "staff_id"])


def _journal() -> None:
    op.create_table(
        "staff_journal",
        *_text("staff_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("event_id", "what"),
        sa.Column("effective_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("change", "reasons", "register_entries")),
        *_text("actor_role"),
        *_text("actor_id", nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        _recorded(),
        _of_practitioner("staff_journal"),
        sa.PrimaryKeyConstraint("staff_id", "number", name=op.f("pk_staff_journal")),
        sa.UniqueConstraint("staff_id", "event_id", name=op.f("uq_staff_journal_staff_id_event_id")),
    )


def _losses() -> None:
    op.create_table(
        "loss_of_authorisation",
        sa.Column("id", _RUNNING, nullable=False),
        *_text("staff_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        *_text("ground"),
        *_text("region", nullable=True),
        _recorded(),
        _of_practitioner("loss_of_authorisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loss_of_authorisation")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_loss_of_authorisation_staff_id"), "loss_of_authorisation", ["staff_id"])


def _former() -> None:
    op.create_table(
        "former_staff_id",
        *_text("staff_id", "former"),
        _recorded(),
        _of_practitioner("former_staff_id"),
        sa.PrimaryKeyConstraint("staff_id", "former", name=op.f("pk_former_staff_id")),
    )
    op.create_index(op.f("ix_former_staff_id_former"), "former_staff_id", ["former"])


def _confidential() -> None:
    op.create_table(
        "staff_confidential",
        *_text("staff_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("event_id", "kind"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        *_text("says", "actor_role"),
        *_text("actor_id", nullable=True),
        _recorded(),
        sa.CheckConstraint(
            "kind IN ('conduct_proceedings', 'capability_proceedings', 'health', 'domestic', 'other')",
            name=op.f("ck_staff_confidential_kind_is_known"),
        ),
        _of_practitioner("staff_confidential"),
        sa.PrimaryKeyConstraint("staff_id", "number", name=op.f("pk_staff_confidential")),
        sa.UniqueConstraint("staff_id", "event_id", name=op.f("uq_staff_confidential_staff_id_event_id")),
    )
