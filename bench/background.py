"""What somebody who reads and looks around waits for while covers are drawn in the background for everything.

    python -m bench.background [COMICS]      (600: somewhat more MB in a temporary folder)

The same questions through the gateway, logged in: first of a thumbs that opens nothing by itself, then of one that
opens COMICS new comics one after another. A page after a rest meets that work; while pages are turned, it waits. The
load of the machine is printed beside.
"""

from __future__ import annotations

import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pysqlite3.dbapi2 as sqlite3
from PIL import Image

from bench import drawing
from bench.faults.house import SETTLED, Client, books, p95
from bench.faults.killing import everything
from bench.running import Server

KNOWN = 40  # comics that are open to readers already
TURNS, ROUNDS, PAGES = 10, 10, 4  # rests; rounds of questions before each, and pages after it
AHEAD = 2 * TURNS * ROUNDS  # new comics whose covers are asked for
REST, PAUSE = 2.5, 0.02  # seconds; thumbs goes on two seconds after the last page
TO_OPEN = "SELECT count(*) FROM comics WHERE inspect_after IS NOT NULL"

Taken = dict[str, list[float]]


def make(folder: Path, first: int, count: int) -> Path:
    """Comics of a large page, and of a small one that no other has."""
    pages = [drawing.jpeg(number) for number in range(12)]
    for number in range(first, first + count):
        own = drawing.encoded(Image.new("RGB", (64, 96), (number % 256, number // 256, 7)), "JPEG")
        drawing.cbz(folder / f"Series {number // 20}" / f"{number}.cbz", [pages[number % len(pages)], own])
    return folder


def to_open(server: Server) -> int:
    """How many comics nobody opened yet."""
    with sqlite3.connect(f"file:{server.data}/comics.db?mode=ro", uri=True, timeout=30) as connection:
        return int(connection.execute(TO_OPEN).fetchone()[0])


def ask(client: Client, known: Iterator[str], new: Iterator[str], going_on: Callable[[], bool]) -> Taken:
    """Seconds that each kind of question took, as long as `going_on`."""
    questions: dict[str, Callable[[], str]] = {
        "a cover that is there": lambda: f"/api/cover/{next(known)}",
        "a cover that is not there yet": lambda: f"/api/cover/{next(new)}",
        "/api/series": lambda: "/api/series?limit=60",
        "/api/home": lambda: "/api/home",
    }
    taken: Taken = {name: [] for name in [*questions, "a page after a rest", "the pages after it"]}

    def timed(name: str, path: str) -> None:
        said = client.ask("GET", path)
        if said.status != 200:
            raise RuntimeError(f"{path}: {said.status} {said.body[:200]!r}")
        taken[name].append(said.seconds * 1000)
        time.sleep(PAUSE)

    for _ in range(TURNS):
        if not going_on():
            break
        for name, path in itertools.chain.from_iterable([list(questions.items())] * ROUNDS):
            timed(name, path())
        one = next(known)
        time.sleep(REST)
        timed("a page after a rest", f"/api/read/{one}/page/0")
        for number in range(PAGES):
            timed("the pages after it", f"/api/read/{one}/page/{(number + 1) % 2}")
    return taken


def main(count: int) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory(prefix="quarterbin-background-") as name:
        folder = Path(name)
        with Server(folder / "data", more={**SETTLED, "THUMBS_INSPECT": "false"}) as server:
            client = Client(server)
            server.add_library("Known", make(folder / "known", 0, KNOWN))
            server.scan()
            known = [one["id"] for one in books(client)]
            server.add_library("New", make(folder / "new", KNOWN, AHEAD + count))
            server.scan()
            new = iter([one["id"] for one in everything(client, "/api/books?limit=200") if one["id"] not in known])
            open_all(client, known)
            idle = ask(client, itertools.cycle(known), new, lambda: True)
            server.environment["THUMBS_INSPECT"] = "true"
            server.processes["thumbs"].terminate()
            server.processes["thumbs"].wait()
            server.start("thumbs")
            open_all(client, known)
            left = to_open(server)
            busy = ask(client, itertools.cycle(known), new, lambda: to_open(server) > 0)
            drawn = left - to_open(server)
    print(f"{drawn} comics were opened meanwhile; load average {os.getloadavg()[0]:.1f}\n")
    print("| asked | nothing else: median / p95 / longest, ms | while covers are drawn | p95 / p95 | asked |")
    print("|---|---|---|---|---|")
    for what, before in idle.items():
        ratio = p95(busy[what]) / p95(before)
        print(f"| {what} | {row(before)} | {row(busy[what])} | {ratio:.2f} | {len(busy[what])} |")


def open_all(client: Client, known: list[str]) -> None:
    """Has the covers drawn of what is known, and a page read of each."""
    for one in known:
        client.ask("GET", f"/api/cover/{one}")
        client.ask("GET", f"/api/read/{one}/page/1")


def row(taken: list[float]) -> str:
    """Median, 95th percentile and the longest."""
    return f"{statistics.median(taken):.1f} / {p95(taken):.1f} / {max(taken):.1f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)
