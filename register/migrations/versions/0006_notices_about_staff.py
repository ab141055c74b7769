"""Notices about members of staff: one that is of no sentence says whose authorisation it is about."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OF_STAFF = sa.text("staff_id IS NOT NULL")
_OF_SOMETHING = "ck_notice_is_of_something"


def upgrade() -> None:
    with op.batch_alter_table("notice", table_kwargs={"sqlite_autoincrement": True}) as notice:
        notice.add_column(sa.Column("staff_id", sa.String(), nullable=True))
        notice.alter_column("sentence_id", existing_type=sa.String(), nullable=True)
        notice.create_check_constraint(op.f(_OF_SOMETHING), "(sentence_id IS NULL) <> (staff_id IS NULL)")
    op.create_index(
        op.f("ix_notice_staff_id_id"), "notice", ["staff_id", "id"], sqlite_where=_OF_STAFF, postgresql_where=_OF_STAFF
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_staff_id_id"), "notice")
    op.execute("DELETE FROM notice WHERE staff_id IS NOT NULL")
    with op.batch_alter_table("notice", table_kwargs={"sqlite_autoincrement": True}) as notice:
        notice.drop_constraint(op.f(_OF_SOMETHING), type_="check")
        notice.alter_column("sentence_id", existing_type=sa.String(), nullable=False)
        notice.drop_column("staff_id")
