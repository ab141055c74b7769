"""Digests: one for each recipient and day, and on each notice whose digest it belongs in and which one told it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)
_RUNNING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_UNDIGESTED = sa.text("urgency = 'digest' AND digest IS NULL")


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("id", _RUNNING, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("to_role", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("practitioner", "team", "region", "prison")),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("sent_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "status IN ('kept', 'to_send', 'sent', 'failed', 'empty')", name=op.f("ck_digest_status_is_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("key", name=op.f("uq_digest_key")),
        sa.UniqueConstraint("recipient", "day", name=op.f("uq_digest_recipient_day")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_digest_day_status"), "digest", ["day", "status"])
    op.create_index(op.f("ix_digest_practitioner_id"), "digest", ["practitioner", "id"])
    op.add_column("notice", sa.Column("recipient", sa.String(), nullable=True))
    op.add_column("notice", sa.Column("digest", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_notice_undigested"),
        "notice",
        ["recipient", "id"],
        sqlite_where=_UNDIGESTED,
        postgresql_where=_UNDIGESTED,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_undigested"), "notice")
    op.drop_column("notice", "digest")
    op.drop_column("notice", "recipient")
    op.drop_table("digest")
