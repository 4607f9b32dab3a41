"""A reader's preferences: one JSON object, kept as the text it is."""

from __future__ import annotations

import time

import sqlalchemy as sa

from services.library.schema import preferences
from services.library.store.upsert import insert_into


def get(connection: sa.Connection, user_id: str) -> str:
    """The object as JSON text."""
    query = sa.select(preferences.c.body).where(preferences.c.user_id == user_id)
    return connection.execute(query).scalar_one_or_none() or "{}"


def put(connection: sa.Connection, user_id: str, body: str) -> None:
    """Replaces it."""
    fresh = {"user_id": user_id, "body": body, "updated_at": time.time()}
    insert = insert_into(connection, preferences).values(fresh)
    values = {"body": insert.excluded.body, "updated_at": insert.excluded.updated_at}
    connection.execute(insert.on_conflict_do_update(index_elements=[preferences.c.user_id], set_=values))
