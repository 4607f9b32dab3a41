"""kill -9 of each service in turn, while three people write, comics come and scans run; each is started again at once.

Afterwards everything that was acknowledged has to be there, and the database whole. A write without an answer may be
there or not; what may not be is an answer without the write.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pysqlite3.dbapi2 as sqlite3

from bench.faults.house import SETTLED, Client, Row, Said, books, comics, settled, until, whole_picture
from bench.running import Server

SERVICES = ("auth", "library", "thumbs", "scanner", "gateway")
READY, CHECKED_EVERY = 5.0, 25
MOST_LISTS, MOST_KEYS = 150, 15  # of a writer: a person may have so many and no more


class Writer(threading.Thread):
    """Writes without a pause, and remembers what was acknowledged: notes, places, lists, preferences, API keys."""

    def __init__(self, server: Server, number: int, comic_ids: list[str]) -> None:
        super().__init__(daemon=True)
        self.number, self.comic_ids, self.over = number, comic_ids, threading.Event()
        self.client = Client(server)
        self.notes: dict[tuple[str, int], str] = {}  # the last one acknowledged of each page
        self.doubtful: dict[tuple[str, int], set[str]] = {}  # what was sent since without an answer
        self.lists: set[str] = set()
        self.keys: set[str] = set()
        self.acknowledged = 0
        self.refusals: list[str] = []

    def run(self) -> None:
        """Until told to stop."""
        count = 0
        while not self.over.is_set():
            count += 1
            (self._note if count % 8 else self._list if count % 16 else self._key)(count)

    def _note(self, count: int) -> None:
        place = (self.comic_ids[count % len(self.comic_ids)], self.number)
        note = f"{self.number}-{count}"
        said = self.client.ask(
            "POST", "/api/bookmarks", {"comic_id": place[0], "page_number": place[1] % 3, "note": note}
        )
        if self._counted(said):
            self.notes[place] = note
            self.doubtful.pop(place, None)
        else:
            self.doubtful.setdefault(place, set()).add(note)

    def _list(self, count: int) -> None:
        name = f"list {self.number}-{count}"
        if len(self.lists) < MOST_LISTS and self._counted(
            self.client.ask("POST", "/api/lists", {"name": name, "kind": "reading"})
        ):
            self.lists.add(name)

    def _key(self, count: int) -> None:
        name = f"key {self.number}-{count}"
        if len(self.keys) < MOST_KEYS and self._counted(self.client.ask("POST", "/api/auth/keys", {"name": name})):
            self.keys.add(name)

    def _counted(self, said: Said) -> bool:
        well = 200 <= said.status < 300
        self.acknowledged += well
        if not well:
            self.refusals.append(f"{said.status} {said.code}".strip())
            time.sleep(0.02)
        return well

    def lost(self, client: Client) -> list[str]:
        """What was acknowledged and is not there."""
        there = {
            (one["comic_id"], one["page_number"]): one["note"] for one in everything(client, "/api/bookmarks?limit=200")
        }
        gone = []
        for place, note in self.notes.items():
            found = there.get((place[0], place[1] % 3))
            if found != note and found not in self.doubtful.get(place, set()):
                gone.append(f"note {note}: {found}")
        gone += sorted(self.lists - {one["name"] for one in everything(client, "/api/lists?limit=200")})
        return gone + sorted(self.keys - {one["name"] for one in everything(client, "/api/auth/keys")})


def everything(client: Client, path: str) -> list[dict[str, str]]:
    """All pages of a list."""
    found, cursor = [], ""
    while True:
        answer = client.ask("GET", path + (f"&cursor={cursor}" if cursor else "")).json
        found += answer["items"]
        cursor = answer.get("next_cursor")
        if not cursor:
            return found


def measure(folder: Path, kills: int, say: Callable[[str], None]) -> list[Row]:
    """So many kills on a server in `folder`."""
    root = comics(folder / "comics", "Tidewright", 30)
    rng = random.Random(7)
    with Server(folder / "data", more=SETTLED) as server:
        client = Client(server)
        server.add_library("All", root)
        server.scan()
        ids = [one["id"] for one in books(client)]
        writers = [Writer(server, number, ids[number::3]) for number in range(3)]
        for writer in writers:
            writer.start()
        ready: list[tuple[float, float, str]] = []
        load: list[float] = []
        made, broken = 30, []
        for count in range(kills):
            if count % 5 == 0:
                comics(root, f"New {count // 5}", 2)
                made += 2
            client.ask("POST", "/api/scan", {})
            for one in rng.sample(ids, 2):
                client.ask("GET", f"/api/cover/{one}")
            time.sleep(rng.uniform(0, 0.25))
            name = SERVICES[count % 5]
            process = server.processes[name]
            process.send_signal(signal.SIGKILL)
            process.wait()
            begun = time.monotonic()
            server.start(name)
            ready.append((time.monotonic() - begun, server.processor()[name], name))
            load.append(os.getloadavg()[0])
            if count % CHECKED_EVERY == 0 or count == kills - 1:
                broken += checked(server.data / "comics.db")
                say(f"{count + 1} kills; {times(ready)}; load average {load[-1]:.1f}")
        for writer in writers:
            writer.over.set()
            writer.join()
        until(lambda: client.ask("GET", "/api/books").status == 200, 30, "the library")
        lost = [one for writer in writers for one in writer.lost(client)]
        until(lambda: client.ask("POST", "/api/scan", {}).status == 202 or None, 60, "a scan of one's own")
        job = settled(client)
        missing = made - client.ask("GET", "/api/books?limit=1").json["total"]
        torn = [one["id"] for one in books(client) if not whole_picture(client.ask("GET", one["cover"]).body)]
        broken += checked(server.data / "comics.db")
    acknowledged = sum(writer.acknowledged for writer in writers)
    unanswered = sum(len(writer.refusals) for writer in writers)
    well = not (lost or broken or missing or torn) and job["status"] == "completed"
    found = (
        f"{acknowledged:,} writes acknowledged, {len(lost)} lost ({unanswered:,} refused or unanswered); "
        f"integrity_check {'ok' if not broken else broken[0]}; {missing} of {made} comics missing, "
        f"{len(torn)} covers torn; {times(ready)}; load average {statistics.median(load):.1f}, at most {max(load):.1f}"
    )
    for one in lost[:10]:
        say(f"lost: {one}")
    goal = f"no acknowledged write lost, integrity_check ok, ready again within {READY:g} s"
    return [Row(f"kill -9 of each service, {kills:,} times", goal, found, well, max(ready)[0] <= READY)]


def times(ready: list[tuple[float, float, str]]) -> str:
    """How long the services took to be ready again: seconds, those of processor time among them, and which was last."""
    slowest = max(ready)
    middle, worked = (statistics.median(one[at] for one in ready) for at in (0, 1))
    late = sum(one[0] > READY for one in ready)
    return (
        f"ready again in {middle:.2f} s ({worked:.2f} s of processor time), at most {slowest[0]:.2f} s "
        f"({slowest[2]}, {slowest[1]:.2f} s), {late} times later than {READY:g} s"
    )


def checked(path: Path) -> list[str]:
    """What integrity_check finds, beside "ok"."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    finally:
        connection.close()
    return [one for one in found if one != "ok"]
