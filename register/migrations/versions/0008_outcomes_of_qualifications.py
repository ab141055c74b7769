"""What qualifications establish about staff and no record took in yet, and when to look for one that is to begin."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)
_UNSETTLED = sa.text("settled IS NULL")
_NEEDED = ("event_id", "qualification_id", "staff_id", "rule", "actor_role", "why", "says")
_NULLABLE = ("actor_id", "settled", "because", "settled_role", "settled_by")


def upgrade() -> None:
    op.add_column("practitioner", sa.Column("gap_at", _INSTANT, nullable=True))
    op.create_index(op.f("ix_practitioner_gap_at"), "practitioner", ["gap_at"])
    op.execute("UPDATE practitioner SET gap_at = recorded_at")  # whoever is registered is looked at once
    op.create_table(
        "unrecorded",
        *(sa.Column(name, sa.String(), nullable=False) for name in _NEEDED),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("fact", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in _NULLABLE),
        sa.Column("settled_at", _INSTANT, nullable=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.CheckConstraint("why IN ('not_registered', 'contradicts')", name=op.f("ck_unrecorded_why_is_known")),
        sa.CheckConstraint("settled IN ('recorded', 'left')", name=op.f("ck_unrecorded_settled_is_known")),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["sentence.sentence_id"], name=op.f("fk_unrecorded_qualification_id_sentence")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_unrecorded")),
    )
    op.create_index(op.f("ix_unrecorded_qualification_id"), "unrecorded", ["qualification_id"])
    op.create_index(
        "ix_unrecorded_open",
        "unrecorded",
        ["staff_id", "event_id"],
        sqlite_where=_UNSETTLED,
        postgresql_where=_UNSETTLED,
    )


def downgrade() -> None:
    op.drop_table("unrecorded")
    op.drop_index(op.f("ix_practitioner_gap_at"), "practitioner")
    op.drop_column("practitioner", "gap_at")
