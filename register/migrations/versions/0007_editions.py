"""The edition of the rules that a sentence lives under."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("sentence", sa.Column("edition", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index(op.f("ix_sentence_final_edition_staff_id"), "sentence", ["final", "edition", "staff_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_sentence_final_edition_staff_id"), "sentence")
    op.drop_column("sentence", "edition")
