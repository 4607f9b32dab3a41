"""Bookmarks, ratings and preferences are merged by the time of the change; how long was read is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("bookmarks", sa.Column("updated_at", sa.Double, nullable=False, server_default="0"))
    op.execute("UPDATE bookmarks SET updated_at = created_at")
    op.add_column("preferences", sa.Column("changed", TEXT, nullable=False, server_default="{}"))
    op.create_table(
        "removals",
        sa.Column("user_id", TEXT, primary_key=True),
        sa.Column("what", TEXT, primary_key=True),
        sa.Column("removed_at", sa.Double, nullable=False),
    )
    op.create_table(
        "reading_sessions",
        sa.Column("user_id", TEXT, primary_key=True),
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("comic_id", TEXT, nullable=False),
        sa.Column("started_at", sa.Double, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
    )
    op.create_index("idx_reading_sessions_comic", "reading_sessions", ["user_id", "comic_id"])
    op.create_index("idx_reading_sessions_started", "reading_sessions", ["user_id", "started_at"])
