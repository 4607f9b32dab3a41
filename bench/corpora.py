"""What becomes of some 1,800 hostile and odd files in the running services, and of the services.

    python -m bench.corpora [--parts pillow rarfile ...]

Fetches other projects' test files (tests/thumbs/corpora.py), scans them through the gateway, and asks of each its
cover, its page count, its first and last page and a narrow first page. Says what each part came to, the slowest
answer, the most memory thumbs and its children took together (PSS), and what was wrong: answers of 500 and above,
services that are not healthy, files written where none should be.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from bench.running import Server
from tests.thumbs import corpora

TOGETHER = 4  # readers at once
SLOWEST = 20.0  # seconds that one answer may take


@dataclass
class Outcome:
    """What became of one file."""

    part: str
    name: str
    served: bool = False
    pages: int = 0
    reason: str = ""
    worst: float = 0.0
    errors: list[str] = field(default_factory=list)


class Memory(threading.Thread):
    """Looks again and again how much a process and all that it started take together."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.done = pid, 0.0, threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.1):
            self.peak = max(self.peak, sum(map(pss, family(self.pid))))


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def pss(pid: int) -> float:
    """The memory of a process in MiB, its share of what it shares."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def examine(server: Server, book: dict[str, Any]) -> Outcome:
    """Asks everything of one comic."""
    outcome = Outcome(book["series"] or "", book["filename"])

    def ask(path: str) -> tuple[int, Any]:
        request = urllib.request.Request(server.url + path, headers={"Cookie": server.cookie})
        started = time.perf_counter()
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                answer.read()
                status, headers = answer.status, answer.headers
        except urllib.error.HTTPError as error:
            status, headers = error.code, error.headers
            error.read()
        outcome.worst = max(outcome.worst, time.perf_counter() - started)
        if status >= 500:
            outcome.errors.append(f"{status} {path}")
        return status, headers

    comic = book["id"]
    _, cover = ask(f"/api/cover/{comic}?v=x")
    while cover.get("X-Cover") == "generating":
        time.sleep(0.5)
        _, cover = ask(f"/api/cover/{comic}?v=x")
    outcome.served = "X-Cover" not in cover
    outcome.reason = unquote(cover.get("X-Cover-Reason", ""))
    _, headers = ask(f"/api/read/{comic}/page/0")
    outcome.pages = int(headers.get("X-Page-Count") or 0)
    ask(f"/api/read/{comic}/pages")
    ask(f"/api/read/{comic}/page/0?width=480")
    if outcome.pages > 1:
        ask(f"/api/read/{comic}/page/{outcome.pages - 1}")
    return outcome


def ended(server: Server) -> Counter[str]:
    """How children of thumbs ended so far."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.ports['thumbs']}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    prefix = 'thumbs_children_ended_total{why="'
    return Counter(
        {line[len(prefix) :].partition('"')[0]: int(float(line.split()[-1])) for line in lines if prefix in line}
    )


def table(outcomes: list[Outcome]) -> str:
    """The results by part, in Markdown."""
    lines = ["| from | files | cover served | refused with a reason | slowest answer, s |", "|---|---|---|---|---|"]
    parts = defaultdict(list)
    for one in outcomes:
        parts[one.part].append(one)
    for part, found in [*sorted(parts.items()), ("all", outcomes)]:
        served = sum(one.served for one in found)
        refused = sum(bool(one.reason) for one in found if not one.served)
        lines.append(f"| {part} | {len(found)} | {served} | {refused} | {max(one.worst for one in found):.2f} |")
    return "\n".join(lines)


def books_of(server: Server) -> list[dict[str, Any]]:
    """All comics, list by list."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = server.ask("GET", f"/api/books?limit=200{cursor}")
        found += answer["items"]
        if not answer.get("next_cursor"):
            return found
        cursor = f"&cursor={answer['next_cursor']}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", nargs="+", default=[*corpora.SDISTS, *corpora.SOURCES])
    parser.add_argument("--reasons", action="store_true", help="print every reason, and how often it was given")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="quarterbin-bench-"))
    try:
        root = folder / "comics"
        made = corpora.build(root / "Corpora" / "Files", tuple(options.parts))
        before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
        with Server(folder / "data") as server:
            server.add_library("Corpora", root)
            server.scan()
            memory = Memory(server.processes["thumbs"].pid)
            memory.start()
            with ThreadPoolExecutor(TOGETHER) as readers:
                outcomes = list(readers.map(lambda book: examine(server, book), books_of(server)))
            memory.done.set()
            health = server.ask("GET", "/healthz")
            ends = ended(server)
        print(table(outcomes))
        crashes = ends["crashed"] + ends["hung"]
        print(f"\n{len(made)} files; children that crashed or hung: {crashes} ({dict(ends)})")
        print(f"thumbs with its children: at most {memory.peak:.0f} MiB PSS; health afterwards: {health['status']}")
        if options.reasons:
            for reason, count in Counter(one.reason for one in outcomes if one.reason).most_common():
                print(f"{count:5} {reason}")
        wrong = [] if health["status"] == "ok" else [f"health: {health}"]
        wrong += [f"{one.name}: {what}" for one in outcomes for what in one.errors]
        wrong += [f"{one.name}: neither served nor a reason" for one in outcomes if not one.served and not one.reason]
        wrong += [f"{one.name}: {one.worst:.1f} s" for one in outcomes if one.worst > SLOWEST]
        if len(outcomes) != len(made):
            wrong.append(f"{len(made)} files, but {len(outcomes)} comics")
        if {path: path.stat().st_mtime_ns for path in root.rglob("*")} != before:
            wrong.append("the folder of the comics was written to")
        if sorted(path.name for path in folder.iterdir()) != ["comics", "data"]:
            wrong.append("something was written beside the data folder")
        print("\n".join(["WRONG:", *wrong]) if wrong else "nothing wrong")
        return 1 if wrong else 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
