"""Long lists: a page after a cursor or at an offset, always in the order of an index."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kit.errors import BadRequest

LONGEST_CURSOR = 4096  # characters


@dataclass(frozen=True)
class Order:
    """An order: its name (cursors are only good for it), its columns, the last of them unique."""

    name: str
    columns: tuple[sa.ColumnElement[Any], ...]
    descending: bool = False

    def clauses(self) -> list[sa.ColumnElement[Any]]:
        """For ORDER BY."""
        return [column.desc() if self.descending else column.asc() for column in self.columns]

    def after(self, values: list[Any]) -> sa.ColumnElement[bool]:
        """The condition of rows behind the one with these values."""
        typed = [sa.literal(value, column.type) for value, column in zip(values, self.columns, strict=True)]
        mine, theirs = sa.tuple_(*self.columns), sa.tuple_(*typed)
        return mine < theirs if self.descending else mine > theirs


@dataclass(frozen=True)
class Window:
    """Which part of a list: `limit` rows after `cursor`, or from `offset` on."""

    limit: int
    cursor: str | None = None
    offset: int | None = None


def page(
    connection: sa.Connection, query: sa.Select[Any], key: sa.ColumnElement[str], order: Order, window: Window
) -> tuple[list[str], str | None]:
    """The keys of the rows of `query` in `window`, and the cursor of the next page. Raises BadRequest (bad_cursor)."""
    query = query.with_only_columns(key, *order.columns).order_by(*order.clauses()).limit(window.limit + 1)
    if window.cursor is not None:
        query = query.where(order.after(_read(window.cursor, order)))
    elif window.offset:
        query = query.offset(window.offset)
    rows = connection.execute(query).all()
    more = len(rows) > window.limit
    rows = rows[: window.limit]
    return [row[0] for row in rows], _write(order, list(rows[-1][1:])) if more else None


def chunks(ids: list[str], size: int = 1_000) -> Iterator[list[str]]:
    """`ids` in pieces that fit into one statement."""
    for first in range(0, len(ids), size):
        yield ids[first : first + size]


def _direction(order: Order) -> str:
    return f"{order.name} {'desc' if order.descending else 'asc'}"


def _write(order: Order, values: list[Any]) -> str:
    text = json.dumps([_direction(order), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, order: Order) -> list[Any]:
    """The values of a cursor that this order wrote. Raises BadRequest."""
    bad = BadRequest("bad_cursor", "This cursor is not valid in this list: start again at its beginning.")
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        said = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise bad from error
    if not isinstance(said, list) or len(said) != len(order.columns) + 1 or said[0] != _direction(order):
        raise bad
    if not all(_fits(value, column) for value, column in zip(said[1:], order.columns, strict=True)):
        raise bad
    return said[1:]


def _fits(value: Any, column: sa.ColumnElement[Any]) -> bool:
    if isinstance(column.type, sa.Integer):
        return type(value) is int and abs(value) < 2**31
    if isinstance(column.type, sa.Float):
        return type(value) in (int, float) and abs(value) < 1e15
    return isinstance(value, str) and "\0" not in value
