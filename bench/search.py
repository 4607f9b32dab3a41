"""Searches as people type them, through the gateway: 60,000 comics, half of which say much of themselves.

    python -m bench.search [COMICS] [postgresql://...]     (60000, SQLite in a temporary folder)

Prints for each kind of query the median and the 95th percentile, and the processor time that library took for one.
The machine should do nothing else.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import sqlalchemy as sa

from bench.catalogue import JAPANESE, Names
from bench.running import Server
from kit.db import Database
from kit.wire.catalog import BATCH
from kit.wire.inspection import Inspected
from kit.wire.scan import ComicFile, columns_of, comic_file
from services.library.internal import _take
from services.library.schema import comics as comics_table
from services.library.settings import Settings
from services.library.store import inspections, libraries, told
from services.library.store.paging import chunks

ISSUES = 30  # of a series


def fill(database: Database, number: int) -> list[str]:
    """Brings the comics, as a scan and the opening of half of them would; the names of the series."""
    names = Names()
    shelves = [names.series(index) for index in range(number // ISSUES)]
    metadata = [names.metadata() if index % 2 else None for index in range(len(shelves))]
    with database.write() as connection:
        library = libraries.add(connection, "Bench", [f"/bench/{time.time()}"])
    for first in range(0, number, BATCH):
        comics = [
            _comic(index, shelves, library.roots[0].id, first) for index in range(first, min(first + BATCH, number))
        ]
        span = range(first // ISSUES, min(len(shelves), (first + BATCH - 1) // ISSUES + 1))
        series = [
            {"category": "Comics", "subcategory": None, "name": shelves[one], "metadata": metadata[one]} for one in span
        ]
        _take(
            database,
            json.dumps({"library_id": library.id, "series": series, "comics": columns_of(comics)}).encode(),
            0.0,
            lambda: None,
        )
    with database.write() as connection:
        ids = list(connection.execute(sa.select(comics_table.c.id)).scalars())
        for some in chunks(ids[::2]):
            wanted = sa.update(comics_table).where(comics_table.c.id.in_(some))
            connection.execute(wanted.values(inspect_after=inspections.ANEW))
    for _ in range(number // 2 // 200):
        with database.write() as connection:
            taken = inspections.take(connection, 200)
            found = [Inspected(comic_id=one.comic_id, version=one.version, pages=20, has_thumbnail=True, problem="",
                               page_list=[], comic_info=names.info()) for one in taken]  # fmt: skip
            inspections.report(connection, found)
    return shelves


def _comic(index: int, shelves: list[str], root_id: str, first: int) -> ComicFile:
    shelf, issue = min(index // ISSUES, len(shelves) - 1), index % ISSUES + 1
    volume = issue // 6 + 1
    title = f"{shelves[shelf]} v{volume:02} c{issue:03}"
    place, size = shelf - first // ISSUES, 1000 + index
    name = f"{title}.cbz"
    return comic_file(None, root_id, f"{shelf}/{name}", name, title, place, size, 1.5e9, "cbz", volume, issue)


def questions(shelves: list[str]) -> dict[str, list[str]]:
    """Queries by kind."""
    names = Names()
    picked = shelves[:: max(1, len(shelves) // 25)]
    words = [name.split()[1] for name in picked if name.startswith("The")]
    return {
        "a name, letter by letter": [name[:end] for name in picked[:12] for end in range(2, min(len(name), 24) + 1)],
        "two letters": [one[:2] for one in [*words, *names.tags[:20]]],
        "Japanese": [one[:2] for one in JAPANESE] + [f"{JAPANESE[0]}の", "の"],
        "accents left out": ["elan", "uber", "senor", "chateau", "angstrom", "facade", "naive", "brulee", "orsted"],
        "people": [one.casefold() for one in names.people[::90]],
        "characters": names.characters[::200],
        "words of a summary": names.sentence(30).split(),
        "two words of a summary": [names.sentence(2) for _ in range(20)],
        "mistyped": [names.slip(one.casefold()) for one in [*words, "kishimoto", "nakamura", "detective"]],
        "nowhere": ["zqzq", "qqqqqqqq", "xyzzy plugh", "ぬぬぬ"],
    }


def wait_for_words(database: Database) -> None:
    """Until the library has noted the words of all series, as it does behind a scan."""
    while True:
        with database.read() as connection:
            if not told.pending(connection):
                return
        time.sleep(1)


def asked(connection: HTTPConnection, cookie: str, query: str) -> float:
    """Seconds for one search."""
    started = time.perf_counter()
    connection.request("GET", f"/api/search?q={quote(query)}", headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{query!r}: {answer.status} {body[:200]!r}")
    return time.perf_counter() - started


def main(number: int, url: str) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory(prefix="quarterbin-bench-") as folder:
        data = Path(folder) / "data"
        with Server(data, url, {"THUMBS_INSPECT": "false"}) as server:
            database = Database(Settings(data_dir=data, database_url=url), "library")
            started = time.perf_counter()
            shelves = fill(database, number)
            print(f"{number:,} comics in {len(shelves):,} series, filled in {time.perf_counter() - started:.0f} s")
            wait_for_words(database)
            connection = HTTPConnection(urlsplit(server.url).netloc, timeout=60)
            everything: list[float] = []
            for kind, queries in questions(shelves).items():
                asked(connection, server.cookie, queries[0])
                before = server.processor()["library"]
                taken = [asked(connection, server.cookie, one) for one in queries for _ in range(3)]
                processor = (server.processor()["library"] - before) / len(taken)
                everything += taken
                report(kind, taken, processor)
            report("all of them", everything, 0)
            database.close()


def report(kind: str, taken: Iterable[float], processor: float) -> None:
    """One line."""
    ordered = sorted(taken)
    median, late = ordered[len(ordered) // 2] * 1000, ordered[int(len(ordered) * 0.95)] * 1000
    told = f"   library's processor {processor * 1000:6.1f} ms" if processor else ""
    print(f"{kind:26} {len(ordered):5} searches   p50 {median:6.1f} ms   p95 {late:6.1f} ms{told}", flush=True)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        int(next((one for one in arguments if one.isdigit()), 60_000)),
        next((one for one in arguments if "://" in one), ""),
    )
