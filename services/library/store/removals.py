"""What readers took back and when, so that a change made before it, which comes after it, changes nothing."""

from __future__ import annotations

import sqlalchemy as sa

from services.library.schema_reading import removals
from services.library.store.upsert import insert_into

KEPT = 400 * 86400.0  # s; a device that was away for longer may bring something back


def when(connection: sa.Connection, user_id: str, what: str) -> float:
    """When it was taken back last, in seconds since 1970; 0: never."""
    query = sa.select(removals.c.removed_at).where(removals.c.user_id == user_id, removals.c.what == what)
    return connection.execute(query).scalar_one_or_none() or 0.0


def note(connection: sa.Connection, user_id: str, what: str, at: float) -> None:
    """It is taken back; the latest time counts. What is older than KEPT is forgotten."""
    mine = sa.delete(removals).where(removals.c.user_id == user_id)
    connection.execute(mine.where(removals.c.removed_at < at - KEPT))
    insert = insert_into(connection, removals).values(user_id=user_id, what=what, removed_at=at)
    later = insert.excluded.removed_at > removals.c.removed_at
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["user_id", "what"], set_={"removed_at": insert.excluded.removed_at}, where=later
        )
    )


def clear(connection: sa.Connection, user_id: str, what: str) -> None:
    """It is there again."""
    connection.execute(sa.delete(removals).where(removals.c.user_id == user_id, removals.c.what == what))
