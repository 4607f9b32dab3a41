"""A reader as a whole."""

from __future__ import annotations

import sqlalchemy as sa

from services.library.schema import bookmarks, preferences, reading_progress
from services.library.schema_curation import list_items, lists, ratings, smart_lists, undo_log
from services.library.schema_reading import reading_hours, reading_sessions, removals


def forget(connection: sa.Connection, user_id: str) -> None:
    """Removes all that is kept of a user who is gone."""
    theirs = sa.select(lists.c.id).where(lists.c.user_id == user_id)
    connection.execute(sa.delete(list_items).where(list_items.c.list_id.in_(theirs)))
    read = (reading_progress, reading_hours, reading_sessions, bookmarks, removals)
    for table in (*read, lists, smart_lists, ratings, preferences, undo_log):
        connection.execute(sa.delete(table).where(table.c.user_id == user_id))
