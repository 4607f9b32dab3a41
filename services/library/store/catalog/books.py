"""Books: lists of them, and one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from kit.wire.catalog import cover_version
from services.library.models import Book, Progress, Rating
from services.library.schema import comics, reading_progress, series
from services.library.store import visible
from services.library.store.catalog import rated
from services.library.store.catalog.facets import count, one_by_one
from services.library.store.catalog.filters import Filter, of_books, of_series
from services.library.store.paging import Order, Window, page

TITLE = (comics.c.sort_key, comics.c.id)
NUMBER = (comics.c.number_key, comics.c.sort_key, comics.c.id)


def cover(comic_id: str, version: str, page: int | None) -> str:
    """The address of a comic's cover; `page`: the one that people chose."""
    return f"/api/cover/{comic_id}?v={cover_version(version, page)}"


def listed(
    connection: sa.Connection, who: Identity, chosen: Filter, sort: str, *, descending: bool, window: Window
) -> tuple[list[Book], str | None, int]:
    """A page of books, the cursor of the next, and how many there are in all."""
    found, cursor = ids(connection, who, chosen, sort, descending=descending, window=window)
    return by_ids(connection, who, found), cursor, count(connection, who, "books", chosen)


def ids(
    connection: sa.Connection, who: Identity, chosen: Filter, sort: str, *, descending: bool, window: Window
) -> tuple[list[str], str | None]:
    """The same, but their ids alone."""
    query = sa.select(comics).where(*of_books(who, chosen))
    score = rated.scored(who, "comic")
    order = rated.order(score, descending, *TITLE) if sort == "rating" else _order(sort, descending)
    if sort == "rating":
        query = query.outerjoin_from(comics, score, score.c.item_id == comics.c.id)
    if sort == "last_read":
        mine = sa.and_(reading_progress.c.comic_id == comics.c.id, reading_progress.c.user_id == who.subject)
        query = query.outerjoin_from(comics, reading_progress, mine)
    if sort == "number" and window.offset and not one_by_one(who, chosen):
        query, window = _skipped(connection, who, chosen, query, window, descending)
    return page(connection, query, comics.c.id, order, window)


def of_each(connection: sa.Connection, who: Identity, series_ids: Sequence[str]) -> list[str]:
    """The ids of the comics of these series: series by series in the order given, each in reading order."""
    query = sa.select(comics.c.series_id, comics.c.id).where(visible.comics(who), comics.c.series_id.in_(series_ids))
    found: dict[str, list[str]] = {one: [] for one in series_ids}
    for series_id, comic_id in connection.execute(query.order_by(*NUMBER)):
        found[series_id].append(comic_id)
    return [comic_id for those in found.values() for comic_id in those]


def _skipped(
    connection: sa.Connection, who: Identity, chosen: Filter, query: sa.Select[Any], window: Window, descending: bool
) -> tuple[sa.Select[Any], Window]:
    """The same part of the list, found through the series: these know how many comics they have."""
    by_id = series.c.id.desc() if descending else series.c.id
    left = window.offset or 0
    shelves = sa.select(series.c.id, series.c.issue_count).where(*of_series(who, chosen)).order_by(by_id)
    for one, number in connection.execute(shelves):
        if left < number:
            begin = comics.c.series_id <= one if descending else comics.c.series_id >= one
            return query.where(begin), replace(window, offset=left)
        left -= number
    return query.where(sa.false()), replace(window, offset=0)


def by_ids(connection: sa.Connection, who: Identity, ids: Sequence[str]) -> list[Book]:
    """The books with these ids that the reader may see, in this order, each with their progress and rating."""
    if not ids:
        return []
    rows = connection.execute(with_progress(who).where(visible.comics(who), comics.c.id.in_(ids))).mappings()
    said = rated.of(connection, who, "comic", ids)
    found = {row["id"]: book_of(row, said.get(row["id"], rated.UNRATED)) for row in rows}
    return [found[one] for one in ids if one in found]


def get(connection: sa.Connection, who: Identity, comic_id: str) -> Book:
    """One book. Raises NotFound, also for what the reader may not see."""
    found = by_ids(connection, who, [comic_id])
    if not found:
        raise visible.not_found("comic")
    return found[0]


def with_progress(who: Identity) -> sa.Select[Any]:
    """All comics with the reader's progress beside them, its columns prefixed with `my_`."""
    progress = [reading_progress.c[name].label(f"my_{name}") for name in Progress.model_fields]
    mine = sa.and_(reading_progress.c.comic_id == comics.c.id, reading_progress.c.user_id == who.subject)
    return sa.select(comics, *progress).outerjoin_from(comics, reading_progress, mine)


def book_of(row: Mapping[Any, Any], rating: Rating) -> Book:
    """A row of `with_progress` and its rating as a Book."""
    address = cover(row["id"], row["version"], row["cover_page"])
    return Book.model_validate({**row, "cover": address, "progress": progress_of(row), "rating": rating})


def progress_of(row: Mapping[Any, Any]) -> Progress | None:
    """The progress in a row of `with_progress`."""
    if row["my_comic_id"] is None:
        return None
    return Progress.model_validate({name: row[f"my_{name}"] for name in Progress.model_fields})


def _order(sort: str, descending: bool) -> Order:
    columns: dict[str, tuple[sa.ColumnElement[Any], ...]] = {
        "title": TITLE,
        "added": (comics.c.added_at, comics.c.id),
        # Series by series, each in reading order: the order of an index, however long the list.
        "number": (comics.c.series_id, *NUMBER),
        "last_read": (sa.func.coalesce(reading_progress.c.updated_at, sa.literal(0.0, sa.Double)), comics.c.id),
    }
    return Order(sort, columns[sort], descending)
