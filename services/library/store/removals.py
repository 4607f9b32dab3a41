"""What readers took back and when, so that a change made before it, which comes after it, changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from services.library.schema_reading import removals
from services.library.store.paging import chunks
from services.library.store.upsert import insert_into

KEPT = 400 * 86400.0  # s; a device that was away for longer may bring something back


def when(connection: sa.Connection, user_id: str, what: str) -> float:
    """When it was taken back last, in seconds since 1970; 0: never."""
    return later(connection, user_id, [what], 0.0).get(what, 0.0)


def later(connection: sa.Connection, user_id: str, whats: Sequence[str], at: float) -> dict[str, float]:
    """Those of `whats` that were taken back after `at`, and when; both in seconds since 1970."""
    found: dict[str, float] = {}
    query = sa.select(removals.c.what, removals.c.removed_at).where(removals.c.user_id == user_id)
    for part in chunks(list(whats)):
        found |= dict(connection.execute(query.where(removals.c.what.in_(part), removals.c.removed_at > at)).all())
    return found


def note(connection: sa.Connection, user_id: str, what: str, at: float) -> None:
    """It is taken back; the latest time counts. What is older than KEPT is forgotten."""
    note_many(connection, user_id, [what], at)


def note_many(connection: sa.Connection, user_id: str, whats: Sequence[str], at: float) -> None:
    """The same of several."""
    mine = sa.delete(removals).where(removals.c.user_id == user_id)
    connection.execute(mine.where(removals.c.removed_at < at - KEPT))
    insert = insert_into(connection, removals)
    fresh = insert.excluded.removed_at
    rows = [{"user_id": user_id, "what": what, "removed_at": at} for what in whats]
    noted = insert.on_conflict_do_update(
        index_elements=["user_id", "what"], set_={"removed_at": fresh}, where=fresh > removals.c.removed_at
    )
    if rows:
        connection.execute(noted, rows)


def clear(connection: sa.Connection, user_id: str, *whats: str) -> None:
    """It is there again."""
    mine = sa.delete(removals).where(removals.c.user_id == user_id)
    for part in chunks(list(whats)):
        connection.execute(mine.where(removals.c.what.in_(part)))
