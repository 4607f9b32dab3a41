"""The library service alone: takes in comics by the batch, then answers lists, tree and searches.

    python -m bench.library [COMICS] [postgresql://...]     (60000, SQLite in a temporary folder)

Prints a table. The yardstick is taken on the same machine in the same run: sqlite3 with the columns and indexes
of the service, rows ready made, one transaction a batch.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kit.identity import Identity
from kit.wire.catalog import BATCH
from kit.wire.scan import ScanBatch, columns_of, comic_file
from services.library.app import create_app
from services.library.internal import _take
from services.library.settings import Settings
from services.library.store import libraries, progress, snapshot, version
from services.library.store.catalog import books, facets, home, search, series, series_page, tree
from services.library.store.catalog.filters import Filter
from services.library.store.paging import Window

ISSUES = 30  # of a series
ME = Identity("reader-1", "reader", "reader", "library")
CHILD = Identity("reader-2", "child", "reader", "library", age_limit=12)


def batches(library_id: str, root_id: str, number: int) -> list[bytes]:
    """The bodies that a scanner would send, in the order of a walk."""
    bodies = []
    for first in range(0, number, BATCH):
        shelves: dict[int, int] = {}
        comics = []
        for index in range(first, min(first + BATCH, number)):
            one = index // ISSUES
            issue = index % ISSUES + 1
            name = f"Série {one} of the {'日本' if one % 5 == 0 else 'sea'} v{issue // 6 + 1:02} c{issue:03}"
            folder = f"Category {one % 12}/Shelf {one % 40}/{name[:-8]}"
            comics.append(
                comic_file(
                    None,
                    root_id,
                    f"{folder}/{name} (2019) (Digital).cbz",
                    f"{name} (2019) (Digital).cbz",
                    name,
                    shelves.setdefault(one, len(shelves)),
                    10_000_000 + index,
                    1.6e9 + index + 0.125,
                    "cbr" if index % 50 == 0 else "cbz",
                    issue // 6 + 1,
                    issue,
                )
            )
        brought = [
            {
                "category": f"Category {one % 12}",
                "subcategory": f"Shelf {one % 40}",
                "name": f"Série {one} of the {'日本' if one % 5 == 0 else 'sea'}",
                "metadata": metadata(one) if one % 2 else None,
            }
            for one in shelves
        ]
        body = {"library_id": library_id, "series": brought, "comics": columns_of(comics)}
        bodies.append(json.dumps(body, ensure_ascii=False).encode())
    return bodies


def metadata(one: int) -> dict[str, Any]:
    """What a series.json says, normalised."""
    words = random.Random(one)
    return {
        "titles": [f"Title {one}"],
        "summary": " ".join("".join(words.choices("aeioulnrst", k=words.randint(2, 9))) for _ in range(150)),
        "age_rating": one % 18,
        "year": 1960 + one % 64,
        "status": ("Ongoing", "Ended")[one % 3 == 0],
        "publisher": f"House {one % 40}",
        "genres": [f"Genre {one % 17}", f"Genre {one % 23}"],
        "tags": [f"Tag {one % number}" for number in (101, 211, 307)],
        "authors": [{"name": f"Writer {one % 700}", "role": "writer"}, {"name": f"Artist {one % 900}"}],
    }


def yardstick(database: Any, folder: str) -> tuple[float, float]:
    """What sqlite3 takes for the same rows, ready made, into the same table and indexes, batch by batch.

    Seconds by the wall clock, and of the processor.
    """
    import pysqlite3.dbapi2 as driver

    source = driver.connect(database)
    tables = source.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'comics' AND sql IS NOT NULL").fetchall()
    rows = source.execute("SELECT * FROM comics ORDER BY rowid").fetchall()
    target = driver.connect(Path(folder) / "yardstick.db", isolation_level=None)
    target.execute("PRAGMA journal_mode = WAL")
    for (statement,) in tables:
        target.execute(statement)
    insert = f"INSERT INTO comics VALUES ({', '.join('?' * len(rows[0]))})"
    started, processor = time.perf_counter(), time.process_time()
    for first in range(0, len(rows), BATCH):
        target.execute("BEGIN IMMEDIATE")
        target.executemany(insert, rows[first : first + BATCH])
        target.execute("COMMIT")
    return time.perf_counter() - started, time.process_time() - processor


def timed(what: Callable[[], object], times: int = 15) -> tuple[float, float]:
    """Median and 95th percentile in ms."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        what()
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)]


def main(number: int, url: str) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory(prefix="quarterbin-bench-") as folder:
        app = create_app(Settings(data_dir=Path(folder), database_url=url))
        database = app.state.database
        with database.write() as connection:
            library = libraries.add(connection, f"Bench {time.time()}", [f"/bench/{time.time()}"])
        bodies = batches(library.id, library.roots[0].id, number)
        take_in(database, bodies, number)
        if not url:
            wall, processor = yardstick(f"{folder}/comics.db", folder)
            report("yardstick: sqlite3, rows ready made", wall / number * 1e6, "us a comic")
            report("yardstick, processor", processor / number * 1e6, "us a comic")
        started = time.perf_counter()
        size = sum(len(piece) for piece in snapshot.lines(database, library.id))
        report(f"snapshot, {size / 1e6:.1f} MB", (time.perf_counter() - started) * 1000, "ms")
        read_something(database)
        ask(database)
        report("memory of the process, at most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB")
        database.close()


def take_in(database: Any, bodies: list[bytes], number: int) -> None:
    """Takes all batches in, twice."""
    for name in ("first scan", "the same again"):
        wall, cpu = time.perf_counter(), time.process_time()
        for body in bodies:
            _take(database, body, 0.0, lambda: None)
        report(name, (time.perf_counter() - wall) / number * 1e6, "us a comic")
        report(f"{name}, processor of this process", (time.process_time() - cpu) / number * 1e6, "us a comic")
    started = time.perf_counter()
    for body in bodies:
        ScanBatch.model_validate_json(body)
    report("  of it, parsing the body", (time.perf_counter() - started) / number * 1e6, "us a comic")


def read_something(database: Any) -> None:
    """A reader with some two hundred comics begun or finished."""
    with database.write() as connection:
        found, _, _ = books.listed(connection, ME, Filter(), "number", descending=False, window=Window(200, None, 500))
        for index, book in enumerate(found * 5):
            said = progress.Said(book.id, index % 9, None, index % 3 == 0, time.time())
            progress.note(connection, ME, said)


def ask(database: Any) -> None:
    """What readers ask, and how long it takes."""

    def asked(what: Callable[[Any], object]) -> Callable[[], None]:
        def once() -> None:
            with database.read() as connection:
                what(connection)

        return once

    def listed(where: Any, who: Identity = ME, sort: str = "title", offset: int | None = None, **chosen: Any) -> Any:
        window, down = Window(60, None, offset), sort in ("added", "last_read")
        return lambda connection: where.listed(connection, who, Filter(**chosen), sort, descending=down, window=window)

    with database.read() as connection:
        total = facets.count(connection, ME, "books", Filter())
        one = series.listed(connection, ME, Filter(), "title", descending=False, window=Window(1))[0][0]
    questions: dict[str, Callable[[Any], object]] = {
        "books by title, first page": listed(books),
        "books by title, at nine tenths": listed(books, offset=total * 9 // 10),
        "books by title, for a child": listed(books, CHILD),
        "books by date, at nine tenths": listed(books, sort="added", offset=total * 9 // 10),
        "books by number, at nine tenths": listed(books, sort="number", offset=total * 9 // 10),
        "books by last read": listed(books, sort="last_read"),
        "books of a category": listed(books, category="Category 3"),
        "books of a shelf": listed(books, category="Category 3", subcategory="Shelf 3", offset=60),
        "books unread": listed(books, read=("unread",)),
        "books read": listed(books, read=("read",)),
        "books, cbr": listed(books, format=("cbr",)),
        "books with a word": listed(books, q="serie 77"),
        "series by title": listed(series),
        "series by last read": listed(series, sort="last_read"),
        "series being read": listed(series, read=("reading",)),
        "a series": lambda connection: series_page.get(connection, ME, one.id),
        "tree": lambda connection: json.dumps(tree.grown(connection, ME, Filter(), with_series=True)),
        "tree without series": lambda connection: tree.grown(connection, ME, Filter(), with_series=False),
        "search, one hit": lambda connection: search.search(connection, ME, "serie 77 c012", 20),
        "search, everything": lambda connection: search.search(connection, ME, "serie", 20),
        "search, two signs of Japanese": lambda connection: search.search(connection, ME, "日本", 20),
        "search, mistyped": lambda connection: search.search(connection, ME, "wirter 77", 20),
        "search, nowhere": lambda connection: search.search(connection, ME, "zqzq", 20),
        "series of a genre": listed(series, genre=("Genre 3",)),
        "books of a genre": listed(books, genre=("Genre 3",), year=("1980-1999",)),
        "filters of series": lambda connection: facets.answer(connection, ME, "series", Filter(), 200),
        "filters of series, two chosen": lambda connection: facets.answer(
            connection, ME, "series", Filter(genre=("Genre 3",), year=("1980-1999",)), 200
        ),
        "filters of books": lambda connection: facets.answer(connection, ME, "books", Filter(), 200),
        "filters of books, unread": lambda connection: facets.answer(
            connection, ME, "books", Filter(read=("unread",)), 200
        ),
        "home": lambda connection: home.rails(connection, ME),
    }
    for name, question in questions.items():
        tell(name, *timed(asked(question)))
    for kind in ("series", "books"):
        for who, whose in ((ME, ""), (CHILD, ", for a child")):

            def first(connection: Any, who: Identity = who, kind: Any = kind) -> object:
                version._kept.clear()  # as a change of the catalogue does
                return facets.answer(connection, who, kind, Filter(), 200)

            tell(f"filters of {kind}, first after a change{whose}", *timed(asked(first)))


def tell(name: str, median: float, late: float) -> None:
    """One line about a question."""
    print(f"{name:45} {median:9.1f} ms   p95 {late:9.1f} ms", flush=True)


def report(name: str, value: float, unit: str) -> None:
    """One line."""
    print(f"{name:45} {value:9.1f} {unit}", flush=True)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        int(next((one for one in arguments if one.isdigit()), 60_000)),
        next((one for one in arguments if "://" in one), ""),
    )
