"""How long a scan takes: through the running services, against one process that does the same without them.

    python -m bench.scan [--comics 6000 60000 600000] [--runs 3] [--latency] [--slow] [--postgres | --database-url URL]

`walk` is os.scandir with stat alone; `bare` is one process that walks, parses the names and inserts the same comics
and series into the same tables, in transactions of 1,000, with sqlite3 or with psycopg's COPY; `first` and `again` are
POST /api/scan through the gateway, first on an empty library, then with nothing changed, timed from the request to the
job's own end. Both sides of a ratio come from the same run. `--latency` makes one more server and asks it for pages of
the web UI while it is idle, during a first scan of a second tree as large, and while all is read anew; `--slow` puts
5 ms before every directory and stat of the scanner (`bench/slow.c`, needs gcc); `--postgres` measures on a PostgreSQL
server of its own, with PostgreSQL's default settings.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import psycopg

from bench import trees
from bench.bare import Inserting, bare_scan, bare_walk, into_postgres, into_sqlite
from bench.running import Server
from tests.postgres import running_server

PAGES = ("/api/series", "/api/home")
DELAY_US = 5_000


class Latency:
    """Asks for the UI's pages, one after another, until it is told to stop; answers in milliseconds."""

    def __init__(self, server: Server) -> None:
        self.server, self.stop = server, threading.Event()
        self.taken: dict[str, list[float]] = {page: [] for page in PAGES}
        self.thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Latency:
        self.thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.stop.set()
        self.thread.join()

    def _ask(self) -> None:
        while not self.stop.wait(0.02):
            for page in PAGES:
                started = time.perf_counter()
                self.server.ask("GET", page)
                self.taken[page].append((time.perf_counter() - started) * 1000)

    def row(self, name: str) -> str:
        """A line of the table: median, 95th percentile and the longest of each page."""
        told = []
        for values in self.taken.values():
            ordered = sorted(values) or [0.0]
            at = ordered[int(len(ordered) * 0.95)]
            told.append(f"{statistics.median(ordered):.1f} / {at:.1f} / {ordered[-1]:.1f}")
        return f"| {name} | {' | '.join(told)} | {len(self.taken[PAGES[0]])} |"


def measure(folder: Path, comics: int, options: argparse.Namespace) -> None:
    """One size, printed as Markdown."""
    root = folder / f"comics-{comics}"
    series = trees.make(root, comics)
    walks, bares, firsts, agains = list[float](), list[float](), list[float](), list[float]()
    work, alone = list[list[dict[str, float]]](), list[float]()
    for run in range(options.runs):
        with Server(folder / f"data-{comics}-{run}", fresh_database(options)) as server:
            server.add_library(f"Bench {comics}", root)
            walks.append(bare_walk(root))
            work.append([server.processor()])
            firsts.append(server.scan())
            work[-1].append(server.processor())
            agains.append(server.scan())
            work[-1].append(server.processor())
            memory = server.memory()
            schema = [] if options.database_url else server.schema()
        with one_process(folder, run, schema, options) as inserting:
            if inserting:
                began = time.process_time()
                bares.append(bare_scan(root, inserting))
                alone.append(time.process_time() - began)
        shutil.rmtree(folder / f"data-{comics}-{run}")
    latency, waits = latencies(folder, comics, root, fresh_database(options)) if options.latency else ([], [])
    print(f"\n{comics:,} comics in {series:,} series, {options.runs} runs\n")
    rows = [("walk with stat, bare", walks, walks)]
    if bares:
        rows.append(("walk, parse and insert in one process", bares, walks))
    rows.append(("first scan; ratio to one process" if bares else "first scan", firsts, bares or walks))
    rows.append(("nothing changed; ratio to the bare walk", agains, walks))
    print("| step | s (median) | s (all) | ratio |\n|---|---|---|---|")
    for name, values, base in rows:
        ratio = statistics.median(one / other for one, other in zip(values, base, strict=True))
        every = ", ".join(f"{value:.2f}" for value in values)
        print(f"| {name} | {statistics.median(values):.2f} | {every} | {ratio:.2f} |")
    print("\nProcessor time, s (tells less of what else the machine does):")
    for step, name in enumerate(("first scan", "nothing changed")):
        spent = [
            statistics.median(one[step + 1][service] - one[step][service] for one in work)
            for service in ("scanner", "library")
        ]
        print(f"{name}: scanner {spent[0]:.2f}, library {spent[1]:.2f}")
    if alone:
        print(f"one process: {statistics.median(alone):.2f}")
    print("\nPeak memory: " + ", ".join(f"{name} {mib:.0f} MiB" for name, mib in memory.items()))
    if latency:
        print(
            "\n| the server is | " + " | ".join(f"{page}: median / p95 / longest, ms" for page in PAGES) + " | asked |"
        )
        print("\n".join(["|---|---|---|---|", *latency]))
        print("\n| the server is | a short read: median / p99 / longest, ms | a turn of the library's loop | asked |")
        print("\n".join(["|---|---|---|---|", *waits]))
    shutil.rmtree(root)


def latencies(folder: Path, comics: int, root: Path, database_url: str) -> tuple[list[str], list[str]]:
    """Idle, during the first scan of as many comics more, idle again, and while everything is read anew.

    What the pages of the web UI take, and how long a reader of its own waits while nobody else asks.
    """
    more, rows, waits = folder / f"more-{comics}", list[str](), list[str]()
    trees.make(more, comics)
    trees.make(again := folder / f"again-{comics}", comics)
    with Server(folder / f"data-{comics}-latency", database_url) as server:
        server.add_library(f"Bench of latency {comics}", root)
        server.scan()
        for name, path in (("first scan of as many more", "/api/scan"), ("all read anew", "/api/rescan")):
            with Latency(server) as idle:
                time.sleep(10)
            if path == "/api/scan":
                server.add_library(f"More {comics}", more)
            with Latency(server) as busy:
                seconds = server.scan(path)
            rows += [idle.row("idle"), busy.row(f"{name} ({seconds:.1f} s)")]
        with server.waiting() as alone:
            time.sleep(5)
        waits.append(alone.row("idle"))
        with server.waiting() as reader:
            seconds = server.scan("/api/rescan")
        waits.append(reader.row(f"all read anew ({seconds:.1f} s)"))
        server.add_library(f"Once more {comics}", again)
        with server.waiting() as reader:
            seconds = server.scan()
        waits.append(reader.row(f"first scan of as many more ({seconds:.1f} s)"))
    shutil.rmtree(more)
    shutil.rmtree(again)
    shutil.rmtree(folder / f"data-{comics}-latency")
    return rows, waits


def slow(folder: Path, comics: int) -> None:
    """A scan with nothing known of a disk that takes 5 ms for everything, against the sum of those delays."""
    shim = folder / "slow.so"
    source = Path(__file__).with_name("slow.c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", str(shim), str(source), "-ldl"], check=True)
    root = folder / "slow"
    series = trees.make(root, comics)
    delays = (comics + series + series // 2 + len(trees.CATEGORIES) + len(trees.SHELVES)) * DELAY_US / 1e6
    before = dict(os.environ)
    os.environ |= {"SLOW_ROOT": str(root), "SLOW_US": str(DELAY_US), "LD_PRELOAD": str(shim)}
    try:
        with Server(folder / "data-slow") as server:
            server.add_library("Slow", root)
            seconds = server.scan()
    finally:
        os.environ.clear()
        os.environ.update(before)
    print(f"\nSlow disk: {comics:,} comics, {DELAY_US / 1000:.0f} ms for every directory and stat\n")
    print("| delays, s | of 16 walkers, s | scan, s | ratio |\n|---|---|---|---|")
    print(f"| {delays:.1f} | {delays / 16:.1f} | {seconds:.1f} | {seconds / (delays / 16):.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comics", type=int, nargs="+", default=[60_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--latency", action="store_true")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--database-url", default="", help="PostgreSQL instead of SQLite (an empty database, --runs 1)")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server started for it")
    options = parser.parse_args()
    with running_server({}) if options.postgres else nullcontext(options.database_url) as url:
        options.database_url = url
        run(options)


def fresh_database(options: argparse.Namespace) -> str:
    """The database of one server: of a PostgreSQL of our own each gets one."""
    if not options.postgres:
        return str(options.database_url)
    name = f"bench_{time.monotonic_ns()}"
    with psycopg.connect(f"{options.database_url}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"{options.database_url}/{name}"


def one_process(
    folder: Path, run: int, schema: list[str], options: argparse.Namespace
) -> AbstractContextManager[Inserting | None]:
    """Where the yardstick puts its rows: a database of the same kind; None where we may make none."""
    if schema:
        return into_sqlite(folder / f"bare-{run}-{time.monotonic_ns()}.db", schema)
    return into_postgres(fresh_database(options), folder / "bare") if options.postgres else nullcontext()


def run(options: argparse.Namespace) -> None:
    """All that is asked for."""
    folder = Path(tempfile.mkdtemp(prefix="quarterbin-bench-"))
    try:
        for comics in options.comics:
            measure(folder, comics, options)
        if options.slow:
            slow(folder, 12_000)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
