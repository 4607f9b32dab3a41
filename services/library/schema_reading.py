"""The tables of what readers do beside turning pages: when and how long they read, and what they took back."""

from __future__ import annotations

import sqlalchemy as sa

from services.library.schema import TEXT, TIME, metadata

# A stretch of reading in one comic, as the device counts it; it says again how long it has been, and the most counts.
reading_sessions = sa.Table(
    "reading_sessions",
    metadata,
    sa.Column("user_id", TEXT, primary_key=True),
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("comic_id", TEXT, nullable=False),
    sa.Column("started_at", TIME, nullable=False),
    sa.Column("seconds", sa.Integer, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
)
sa.Index("idx_reading_sessions_comic", *(reading_sessions.c[name] for name in ("user_id", "comic_id")))
sa.Index("idx_reading_sessions_started", *(reading_sessions.c[name] for name in ("user_id", "started_at")))

# When a reader took something away (a bookmark, a rating, a place, an item of a list): a change made earlier, which
# comes later, does not bring it back.
removals = sa.Table(
    "removals",
    metadata,
    sa.Column("user_id", TEXT, primary_key=True),
    sa.Column("what", TEXT, primary_key=True),  # bookmark/COMIC/PAGE, rating/KIND/ID, progress/COMIC, list/LIST/ITEM
    sa.Column("removed_at", TIME, nullable=False),
)

# What a reader read in an hour (hours since 1970 in UTC: every time zone can make days of them).
reading_hours = sa.Table(
    "reading_hours",
    metadata,
    sa.Column("user_id", TEXT, primary_key=True),
    sa.Column("hour", sa.Integer, primary_key=True),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("finished", sa.Integer, nullable=False),
)
