"""A library's folder unmounted, empty, failing or hanging, at the start of a scan and in the middle of one.

Two libraries; the fault is done to one. The other one's answers are timed before and meanwhile, under the same load on
both; whatever is asked of the one that fails has to be answered within 5 s; and no comic may be gone, or be called so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.faults.house import Client, Row, books, comics, double, p95, until
from bench.running import Server

FAULTS = ("gone", "empty", "io", "hang")
WHENS = ("at the start", "in the middle")
WITHIN, RATIO, NOISE = 5.0, 1.5, 0.005  # NOISE: seconds that a busy machine may add by itself
READERS, COMICS = 3, 30


class Readers:
    """People who read a library: covers, pages, its list of comics. `taken` in seconds, over all."""

    def __init__(self, server: Server, library: str, comic_ids: list[str], count: int) -> None:
        self.server, self.library, self.ids = server, library, comic_ids
        self.over, self.taken, self.statuses = threading.Event(), list[float](), set[int]()
        self.threads = [threading.Thread(target=self._read, args=(number,)) for number in range(count)]

    def __enter__(self) -> Readers:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _read(self, number: int) -> None:
        client = Client(self.server)
        while not self.over.wait(0.01):
            number += 1
            some = self.ids[number % len(self.ids)]
            for path in (
                f"/api/read/{some}/page/{number % 3}",
                f"/api/cover/{some}",
                f"/api/books?library={self.library}&limit=20",
            ):
                said = client.ask("GET", path)
                self.taken.append(said.seconds)
                self.statuses.add(said.status)


def measure(
    folder: Path,
    seconds: float,
    say: Callable[[str], None],
    faults: Sequence[str] = FAULTS,
    whens: Sequence[str] = WHENS,
) -> list[Row]:
    """The faults, each for `seconds`, once before a scan begins and once in its middle."""
    good, bad, word = folder / "good", folder / "bad", folder / "word"
    comics(good, "Tidewright", COMICS)
    for series in ("Lantern", "Cellar Door", "Ember"):
        comics(bad, series, COMICS)
    more = double(folder, word, bad)
    with Server(folder / "data", more=more) as server:
        client = Client(server)
        for name, root in (("Good", good), ("Bad", bad)):
            server.add_library(name, root)
        server.scan()
        of = {one["name"]: one["id"] for one in client.ask("GET", "/api/libraries").json["items"]}
        ids = {name: [one["id"] for one in books(client, library=of[name])] for name in of}
        until(lambda: all(one["has_thumbnail"] for one in books(client)), 300, "all covers")
        rows = []
        for fault in faults:
            for when in whens:
                rows.append(_one(server, client, word, (fault, when), of, ids, seconds))
                say(str(rows[-1]))
        return rows


def _one(
    server: Server,
    client: Client,
    word: Path,
    what: tuple[str, str],
    of: dict[str, str],
    ids: dict[str, list[str]],
    seconds: float,
) -> Row:
    fault, when = what
    well, _, _, _ = _timed(server, of, ids, seconds, lambda: None)

    def break_it() -> None:
        word.write_text(fault if when == "at the start" else "tardy")
        client.ask("POST", "/api/scan", {})
        if when == "in the middle":
            until(lambda: client.ask("GET", "/api/scan/status").json.get("total_comics", 0) > COMICS, 20, "the middle")
            word.write_text(fault)

    meanwhile, theirs, statuses, others = _timed(server, of, ids, seconds, break_it)
    lost = COMICS * 4 - client.ask("GET", "/api/books?limit=1").json["total"]
    word.unlink()
    begun = time.monotonic()
    job = until(
        lambda: (one := client.ask("GET", "/api/scan/status").json)["status"] != "running" and one, 90, "an end"
    )
    ended = time.monotonic() - begun
    until(lambda: client.ask("GET", f"/api/read/{ids['Bad'][0]}/page/0").status == 200, 20, "the folder to be back")
    until(lambda: client.ask("POST", "/api/scan", {}).status == 202, 30, "a scan")
    until(lambda: client.ask("GET", "/api/scan/status").json["status"] != "running", 60, "its end")
    missing = client.ask("GET", "/api/missing").json["total"]
    lost = max(lost, COMICS * 4 - client.ask("GET", "/api/books?limit=1").json["total"])
    unwell = others - {200}
    ratio = p95(meanwhile) / p95(well)
    in_time = (ratio <= RATIO or p95(meanwhile) - p95(well) < NOISE) and max(theirs) <= WITHIN
    found = (
        f"others' p95 {p95(well) * 1000:.0f} ms before, {p95(meanwhile) * 1000:.0f} ms meanwhile ({ratio:.2f}); the "
        f"folder's own at most {max(theirs):.1f} s ({', '.join(map(str, sorted(statuses)))}); {lost} comics deleted, "
        f"{missing} called missing; the scan {job['status']}, {ended:.1f} s after the folder's return"
    )
    goal = f"others' p95 at most {RATIO:g} times, an answer within {WITHIN:g} s, 0 deletions"
    return Row(f"folder {fault} {when} of a scan", goal, found, not (lost or missing or unwell), in_time)


def _timed(
    server: Server, of: dict[str, str], ids: dict[str, list[str]], seconds: float, begin: Callable[[], None]
) -> tuple[list[float], list[float], set[int], set[int]]:
    """How long the good library's readers wait, and those of the other; what the latter get, and the former."""
    begin()
    with (
        Readers(server, of["Good"], ids["Good"], READERS) as good,
        Readers(server, of["Bad"], ids["Bad"], READERS) as bad,
    ):
        time.sleep(seconds)
    return good.taken, bad.taken, bad.statuses, good.statuses
