"""Everything the library keeps of one person, with the names of what it is about as far as they may see that."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from kit.times import written
from services.library.schema import bookmarks, comics, reading_progress, series
from services.library.schema_curation import list_items, lists, ratings, smart_lists
from services.library.schema_reading import reading_hours, reading_sessions
from services.library.store import preferences, visible
from services.library.store.reading_hours import HOUR


def everything(connection: sa.Connection, who: Identity) -> dict[str, Any]:
    """Progress, bookmarks, ratings, lists with what is on them, smart lists, times of reading, preferences."""
    me = who.subject
    return {
        "progress": _of_comics(connection, who, reading_progress, reading_progress.c.updated_at),
        "bookmarks": _of_comics(connection, who, bookmarks, bookmarks.c.created_at),
        "ratings": _of_both(connection, who, ratings, ratings.c.user_id == me, ratings.c.updated_at),
        "lists": [_list(connection, who, one) for one in _rows(connection, lists, me, lists.c.created_at)],
        "smart_lists": [
            {**_plain(one), "filter": json.loads(one["filter"])}
            for one in _rows(connection, smart_lists, me, smart_lists.c.created_at)
        ],
        "reading_hours": [
            {"hour": _moment(one["hour"] * HOUR), "pages": one["pages"], "finished": one["finished"]}
            for one in _rows(connection, reading_hours, me, reading_hours.c.hour)
        ],
        "reading_sessions": _of_comics(connection, who, reading_sessions, reading_sessions.c.started_at),
        "preferences": json.loads(preferences.get(connection, me)),
    }


def _rows(connection: sa.Connection, table: sa.Table, user_id: str, order: sa.ColumnElement[Any]) -> list[Any]:
    return list(connection.execute(sa.select(table).where(table.c.user_id == user_id).order_by(order)).mappings())


def _of_comics(
    connection: sa.Connection, who: Identity, table: sa.Table, order: sa.ColumnElement[Any]
) -> list[dict[str, Any]]:
    comic = (comics.c.id == table.c.comic_id) & visible.comics(who, missing=True)
    query = (
        sa.select(table, comics.c.title, series.c.name.label("series"))
        .select_from(table)
        .outerjoin(comics, comic)
        .outerjoin(series, series.c.id == comics.c.series_id)
        .where(table.c.user_id == who.subject)
    )
    return [_plain(one) for one in connection.execute(query.order_by(order)).mappings()]


def _of_both(
    connection: sa.Connection,
    who: Identity,
    table: sa.Table,
    mine: sa.ColumnElement[bool],
    order: sa.ColumnElement[Any],
) -> list[dict[str, Any]]:
    """Rows about a comic or a series, each with its name."""
    comic = (table.c.kind == "comic") & (comics.c.id == table.c.item_id) & visible.comics(who, missing=True)
    whole = (table.c.kind == "series") & (series.c.id == table.c.item_id) & visible.series(who)
    query = (
        sa.select(table, sa.func.coalesce(series.c.name, comics.c.title).label("name"))
        .select_from(table)
        .outerjoin(comics, comic)
        .outerjoin(series, whole)
        .where(mine)
    )
    return [_plain(one) for one in connection.execute(query.order_by(order)).mappings()]


def _list(connection: sa.Connection, who: Identity, one: Any) -> dict[str, Any]:
    items = _of_both(connection, who, list_items, list_items.c.list_id == one["id"], list_items.c.position)
    kept = [{name: item[name] for name in ("kind", "item_id", "name", "added_at")} for item in items]
    return {**_plain(one), "items": kept}


def _plain(row: Any) -> dict[str, Any]:
    """A row as JSON has it: times as they are written, and not whose it is, which is everywhere the same."""
    said = {name: value for name, value in dict(row).items() if name != "user_id"}
    return {name: _moment(value) if name.endswith("_at") else value for name, value in said.items()}


def _moment(seconds: float) -> str:
    return written(datetime.fromtimestamp(seconds, UTC))
