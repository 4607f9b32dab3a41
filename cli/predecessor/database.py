"""Reads the predecessor's database, an SQLite file that may be damaged, of another make, or worse.

Only the tables and columns that are known are read, only where they are plain tables, and a value that makes no sense
costs its row at most. Nothing is ever written to the file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kit.errors import StartupError

MAGIC = b"SQLite format 3\0"
LARGEST_VALUE = 64 * 1024 * 1024  # bytes; a table that holds a larger one ends before it
LONGEST = 25_000  # characters of one value that are read
PATIENCE = 300.0  # seconds for all of it
STEPS = 100_000  # of SQLite's machine between looks at the clock
# Tables that only a database of this server has: how far each service's migrations are.
OURS = "SELECT 1 FROM sqlite_master WHERE substr(name, 1, 16) = 'alembic_version_'"
TABLES = {
    "users": ("id", "username", "password_hash", "role", "created_at", "last_login"),
    "comics": ("id", "path", "series", "category", "series_id"),
    "series": (
        *(
            "id",
            "name",
            "title",
            "title_english",
            "title_japanese",
            "synonyms",
            "authors",
            "synopsis",
            "genres",
            "tags",
        ),
        *("demographics", "status", "total_volumes", "total_chapters", "release_year", "mal_id", "anilist_id"),
        *("category", "subcategory"),
    ),
    "reading_progress": ("user_id", "comic_id", "current_page", "total_pages", "completed", "last_read"),
    "bookmarks": ("user_id", "comic_id", "page_number", "note", "created_at"),
    "user_preferences": (
        *("user_id", "theme", "default_view_mode", "default_nav_mode", "default_sort_by"),
        *("reader_direction", "reader_display", "reader_zoom"),
    ),
}

Row = dict[str, Any]


@dataclass
class Old:
    """All that could be read, by table; `written_at` is when the file was last written, in seconds since 1970.

    `damaged` says, table by table, what could not be read.
    """

    written_at: float
    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TABLES})
    damaged: list[str] = field(default_factory=list)


def read(path: Path) -> Old:
    """What the file holds. Raises StartupError with a sentence where it is no database of the predecessor."""
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
        old = Old(path.stat().st_mtime)
    except OSError as error:
        raise StartupError(f"{path} cannot be read: {error.strerror}.") from error
    if head != MAGIC:
        raise StartupError(f"{path} is no SQLite database.")
    try:
        with closing(_opened(path)) as connection:
            columns = _columns(connection)
            if connection.execute(OURS).fetchone():
                raise StartupError(f"{path} is a database of this server: put it back with 'quarterbin restore'.")
            if not {"users", "comics", "reading_progress"} & set(columns):
                raise StartupError(f"{path} is a database, but none of the predecessor: its tables are not there.")
            for table, known in columns.items():
                _fill(connection, table, known, old)
    except sqlite3.Error as error:
        raise StartupError(f"{path} cannot be read: {error}.") from error
    return old


def _opened(path: Path) -> sqlite3.Connection:
    """For reading alone; where the folder may not be written to either, as a file that nobody changes."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    connection = sqlite3.connect(address, uri=True)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True)
    # File names are bytes: those that are no UTF-8 come through as `os.fsdecode` would have them.
    connection.text_factory = lambda value: value.decode("utf-8", "surrogateescape")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
        connection.execute(f"PRAGMA {pragma}")
    until = time.monotonic() + PATIENCE
    connection.set_progress_handler(lambda: int(time.monotonic() > until), STEPS)
    return connection


def _columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The known columns of the known tables that are there."""
    plain = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'create table%'"
    there = {name for (name,) in connection.execute(plain) if name in TABLES}
    found = {}
    for table, wanted in TABLES.items():
        if table in there:
            has = {row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')}
            found[table] = [name for name in wanted if name in has]
    return {table: names for table, names in found.items() if names}


def _fill(connection: sqlite3.Connection, table: str, columns: list[str], old: Old) -> None:
    rows = old.tables[table]
    try:
        for row in _rows(connection, table, columns):
            rows.append(row)
    except sqlite3.Error as error:
        old.damaged.append(f"The table {table} is damaged: {len(rows):,} of its rows could be read ({error}).")


def _rows(connection: sqlite3.Connection, table: str, columns: list[str]) -> Iterator[Row]:
    cut = 'CASE WHEN typeof("{0}") IN (\'text\', \'blob\') THEN substr("{0}", 1, {1}) ELSE "{0}" END'
    names = ", ".join(cut.format(name, LONGEST) for name in columns)
    for row in connection.execute(f'SELECT {names} FROM "{table}"'):  # noqa: S608 - names of the table above
        found = dict.fromkeys(TABLES[table]) | dict(zip(columns, row, strict=True))
        # An id is a number in one table and the same as text in the next, as SQLite lets it be.
        yield {
            name: str(value) if name.endswith("id") and type(value) is int else value for name, value in found.items()
        }
