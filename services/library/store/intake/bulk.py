"""Many rows at once, as each database takes them fastest."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import md5
from itertools import chain
from typing import Any

import sqlalchemy as sa

from services.library.schema import comics
from services.library.store.intake.row import Row

_COLUMNS = ", ".join(Row._fields)
_ONE = f"({', '.join('?' * len(Row._fields))}, 0)"
# Rows in one statement: SQLite works them off in one go, while the rest of the service goes on. Each row of its own
# would give the interpreter away and wait for it again.
AT_ONCE = 125
_INSERT = f"INSERT INTO comics ({_COLUMNS}, has_thumbnail) VALUES "  # noqa: S608 - names of our own
_INSERT_ONE, _INSERT_MANY = _INSERT + _ONE, _INSERT + ", ".join([_ONE] * AT_ONCE)
_COPY = f"COPY comics ({_COLUMNS}, has_thumbnail) FROM STDIN"
# A file with another size or time is another content: what was found inside the old one no longer holds.
_CONTENT = {"pages": None, "has_thumbnail": False, "fingerprint": None, "problem": None}
_KEPT = {"id", "added_at"}


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
    cursor: Any = connection.connection.cursor()  # psycopg's: COPY is not of the common interface
    with cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row((*row, False))


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


def at_paths(connection: sa.Connection, paths: list[str]) -> sa.ColumnElement[bool]:
    """The condition that a comic lies at one of `paths`, in the words of the index on them."""
    if connection.dialect.name == "postgresql":
        return sa.func.md5(comics.c.path).in_([md5(path.encode(), usedforsecurity=False).hexdigest() for path in paths])
    # One value, however many paths: a statement that is the same every time.
    wanted = sa.func.json_each(json.dumps(paths)).table_valued("value")
    return comics.c.path.in_(sa.select(wanted.c.value))
