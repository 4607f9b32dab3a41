"""What a reader needs to open a comic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models import Issue, Reading
from services.library.schema import comics, series
from services.library.store import reading_sessions, visible
from services.library.store.bookmarks import of_comic
from services.library.store.catalog.books import NUMBER, cover, progress_of, with_progress
from services.library.store.layers import comics as layers


def get(connection: sa.Connection, who: Identity, comic_id: str) -> Reading:
    """A comic as the reader opens it. Raises NotFound, also for what they may not see."""
    query = with_progress(who).where(visible.comics(who), comics.c.id == comic_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise visible.not_found("comic")
    of_series = sa.select(series.c.direction).where(series.c.id == row["series_id"])
    direction = layers.direction(connection, comic_id, row["series_id"]) or connection.execute(of_series).scalar()
    return Reading.model_validate(
        {
            **row,
            "page_url": f"/api/read/{comic_id}/page/{{n}}?v={row['version']}",
            "direction": direction or "ltr",
            "progress": progress_of(row),
            "bookmarks": of_comic(connection, who, comic_id),
            "time": reading_sessions.of_comic(connection, who, comic_id),
            "previous": _beside(connection, who, row, forward=False),
            "next": _beside(connection, who, row, forward=True),
        }
    )


def _beside(connection: sa.Connection, who: Identity, row: Mapping[Any, Any], *, forward: bool) -> Issue | None:
    """The issue before or after, in reading order."""
    place = sa.tuple_(*NUMBER)
    mine = sa.tuple_(sa.literal(row["number_key"]), row["sort_key"], row["id"])
    query = sa.select(comics).where(
        visible.comics(who), comics.c.series_id == row["series_id"], place > mine if forward else place < mine
    )
    order = NUMBER if forward else tuple(column.desc() for column in NUMBER)
    found = connection.execute(query.order_by(*order).limit(1)).mappings().first()
    if found is None:
        return None
    return Issue.model_validate({**found, "cover": cover(found["id"], found["version"], found["cover_page"])})
