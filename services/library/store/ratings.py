"""Ratings: 1 to 5, one a reader for each series and comic, and the average of all."""

from __future__ import annotations

import time

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models import Rating
from services.library.schema import comics, series
from services.library.schema_curation import ratings
from services.library.store import visible
from services.library.store.catalog import rated
from services.library.store.catalog.series import not_found as series_not_found
from services.library.store.contents import comic_not_found
from services.library.store.upsert import insert_into


def get(connection: sa.Connection, who: Identity, kind: str, item_id: str) -> Rating:
    """The rating of a comic or series. Raises NotFound, also for what the reader may not see."""
    _check(connection, who, kind, item_id)
    return rated.of(connection, who, kind, [item_id]).get(item_id, rated.UNRATED)


def put(connection: sa.Connection, who: Identity, kind: str, item_id: str, value: int) -> Rating:
    """Rates it, or rates it anew. Raises NotFound."""
    _check(connection, who, kind, item_id)
    fresh = {"user_id": who.subject, "kind": kind, "item_id": item_id, "value": value, "updated_at": time.time()}
    insert = insert_into(connection, ratings).values(fresh)
    values = {"value": insert.excluded.value, "updated_at": insert.excluded.updated_at}
    connection.execute(insert.on_conflict_do_update(index_elements=["user_id", "kind", "item_id"], set_=values))
    return get(connection, who, kind, item_id)


def remove(connection: sa.Connection, who: Identity, kind: str, item_id: str) -> Rating:
    """Takes the reader's rating back; without one nothing changes. Raises NotFound."""
    _check(connection, who, kind, item_id)
    mine = sa.delete(ratings).where(ratings.c.user_id == who.subject, ratings.c.kind == kind)
    connection.execute(mine.where(ratings.c.item_id == item_id))
    return get(connection, who, kind, item_id)


def _check(connection: sa.Connection, who: Identity, kind: str, item_id: str) -> None:
    if kind == "comic":
        query = sa.select(comics.c.id).where(visible.comics(who, missing=True), comics.c.id == item_id)
        refusal = comic_not_found()
    else:
        query = sa.select(series.c.id).where(visible.series(who), series.c.id == item_id)
        refusal = series_not_found()
    if connection.execute(query).first() is None:
        raise refusal
