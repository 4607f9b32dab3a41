"""Covers: made, being made (a lease), or not to be made, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "thumbnails",
        sa.Column("comic_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer),
        sa.Column("reported", sa.Boolean, nullable=False),
        sa.Column("lease_owner", sa.Text, nullable=False),
        sa.Column("lease_until", sa.Double, nullable=False),
        sa.Column("updated_at", sa.Double, nullable=False),
    )
    unreported = sa.text("NOT reported AND state IN ('done', 'broken')")
    op.create_index(
        "idx_thumbnails_unreported",
        "thumbnails",
        ["updated_at"],
        sqlite_where=unreported,
        postgresql_where=unreported,
    )
