"""Series: lists of them, and what a reader did in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models import Rating, Series
from services.library.schema import comics, series
from services.library.store import visible
from services.library.store.catalog import rated
from services.library.store.catalog.books import NUMBER, cover
from services.library.store.catalog.filters import Filter, of_series, read_in
from services.library.store.paging import Order, Window, chunks, page

LONGEST_SUMMARY = 300  # in lists


def listed(
    connection: sa.Connection, who: Identity, chosen: Filter, sort: str, *, descending: bool, window: Window
) -> tuple[list[Series], str | None, int]:
    """A page of series, the cursor of the next, and how many there are in all."""
    found, cursor = ids(connection, who, chosen, sort, descending=descending, window=window)
    total = connection.execute(sa.select(sa.func.count()).where(*of_series(who, chosen))).scalar_one()
    return by_ids(connection, who, found), cursor, total


def ids(
    connection: sa.Connection, who: Identity, chosen: Filter, sort: str, *, descending: bool, window: Window
) -> tuple[list[str], str | None]:
    """The same, but their ids alone."""
    mine = read_in(who).subquery("mine")
    query = sa.select(series).where(*of_series(who, chosen))
    if sort == "last_read":
        query = query.outerjoin_from(series, mine, mine.c.series_id == series.c.id)
    columns: dict[str, sa.ColumnElement[Any]] = {
        "title": series.c.sort_key,
        "added": series.c.added_at,
        "number": visible.issues(who),
        "last_read": sa.func.coalesce(mine.c.last_read_at, sa.literal(0.0, sa.Double)),
    }
    if sort == "rating":
        score = rated.scored(who, "series")
        query = query.outerjoin_from(series, score, score.c.item_id == series.c.id)
        order = rated.order(score, descending, series.c.sort_key, series.c.id)
    else:
        order = Order(sort, (columns[sort], series.c.id), descending)
    return page(connection, query, series.c.id, order, window)


def comics_in(connection: sa.Connection, who: Identity, series_ids: list[str]) -> int:
    """How many comics the reader may see in these series."""
    there = sa.select(sa.func.sum(visible.issues(who)))
    return sum(int(connection.scalar(there.where(series.c.id.in_(part))) or 0) for part in chunks(series_ids))


def by_ids(connection: sa.Connection, who: Identity, ids: Sequence[str]) -> list[Series]:
    """The series with these ids that the reader may see, in this order."""
    if not ids:
        return []
    mine = {row["series_id"]: row for row in connection.execute(read_in(who, ids)).mappings()}
    rows = connection.execute(with_cover(who).where(visible.series(who), series.c.id.in_(ids))).mappings()
    said = rated.of(connection, who, "series", ids)
    found = {row["id"]: series_of(row, mine.get(row["id"]), said.get(row["id"], rated.UNRATED)) for row in rows}
    return [found[one] for one in ids if one in found]


def with_cover(who: Identity) -> sa.Select[Any]:
    """All series, each with `issues`, `cover_id`, `cover_version` and `cover_has_thumbnail` of the first comic: as far
    as the reader may see them."""
    first = sa.select(comics.c.id).where(comics.c.series_id == series.c.id, comics.c.missing_since.is_(None))
    first_id = first.where(*visible.for_age(who, comics)).order_by(*NUMBER).limit(1).scalar_subquery()
    front = comics.alias("front")
    columns = [front.c[name].label(f"cover_{name}") for name in ("id", "version", "has_thumbnail", "cover_page")]
    return sa.select(series, visible.issues(who).label("issues"), *columns).outerjoin_from(
        series, front, front.c.id == first_id
    )


def series_of(row: Mapping[Any, Any], mine: Mapping[Any, Any] | None, rating: Rating) -> Series:
    """A row of `with_cover`, one of `read_in` and its rating as a Series."""
    finished, begun, last_read_at = (mine["finished"], mine["begun"], mine["last_read_at"]) if mine else (0, 0, None)
    unread = row["issues"] - finished
    return Series.model_validate(
        {
            **row,
            "issue_count": row["issues"],
            "unread_count": unread,
            "in_progress": begun > 0 or (finished > 0 and unread > 0),
            "cover": _cover(row),
            "has_thumbnail": bool(row["cover_has_thumbnail"]),
            "summary": _shortened(json.loads(row["metadata"] or "{}").get("summary")),
            "last_read_at": last_read_at,
            "rating": rating,
        }
    )


def _cover(row: Mapping[Any, Any]) -> str | None:
    return cover(row["cover_id"], row["cover_version"], row["cover_cover_page"]) if row["cover_id"] else None


def _shortened(text: str | None) -> str | None:
    """Whole words of at most 300 characters."""
    if text is None or len(text) <= LONGEST_SUMMARY:
        return text
    short = text[: LONGEST_SUMMARY - 1]
    return f"{short.rpartition(' ')[0] or short}…"
