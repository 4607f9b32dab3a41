"""Many rows at once, as each database takes them fastest."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import md5
from itertools import chain
from typing import Any

import sqlalchemy as sa

from services.library.schema import TEXT, comics
from services.library.store.intake.row import Row

_COLUMNS = ", ".join(Row._fields)
_ONE = f"({', '.join('?' * len(Row._fields))}, 0)"
# Rows in one statement: SQLite works through them in one go, without the interpreter. A statement for each row
# would give the interpreter up and wait for it again each time.
AT_ONCE = 125
_INSERT = f"INSERT INTO comics ({_COLUMNS}, has_thumbnail) VALUES "  # noqa: S608 - names of our own
_INSERT_ONE, _INSERT_MANY = _INSERT + _ONE, _INSERT + ", ".join([_ONE] * AT_ONCE)
_COPY = f"COPY comics ({_COLUMNS}, has_thumbnail) FROM STDIN"
# A file with another size or time is another content: what was found inside the old one no longer holds.
_CONTENT = {"pages": None, "has_thumbnail": False, "fingerprint": None, "problem": None}
_KEPT = {"id", "added_at"}


def unhurried(connection: sa.Connection) -> None:
    """Lets this transaction end before it is on the disk.

    Nothing is lost that the next scan does not bring again: that a scan is over is written after all of its batches,
    and PostgreSQL never keeps the later of two transactions without the earlier.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


def insert(connection: sa.Connection, rows: Sequence[Row], give_way: Callable[[], None]) -> None:
    """Inserts new comics; calls `give_way` between its steps."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        whole = len(rows) - len(rows) % AT_ONCE
        for first in range(0, whole, AT_ONCE):
            give_way()
            connection.exec_driver_sql(_INSERT_MANY, tuple(chain.from_iterable(rows[first : first + AT_ONCE])))
        if whole < len(rows):
            connection.exec_driver_sql(_INSERT_ONE, list(rows[whole:]))
        return
    # psycopg's: COPY is not of the common interface, and goes past what notes a new version of the catalogue. That the
    # series of these comics are counted anew, in the same transaction, does not.
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(_COPY) as copy:
        for number, row in enumerate(rows):
            if number % AT_ONCE == 0:
                give_way()
            copy.write_row((*row, False))
    _count_first(connection)


def _count_first(connection: sa.Connection) -> None:
    """Lets PostgreSQL look at the first comics there are.

    Until autovacuum comes by, up to a minute later, it would plan for a table of which it knows nothing, and sort all
    comics again and again for those that are to be opened next.
    """
    counted = connection.exec_driver_sql("SELECT reltuples > 0 FROM pg_class WHERE oid = 'comics'::regclass")
    if not counted.scalar_one():
        connection.exec_driver_sql("ANALYZE comics, series")


def update(connection: sa.Connection, rows: Sequence[Row], give_way: Callable[[], None]) -> None:
    """Writes comics that are known over what was known of them; they are there, whatever they were before.

    Calls `give_way` between its steps.
    """
    if not rows:
        return
    new = {name: sa.bindparam(f"new_{name}", type_=comics.c[name].type) for name in Row._fields}
    same = sa.and_(comics.c.size_bytes == new["size_bytes"], comics.c.mtime == new["mtime"])
    values: dict[str, sa.ColumnElement[Any]] = {name: one for name, one in new.items() if name not in _KEPT}
    values |= {
        name: sa.case((same, comics.c[name]), else_=sa.literal(value, comics.c[name].type))
        for name, value in _CONTENT.items()
    }
    values["inspect_after"] = sa.case((same, comics.c.inspect_after), else_=new["inspect_after"])
    statement = sa.update(comics).where(comics.c.id == new["id"]).values(**values, missing_since=None)
    for first in range(0, len(rows), AT_ONCE):
        give_way()
        some = rows[first : first + AT_ONCE]
        connection.execute(statement, [{f"new_{name}": value for name, value in row._asdict().items()} for row in some])


def at_paths(
    connection: sa.Connection, columns: Sequence[sa.Column[Any]], roots: list[str], paths: list[str]
) -> sa.Select[Any]:
    """The query for `columns` of the comics that lie at one of `paths` in one of `roots`, by the index on them."""
    if connection.dialect.name == "sqlite":
        # One value, however many paths: a statement that is the same every time.
        wanted = sa.func.json_each(json.dumps(paths)).table_valued("value")
        return sa.select(*columns).where(comics.c.root_id.in_(roots), comics.c.path.in_(sa.select(wanted.c.value)))
    hashes = [md5(path.encode(), usedforsecurity=False).hexdigest() for path in paths]
    path = _each("path", hashes)
    root = _each("root", roots)
    lies_there = (comics.c.root_id == root.c.root) & (sa.func.md5(comics.c.path) == path.c.path)
    # OFFSET keeps the planner from turning this round: of a table that fills it knows next to nothing, and would read
    # all comics of the root for every batch.
    there = sa.select(*columns).where(lies_there).offset(0).lateral("there")
    return sa.select(*there.c).select_from(root.join(path, sa.true()).join(there, sa.true()))


def _each(name: str, values: list[str]) -> sa.TableValuedAlias:
    return sa.func.unnest(sa.literal(values, sa.ARRAY(TEXT))).table_valued(name, name=f"each_{name}").render_derived()
