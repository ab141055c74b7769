"""Staff by the day: line managers of spells, periods of standing, and which rows are to be added up again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | Sequence[str] | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)
_OPEN = sa.text("NOT final AND kind <> 'qualification'")
_SPELL = "practitioner_spell"


def upgrade() -> None:
    op.drop_index(op.f("ix_practitioner_line_manager"), "practitioner")
    op.drop_column("practitioner", "line_manager")
    op.add_column("practitioner", sa.Column("added_up", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_practitioner_added_up"), "practitioner", ["added_up"])
    op.add_column(_SPELL, sa.Column("line_manager", sa.String(), nullable=True))
    op.add_column(_SPELL, sa.Column("learning_due", sa.Date(), nullable=True))
    op.create_index(op.f("ix_practitioner_spell_line_manager"), _SPELL, ["line_manager", "staff_id"])
    op.create_table(
        "practitioner_period",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("is_employed", sa.Boolean(), nullable=False),
        sa.Column("is_conditional", sa.Boolean(), nullable=False),
        sa.Column("manages", sa.String(), nullable=True),
        sa.Column("stands_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["practitioner.staff_id"], name=op.f("fk_practitioner_period_staff_id_practitioner")
        ),
        sa.PrimaryKeyConstraint("staff_id", "since", name=op.f("pk_practitioner_period")),
    )
    op.create_index(
        op.f("ix_sentence_open"),
        "sentence",
        ["team", "region", "rosh", "practitioner"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_sentence_open"), "sentence")
    op.drop_table("practitioner_period")
    op.drop_index(op.f("ix_practitioner_spell_line_manager"), _SPELL)
    op.drop_column(_SPELL, "learning_due")
    op.drop_column(_SPELL, "line_manager")
    op.drop_index(op.f("ix_practitioner_added_up"), "practitioner")
    op.drop_column("practitioner", "added_up")
    op.add_column("practitioner", sa.Column("line_manager", sa.String(), nullable=True))
    op.create_index(op.f("ix_practitioner_line_manager"), "practitioner", ["line_manager"])
