"""Qualifications: what is in the tables of sentences may be of a member of staff, and then of no person."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OF_STAFF = sa.text("staff_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("sentence") as sentence:
        sentence.add_column(sa.Column("staff_id", sa.String(), nullable=True))
        sentence.alter_column("person_id", existing_type=sa.Uuid(), nullable=True)
        sentence.create_check_constraint(
            op.f("ck_sentence_is_of_somebody"), "(person_id IS NULL) <> (staff_id IS NULL)"
        )
    op.create_index(
        op.f("ix_sentence_staff_id"), "sentence", ["staff_id"], sqlite_where=_OF_STAFF, postgresql_where=_OF_STAFF
    )
    op.add_column("duty", sa.Column("staff_id", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("duty", "staff_id")
    op.drop_index(op.f("ix_sentence_staff_id"), "sentence")
    with op.batch_alter_table("sentence") as sentence:
        sentence.drop_constraint(op.f("ck_sentence_is_of_somebody"), type_="check")
        sentence.alter_column("person_id", existing_type=sa.Uuid(), nullable=False)
        sentence.drop_column("staff_id")
