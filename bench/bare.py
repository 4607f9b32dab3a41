"""What a scan is measured against: one process, no services."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pysqlite3.dbapi2 as sqlite3

from kit.ids import new_id
from kit.paths import to_text
from kit.wire.catalog import BATCH
from kit.wire.scan import ComicFile
from services.library.app import create_app
from services.library.settings import Settings
from services.library.store.intake.row import Row, Shelf, row_of
from services.scanner.batches import Place, comic_of, text_path
from services.scanner.places import Places
from services.scanner.walk import walk

COLUMNS = f"{', '.join(Row._fields)}, has_thumbnail"
INSERT = f"INSERT INTO comics ({COLUMNS}) VALUES ({', '.join('?' * len(Row._fields))}, 0)"
COPY = f"COPY comics ({COLUMNS}) FROM STDIN"
SERIES = (
    "INSERT INTO series (id, identity, library_id, category, subcategory, name, sort_key, issue_count, added_at, "
    "latest_at, search_text) VALUES (?, ?, 'l', ?, ?, ?, ?, 30, 0, 0, ?)"
)


def bare_walk(root: Path) -> float:
    """Seconds for os.scandir and a stat of every file."""
    started = time.perf_counter()
    pending, files = [str(root)], 0
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    files += entry.stat().st_size > 0
    return time.perf_counter() - started


class Inserting:
    """Rows into a new database with the library's own tables, in transactions of 1,000."""

    def __init__(self, write: Callable[[list[tuple[Any, ...]], list[Row]], None]) -> None:
        """`write`: one transaction that puts series and comics in."""
        self.write = write
        self.numbers: dict[tuple[str, str | None, str], int] = {}
        self.shelves: list[Shelf] = []
        self.rows: list[Row] = []
        self.fresh: list[tuple[Any, ...]] = []

    def shelf(self, place: Place, name: str) -> int:
        """The number of a series, which is made where it is new."""
        key = (place.shelf.category, place.shelf.subcategory, name)
        if key not in self.numbers:
            self.numbers[key] = len(self.shelves)
            self.shelves.append(Shelf(new_id(), *key, None))
            self.fresh.append((self.shelves[-1].id, self.shelves[-1].id, *key, name.lower(), name.lower()))
        return self.numbers[key]

    def add(self, comic: ComicFile) -> None:
        self.rows.append(row_of(comic, self.shelves[comic.series], "l", new_id(), time.time()))
        if len(self.rows) >= BATCH:
            self.flush()

    def flush(self) -> None:
        self.write(self.fresh, self.rows)
        self.rows, self.fresh = [], []


@contextmanager
def into_sqlite(path: Path, schema: list[str]) -> Iterator[Inserting]:
    """Into a new file with these tables, as safe against a power cut as the library's."""
    database = sqlite3.connect(str(path), isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    for statement in schema:
        database.execute(statement)

    def write(series: list[tuple[Any, ...]], comics: list[Row]) -> None:
        database.execute("BEGIN IMMEDIATE")
        database.executemany(SERIES, series)
        database.executemany(INSERT, comics)
        database.execute("COMMIT")

    with closing(database):
        yield Inserting(write)


@contextmanager
def into_postgres(url: str, data: Path) -> Iterator[Inserting]:
    """Into an empty database, in which the library makes its tables; comics by COPY."""
    create_app(Settings(data_dir=data, database_url=url)).state.database.close()

    def write(series: list[tuple[Any, ...]], comics: list[Row]) -> None:
        with database.transaction(), database.cursor() as cursor:
            cursor.executemany(SERIES.replace("?", "%s"), series)
            with cursor.copy(COPY) as copy:
                for row in comics:
                    copy.write_row((*row, False))

    with psycopg.connect(url) as database:
        yield Inserting(write)


def bare_scan(root: Path, inserting: Inserting) -> float:
    """Seconds for walk, parse and insert in this process."""
    started = time.perf_counter()
    places = Places("r", str(root), 0, lambda path, why: None)
    for found in walk(str(root)):
        places.note(found)
        if found.files:
            place, text = places.place(found), to_text(found.path)
            for file in found.files:
                index = partial(inserting.shelf, place)
                inserting.add(comic_of(place, file, text_path(text, file.name), None, index))
    inserting.flush()
    return time.perf_counter() - started
