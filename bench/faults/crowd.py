"""Three writers, scans one after the other, fifty readers: nobody may get an error because of a lock."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench import trees
from bench.faults.house import SETTLED, Client, Row, books, comics, p95
from bench.faults.killing import Writer, checked
from bench.running import Server

READERS, WRITERS, NEW = 50, 3, 300
PAUSE = 0.2  # seconds between two looks of a reader
SLOW = ("504 ", "503 thumbs_busy")  # answers of a machine that has too much to do: no lock is at fault
LOCKS = ("database_busy", "database is locked", "database table is locked", "deadlock")


class Reader(threading.Thread):
    """Somebody who looks around, without a rest longer than PAUSE."""

    def __init__(self, server: Server, number: int, comic_ids: list[str]) -> None:
        super().__init__(daemon=True)
        self.client, self.rng, self.ids = Client(server), random.Random(number), comic_ids
        self.over, self.taken, self.wrong = threading.Event(), list[float](), Counter[str]()

    def run(self) -> None:
        """Until told to stop."""
        while not self.over.wait(self.rng.uniform(0, PAUSE * 2)):
            some = self.rng.choice(self.ids)
            paths = (
                f"/api/books?limit=50&sort={self.rng.choice(('title', 'added'))}",
                "/api/series?limit=50",
                "/api/home",
                f"/api/search?q={self.rng.choice(('tide', 'ledger', '12'))}",
                f"/api/cover/{some}",
                f"/api/read/{some}/page/{self.rng.randrange(3)}",
                f"/api/books/{some}",
            )
            path = self.rng.choice(paths)
            said = self.client.ask("GET", path)
            self.taken.append(said.seconds)
            if said.status >= 500 or said.status == 0:
                self.wrong[f"{said.status} {said.code}"] += 1


def measure(folder: Path, seconds: float, say: Callable[[str], None]) -> list[Row]:
    """For so many seconds."""
    root, grown = comics(folder / "comics", "Tidewright", 30), folder / "grown"
    trees.make(grown, NEW)
    with Server(folder / "data", more=SETTLED) as server:
        client = Client(server)
        server.add_library("All", root)
        server.scan()
        ids = [one["id"] for one in books(client)]
        server.add_library("Grown", grown)
        writers = [Writer(server, number, ids[number::WRITERS]) for number in range(WRITERS)]
        readers = [Reader(server, number, ids) for number in range(READERS)]
        for thread in (*writers, *readers):
            thread.start()
        end, scans, failed, count = time.monotonic() + seconds, 0, list[str](), NEW
        while time.monotonic() < end:
            client.ask("POST", "/api/rescan" if scans % 3 == 2 else "/api/scan", {})
            while (job := client.ask("GET", "/api/scan/status").json)["status"] == "running":
                time.sleep(0.1)
            scans += 1
            failed += [] if job["status"] == "completed" else [str(job["reason"])]
            count += NEW
            trees.make(grown, count)
            say(f"{scans} scans, {sum(len(one.taken) for one in readers):,} answers")
        for one in (*writers, *readers):
            one.over.set()
        for one in (*writers, *readers):
            one.join()
        lost = [one for writer in writers for one in writer.lost(client)]
        logs = sum(text.count(word) for log in server.data.rglob("*.log")
                   for text in (log.read_text(errors="replace"),) for word in LOCKS)  # fmt: skip
        broken = checked(server.data / "comics.db")
    wrong = sum((one.wrong for one in readers), Counter[str]()) + Counter(
        f"{refusal} to a writer" for writer in writers for refusal in writer.refusals
    )
    slow = {said: wrong.pop(said) for said in sorted(wrong) if said.startswith(SLOW)}
    taken = [one for reader in readers for one in reader.taken]
    written = sum(writer.acknowledged for writer in writers)
    found = (
        f"{len(taken):,} answers to readers (p95 {p95(taken) * 1000:.0f} ms), {written:,} writes, {scans} scans of up "
        f"to {count:,} comics; {logs} mentions of a lock in the logs, {len(lost)} writes lost"
    )
    found += f"; errors: {dict(wrong)}" if wrong else ", no error at all"
    found += f"; too slow: {slow}" if slow else ""
    found += f"; scans failed: {failed}" if failed else ""
    held = not (wrong or logs or lost or failed or broken)
    name = f"{WRITERS} writers, a scan and {READERS} readers for {seconds / 60:g} min"
    return [Row(name, "no error caused by a lock", found, held, not slow)]
