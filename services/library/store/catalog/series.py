"""Series: lists of them, and what a reader did in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kit.errors import NotFound
from kit.identity import Identity
from services.library.models import Read, Series
from services.library.schema import comics, reading_progress, series
from services.library.store import visible
from services.library.store.catalog import words
from services.library.store.catalog.books import NUMBER, Filter, cover
from services.library.store.lists import Order, Window, page

LONGEST_SUMMARY = 300  # in lists


def not_found() -> NotFound:
    """The answer for a series that is not there, or not for this reader."""
    return NotFound("series_not_found", "There is no such series, or it is not in a library you may read.")


def listed(
    connection: sa.Connection, who: Identity, chosen: Filter, sort: str, *, descending: bool, window: Window
) -> tuple[list[Series], str | None, int]:
    """A page of series, the cursor of the next, and how many there are in all."""
    mine = _read_in(who).subquery("mine")
    query = sa.select(series).where(*conditions(who, chosen))
    if sort == "last_read":
        query = query.outerjoin_from(series, mine, mine.c.series_id == series.c.id)
    total = connection.execute(query.with_only_columns(sa.func.count())).scalar_one()
    columns: dict[str, sa.ColumnElement[Any]] = {
        "title": series.c.sort_key,
        "added": series.c.added_at,
        "number": series.c.issue_count,
        "last_read": sa.func.coalesce(mine.c.last_read_at, sa.literal(0.0, sa.Double)),
    }
    order = Order(sort, (columns[sort], series.c.id), descending)
    ids, cursor = page(connection, query, series.c.id, order, window)
    return by_ids(connection, who, ids), cursor, total


def conditions(who: Identity, chosen: Filter) -> list[sa.ColumnElement[bool]]:
    """What the series of `chosen` that the reader may see have in common."""
    found = [visible.series(who), *chosen.shelf(series)]
    if chosen.read:
        found.append(_state(who, chosen.read))
    if chosen.format is not None:
        there = sa.and_(comics.c.series_id == series.c.id, comics.c.missing_since.is_(None))
        found.append(sa.exists().where(there, comics.c.format == chosen.format))
    if chosen.q is not None:
        found.append(words.in_series(chosen.q))
    return found


def by_ids(connection: sa.Connection, who: Identity, ids: Sequence[str]) -> list[Series]:
    """The series with these ids that the reader may see, in this order."""
    if not ids:
        return []
    mine = {row["series_id"]: row for row in connection.execute(_read_in(who, ids)).mappings()}
    rows = connection.execute(with_cover().where(visible.series(who), series.c.id.in_(ids))).mappings()
    found = {row["id"]: series_of(row, mine.get(row["id"])) for row in rows}
    return [found[one] for one in ids if one in found]


def with_cover() -> sa.Select[Any]:
    """All series, each with `cover_id`, `cover_version` and `cover_has_thumbnail` of its first comic."""
    first = sa.select(comics.c.id).where(comics.c.series_id == series.c.id, comics.c.missing_since.is_(None))
    first_id = first.order_by(*NUMBER).limit(1).scalar_subquery()
    front = comics.alias("front")
    columns = [front.c[name].label(f"cover_{name}") for name in ("id", "version", "has_thumbnail")]
    return sa.select(series, *columns).outerjoin_from(series, front, front.c.id == first_id)


def series_of(row: Mapping[Any, Any], mine: Mapping[Any, Any] | None) -> Series:
    """A row of `with_cover` and one of `_read_in` as a Series."""
    finished, begun, last_read_at = (mine["finished"], mine["begun"], mine["last_read_at"]) if mine else (0, 0, None)
    unread = row["issue_count"] - finished
    return Series.model_validate(
        {
            **row,
            "unread_count": unread,
            "in_progress": begun > 0 or (finished > 0 and unread > 0),
            "cover": cover(row["cover_id"], row["cover_version"]) if row["cover_id"] else None,
            "has_thumbnail": bool(row["cover_has_thumbnail"]),
            "summary": _shortened(json.loads(row["metadata"] or "{}").get("summary")),
            "last_read_at": last_read_at,
        }
    )


def _shortened(text: str | None) -> str | None:
    """Whole words of at most 300 characters."""
    if text is None or len(text) <= LONGEST_SUMMARY:
        return text
    short = text[: LONGEST_SUMMARY - 1]
    return f"{short.rpartition(' ')[0] or short}…"


def _read_in(who: Identity, ids: Sequence[str] | None = None) -> sa.Select[Any]:
    """What the reader did in each series (of `ids`), counted in comics that are there: finished, begun."""
    done = reading_progress.c.completed
    query = (
        sa.select(
            comics.c.series_id,
            sa.func.sum(sa.case((done, 1), else_=0)).label("finished"),
            sa.func.sum(sa.case((done, 0), else_=1)).label("begun"),
            sa.func.max(reading_progress.c.updated_at).label("last_read_at"),
        )
        .join_from(reading_progress, comics, comics.c.id == reading_progress.c.comic_id)
        .where(reading_progress.c.user_id == who.subject, comics.c.missing_since.is_(None))
        .group_by(comics.c.series_id)
    )
    return query if ids is None else query.where(comics.c.series_id.in_(ids))


def _state(who: Identity, state: Read) -> sa.ColumnElement[bool]:
    """Unread: nothing was opened. Read: all is finished. Reading: all that lies between."""
    mine = _read_in(who).subquery("done")
    if state == "unread":
        return series.c.id.not_in(sa.select(mine.c.series_id))
    reached = mine.c.finished == series.c.issue_count if state == "read" else mine.c.finished < series.c.issue_count
    return sa.exists().where(mine.c.series_id == series.c.id, reached).correlate(series)
