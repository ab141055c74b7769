"""The edition of the rules that a sentence lives under."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LIVE = sa.text("NOT final")


def upgrade() -> None:
    op.add_column("sentence", sa.Column("edition", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index(
        op.f("ix_sentence_edition"), "sentence", ["edition", "sentence_id"], sqlite_where=_LIVE, postgresql_where=_LIVE
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_sentence_edition"), "sentence")
    op.drop_column("sentence", "edition")
