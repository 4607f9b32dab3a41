"""Ratings: 1 to 5, one a reader for each series and comic, and the average of all."""

from __future__ import annotations

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models import Rating
from services.library.schema_curation import ratings
from services.library.store import removals, visible
from services.library.store.catalog import rated
from services.library.store.upsert import insert_into


def get(connection: sa.Connection, who: Identity, kind: str, item_id: str) -> Rating:
    """The rating of a comic or series. Raises NotFound, also for what the reader may not see."""
    visible.check(connection, who, kind, [item_id], missing=True)
    return rated.of(connection, who, kind, [item_id]).get(item_id, rated.UNRATED)


def put(connection: sa.Connection, who: Identity, kind: str, item_id: str, value: int, at: float) -> Rating:
    """Rates it, or rates it anew; what was said later than `at` (seconds since 1970) stands. Raises NotFound."""
    visible.check(connection, who, kind, [item_id], missing=True)
    if removals.when(connection, who.subject, _what(kind, item_id)) <= at:
        fresh = {"user_id": who.subject, "kind": kind, "item_id": item_id, "value": value, "updated_at": at}
        insert = insert_into(connection, ratings).values(fresh)
        values = {"value": insert.excluded.value, "updated_at": insert.excluded.updated_at}
        place, later = ["user_id", "kind", "item_id"], insert.excluded.updated_at >= ratings.c.updated_at
        connection.execute(insert.on_conflict_do_update(index_elements=place, set_=values, where=later))
    return get(connection, who, kind, item_id)


def remove(connection: sa.Connection, who: Identity, kind: str, item_id: str, at: float) -> Rating:
    """Takes the reader's rating back, unless they rated it later than `at`; without one nothing changes.

    Raises NotFound.
    """
    visible.check(connection, who, kind, [item_id], missing=True)
    mine = sa.delete(ratings).where(ratings.c.user_id == who.subject, ratings.c.kind == kind)
    connection.execute(mine.where(ratings.c.item_id == item_id, ratings.c.updated_at <= at))
    removals.note(connection, who.subject, _what(kind, item_id), at)
    return get(connection, who, kind, item_id)


def _what(kind: str, item_id: str) -> str:
    return f"rating/{kind}/{item_id}"
