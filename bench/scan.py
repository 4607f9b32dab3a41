"""How long a scan takes: through the running services, against one process that does the same without them.

    python -m bench.scan [--comics 60000] [--runs 3] [--keep FOLDER]

`walk` is os.scandir with stat alone; `bare` is one process that walks, parses the names and inserts the same rows into
the same tables with sqlite3, in batches of 1,000; `first` and `again` are POST /api/scan through the gateway, first on
an empty library, then with nothing changed, timed from the request to the job's own end.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite3

from bench import trees
from bench.running import Server
from kit.ids import new_id
from kit.paths import to_text
from services.library.store.intake.row import Row, row_of
from services.library.store.intake.shelves import Shelf
from services.scanner.batches import Batcher, text_path
from services.scanner.places import Places
from services.scanner.walk import walk


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


def bare_scan(root: Path, schema: list[str], folder: Path) -> float:
    """Seconds for walk, parse and insert in this process, into a new database with the library's own tables."""
    database = sqlite3.connect(str(folder / f"bare-{time.monotonic_ns()}.db"), isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    for statement in schema:
        database.execute(statement)
    insert = (
        f"INSERT INTO comics ({', '.join(Row._fields)}, has_thumbnail) VALUES ({', '.join('?' * len(Row._fields))}, 0)"
    )
    into_series = (
        "INSERT INTO series (id, identity, library_id, category, subcategory, name, sort_key, issue_count, added_at, "
        "latest_at, search_text) VALUES (?, ?, 'l', ?, ?, ?, ?, 30, 0, 0, ?)"
    )
    known: dict[tuple[str, str | None, str], Shelf] = {}

    def send(batch: Any) -> None:
        now = time.time()
        shelves, fresh = [], []
        for one in batch.series:
            key = (one.category, one.subcategory, one.name)
            if key not in known:
                known[key] = Shelf(new_id(), one.category, one.subcategory, one.name, None)
                fresh.append((known[key].id, known[key].id, *key, one.name.lower(), one.name.lower()))
            shelves.append(known[key])
        database.execute("BEGIN IMMEDIATE")
        database.executemany(into_series, fresh)
        database.executemany(insert, [row_of(one, shelves[one.series], "l", new_id(), now) for one in batch.comics])
        database.execute("COMMIT")

    started = time.perf_counter()
    batcher = Batcher("l", send)
    places = Places("r", str(root), 0, lambda path, why: None)
    for found in walk(str(root)):
        places.note(found)
        if found.files:
            place, text = places.place(found), to_text(found.path)
            for file in found.files:
                batcher.add(place, file, text_path(text, file.name), None)
    batcher.flush()
    seconds = time.perf_counter() - started
    database.close()
    return seconds


def table(rows: list[tuple[str, list[float], float | None]]) -> str:
    """The results as a Markdown table."""
    lines = ["| step | s (median) | s (all) | ratio |", "|---|---|---|---|"]
    for name, values, base in rows:
        ratio = f"{statistics.median(values) / base:.2f}" if base else ""
        every = ", ".join(f"{value:.2f}" for value in values)
        lines.append(f"| {name} | {statistics.median(values):.2f} | {every} | {ratio} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comics", type=int, default=60_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--database-url", default="", help="PostgreSQL instead of SQLite")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="quarterbin-bench-"))
    root = folder / "comics"
    try:
        series = trees.make(root, options.comics)
        walks: list[float] = []
        bares: list[float] = []
        firsts: list[float] = []
        agains: list[float] = []
        for run in range(options.runs):
            with Server(folder / f"data-{run}", options.database_url) as server:
                server.add_library("Bench", root)
                walks.append(bare_walk(root))
                firsts.append(server.scan())
                agains.append(server.scan())
                memory = server.memory()
                schema = server.schema() if not options.database_url else []
            if schema:
                bares.append(bare_scan(root, schema, folder))
        print(f"{options.comics} comics in {series} series, {options.runs} runs\n")
        rows: list[tuple[str, list[float], float | None]] = [("walk, bare", walks, None)]
        bare = statistics.median(bares) if bares else None
        if bares:
            rows.append(("walk, parse and insert in one process", bares, None))
        rows.append(("first scan, through the services (ratio to one process)", firsts, bare))
        rows.append(("nothing changed (ratio to the bare walk)", agains, statistics.median(walks)))
        print(table(rows))
        print("\n" + ", ".join(f"{name} {mib:.0f} MiB" for name, mib in memory.items()) + " (RSS at the end)")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
