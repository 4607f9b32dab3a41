"""What a scan is measured against: one process, no services."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pysqlite3.dbapi2 as sqlite3

from kit.ids import new_id
from kit.paths import to_text
from kit.wire.catalog import BATCH, ComicFile
from services.library.store.intake.row import Row, Shelf, row_of
from services.scanner.batches import comic_of, text_path
from services.scanner.places import Places
from services.scanner.walk import walk

INSERT = f"INSERT INTO comics ({', '.join(Row._fields)}, has_thumbnail) VALUES ({', '.join('?' * len(Row._fields))}, 0)"
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

    def __init__(self, path: Path, schema: list[str]) -> None:
        self.database = sqlite3.connect(str(path), isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")  # as the library has it
        for statement in schema:
            self.database.execute(statement)
        self.shelves: dict[tuple[str, str | None, str], Shelf] = {}
        self.rows: list[Row] = []
        self.fresh: list[tuple[Any, ...]] = []

    def add(self, shelf: tuple[str, str | None, str], record: dict[str, Any]) -> None:
        known = self.shelves.get(shelf)
        if known is None:
            known = self.shelves[shelf] = Shelf(new_id(), *shelf, None)
            self.fresh.append((known.id, known.id, *shelf, shelf[2].lower(), shelf[2].lower()))
        comic = cast(ComicFile, SimpleNamespace(**record))
        self.rows.append(row_of(comic, known, "l", new_id(), time.time()))
        if len(self.rows) >= BATCH:
            self.flush()

    def flush(self) -> None:
        self.database.execute("BEGIN IMMEDIATE")
        self.database.executemany(SERIES, self.fresh)
        self.database.executemany(INSERT, self.rows)
        self.database.execute("COMMIT")
        self.rows, self.fresh = [], []


def bare_scan(root: Path, schema: list[str], folder: Path) -> float:
    """Seconds for walk, parse and insert in this process."""
    inserting = Inserting(folder / f"bare-{time.monotonic_ns()}.db", schema)
    started = time.perf_counter()
    places = Places("r", str(root), 0, lambda path, why: None)
    for found in walk(str(root)):
        places.note(found)
        if found.files:
            place, text = places.place(found), to_text(found.path)
            for file in found.files:
                series, record = comic_of(place, file, text_path(text, file.name), None)
                inserting.add((place.shelf.category, place.shelf.subcategory, series), record)
    inserting.flush()
    seconds = time.perf_counter() - started
    inserting.database.close()
    return seconds
