"""A reader of its own: short reads of the database, and turns of the library's event loop, one after another.

    python -m bench.waiting DATABASE READYZ      until its standard input ends; DATABASE: a file, or postgresql://...

Prints a line when it begins, and at the end JSON: {"read": [ms, ...], "turn": [ms, ...]}. A read is one comic by its
key in a transaction of its own: how long it takes beside a scan is how long writers let readers wait. A turn is GET
/readyz, which the library's loop answers by itself: what is longer than on an idle server waits for the interpreter.
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

import psycopg
import pysqlite3.dbapi2 as sqlite3

PAUSE = 0.005  # seconds
COMIC = "SELECT id, title FROM comics WHERE id > {} ORDER BY id LIMIT 1"


class Waiting:
    """Runs the reader while its block does; `row` tells afterwards."""

    def __init__(self, database: str, readyz: str) -> None:
        self._command = [sys.executable, "-m", "bench.waiting", database, readyz]
        self._found: dict[str, list[float]] = {}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout
        self._process.stdout.readline()  # it asks from now on
        return self

    def __exit__(self, *failure: object) -> None:
        self._found = json.loads(self._process.communicate()[0])

    def row(self, name: str) -> str:
        """A line of the table: median, 99th percentile and the longest of reads and of turns."""
        told = []
        for values in self._found.values():
            ordered = sorted(values) or [0.0]
            late = ordered[int(len(ordered) * 0.99)]
            told.append(f"{statistics.median(ordered):.2f} / {late:.1f} / {ordered[-1]:.1f}")
        return f"| {name} | {' | '.join(told)} | {len(self._found['read'])} |"


def timed(what: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    what()
    return (time.perf_counter() - started) * 1000


def reader(database: str) -> Callable[[], object]:
    """One short read."""
    if "://" in database:
        postgres = psycopg.connect(database, autocommit=True)
        return lambda: postgres.execute(COMIC.format("%s"), ["1"]).fetchall()
    file = sqlite3.connect(database, isolation_level=None)
    file.execute("PRAGMA query_only = ON")
    return lambda: file.execute(COMIC.format("?"), ["1"]).fetchall()


def main(database: str, readyz: str) -> None:
    """Asks until nobody wants to know any more."""
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    read, url = reader(database), urlsplit(readyz)
    library = http.client.HTTPConnection(url.netloc)

    def turn() -> None:
        library.request("GET", url.path)
        library.getresponse().read()

    found: dict[str, list[float]] = {"read": [], "turn": []}
    print("ready", flush=True)
    while not over.wait(PAUSE):
        found["read"].append(timed(read))
        found["turn"].append(timed(turn))
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
