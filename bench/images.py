"""Covers and pages, bare and through thumbs, side by side in one run: `python -m bench.images [ROUNDS]`.

Each round makes the covers of comics that nobody opened before: naively, then as the children do it in two bare
processes, then through the running service with two workers; on both sides the two have begun before, and write one
cover of 300x450. What is compared is processor time, which a busy machine falsifies less than the clock; both are
printed, the ratio with the least and the most of all rounds. "Own" is the service without its children, whose start and
end count as well. Bare pages are read at their offset, once only read and once sent as well.
"""

from __future__ import annotations

import http.client
import io
import os
import shutil
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from PIL import Image

from bench import drawing
from bench.costs import Cost, alone, cpu_of, cpu_of_ended, in_two, middle, pss_of
from bench.running import Server
from bench.sending import Sender
from services.thumbs.archives import entries
from services.thumbs.archives.formats import open_archive
from services.thumbs.child import tasks

KINDS = {"JPEG": 200, "PNG": 6, "WEBP": 12}  # comics a round: a few would be over before any has to wait
PAGES = 1000  # requests for pages, and for covers that are there


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    folder = Path(tempfile.mkdtemp(prefix="quarterbin-images-"))
    try:
        made = make(folder / "comics", rounds)
        with Server(folder / "data", more={"THUMBS_WORKERS": "2", "THUMBS_INSPECT": "false"}) as server:
            server.add_library("Bench", folder / "comics")
            server.scan()
            report(server, made, rounds)
    finally:
        shutil.rmtree(folder)


def report(server: Server, made: dict[tuple[str, int], list[Path]], rounds: int) -> None:
    """Measures and prints."""
    service = Service(server)
    for kind in KINDS:  # both children have begun, and have the memory that it takes
        service.covers([service.ids[path.name] for path in made[kind, rounds]])
    print(f"memory, thumbs and its children with some of each made: {service.pss():.0f} MiB (PSS)")
    print("| covers | naive ms | ours ms | service ms (own) | naive / ours | ours / service | bare/s | service/s |")
    print("|---|---|---|---|---|---|---|---|")
    for kind in KINDS:
        costs: dict[str, list[Cost]] = {"naive": [], "bare": [], "service": [], "own": []}
        for number in range(rounds):
            files = made[kind, number]
            costs["naive"].append(alone(naive, files[:24]))
            costs["bare"].append(in_two(bare_cover, files))
            whole, own = service.covers([service.ids[path.name] for path in files])
            costs["service"].append(whole)
            costs["own"].append(own)
        print(row(kind, costs))
    print(f"memory, thumbs and its children after that: {service.pss():.0f} MiB (PSS)")
    pages(service, made["JPEG", 0])


def row(kind: str, costs: dict[str, list[Cost]]) -> str:
    """One line of the table: medians, and how far apart the rounds were."""
    cost = {name: middle(some) for name, some in costs.items()}
    naive_ms, ours, service, own = (cost[name].ms for name in ("naive", "bare", "service", "own"))
    ratios = sorted(bare.ms / whole.ms for bare, whole in zip(costs["bare"], costs["service"], strict=True))
    speed = [cost[name].count / cost[name].wall for name in ("bare", "service")]
    return (
        f"| {kind} | {naive_ms:.1f} | {ours:.1f} | {service:.1f} ({own:.1f}) | {naive_ms / ours:.2f} "
        f"| {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) | {speed[0]:.0f} | {speed[1]:.0f} |"
    )


def pages(service: Service, files: list[Path]) -> None:
    """Pages and covers that are there, one after the other over one connection: the service's processor time."""
    path = files[0]
    comic = service.ids[path.name]
    bare = alone(lambda _: bare_page(path), [path] * PAGES)
    page = service.repeated(f"/api/read/{comic}/page/1")
    cover = service.repeated(f"/api/cover/{comic}")
    with Sender(path, place(path)) as sender:
        sent = service.repeated("/", http.client.HTTPConnection("127.0.0.1", sender.port), sender.pid)
    print("\n| each | read, ms | read and sent, ms | service ms | service / read and sent | service - sending / read |")
    print("|---|---|---|---|---|---|")
    reading = (page.ms - (sent.ms - bare.ms)) / bare.ms
    print(f"| page | {bare.ms:.3f} | {sent.ms:.3f} | {page.ms:.3f} | {page.ms / sent.ms:.2f} | {reading:.2f} |")
    print(f"| cover that is there | | | {cover.ms:.3f} | | |")


def make(folder: Path, rounds: int) -> dict[tuple[str, int], list[Path]]:
    """The comics, by kind and round."""
    drawn = [drawing.page(number) for number in range(8)]
    made: dict[tuple[str, int], list[Path]] = {}
    for kind, count in KINDS.items():
        data = [drawing.encoded(one, kind) for one in (drawn if kind == "JPEG" else drawn[:2])]
        print(f"{kind}: pages of {min(map(len, data)) / 1e6:.2f} to {max(map(len, data)) / 1e6:.2f} MB")
        for number in range(rounds + 1):  # the last of them to begin with
            made[kind, number] = [
                drawing.cbz(folder / kind / f"{kind} {number}-{one:03}.cbz", [data[one % len(data)]] * 2, kind.lower())
                for one in range(count)
            ]
    return made


def naive(path: Path) -> None:
    """As one would write it first: decoded whole, made smaller, saved."""
    image = Image.open(io.BytesIO(first_page(path))).convert("RGB")
    scale = min(300 / image.width, 450 / image.height)
    image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
    image.save(io.BytesIO(), "JPEG", quality=85)


def bare_cover(path: Path) -> None:
    """What a child does, and the file written."""
    fd = os.open(path, os.O_RDONLY)
    _, parts = tasks.inspect([fd], cover=True)
    os.close(fd)
    path.with_suffix(".jpg").write_bytes(parts[2])
    path.with_suffix(".jpg").unlink()


def bare_page(path: Path) -> None:
    """A page at its known place."""
    entry = bare_page.__dict__.setdefault(str(path), place(path))
    fd = os.open(path, os.O_RDONLY)
    entries.read(fd, entry)
    os.close(fd)


def place(path: Path) -> entries.Entry:
    """Where the second page lies."""
    fd = os.open(path, os.O_RDONLY)
    try:
        return open_archive([fd]).pages[1]
    finally:
        os.close(fd)


def first_page(path: Path) -> bytes:
    """The bytes of the first page."""
    fd = os.open(path, os.O_RDONLY)
    try:
        return open_archive([fd]).read([0])[0]
    finally:
        os.close(fd)


class Service:
    """thumbs on its own port, asked by whoever is logged in."""

    def __init__(self, server: Server) -> None:
        self.pid = server.processes["thumbs"].pid
        self.ids: dict[str, str] = {}
        self._addresses: dict[str, str] = {}  # of covers, as the listing gives them
        self._server, self._kept = server, threading.local()
        cursor = ""
        while cursor is not None:
            listed = server.ask("GET", f"/api/books?limit=200{cursor and '&cursor=' + cursor}")
            self.ids |= {one["filename"]: one["id"] for one in listed["items"]}
            self._addresses |= {one["id"]: one["cover"] for one in listed["items"]}
            cursor = listed["next_cursor"]

    def covers(self, comics: list[str]) -> tuple[Cost, Cost]:
        """Covers that are not there yet, asked for by eight at once: the cost of all, and the service's own share."""
        before = self.cpu()
        start = time.perf_counter()
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(self._new_cover, comics))
        wall = time.perf_counter() - start
        if not all(answers):
            raise RuntimeError("a cover was not made")
        whole, own = (after - one for after, one in zip(self.cpu(), before, strict=True))
        return Cost(len(comics), wall, whole), Cost(len(comics), wall, own)

    def repeated(self, path: str, connection: http.client.HTTPConnection | None = None, pid: int = 0) -> Cost:
        """PAGES requests for the same over one connection, with thumbs, or with whoever has it."""
        connection, headers = connection or self._connection(), self._headers()
        self._get(connection, path, headers)
        before, start = cpu_of(pid or self.pid), time.perf_counter()
        for _ in range(PAGES):
            self._get(connection, path, headers)
        return Cost(PAGES, time.perf_counter() - start, cpu_of(pid or self.pid) - before)

    def cpu(self) -> tuple[float, float]:
        """Seconds of processor time of the service with its children, and of the service alone."""
        own = cpu_of(self.pid)
        return own + sum(map(cpu_of, self._children())) + cpu_of_ended(self.pid), own

    def pss(self) -> float:
        """MiB that the service and its children take, what they share counted once."""
        return sum(map(pss_of, [self.pid, *self._children()]))

    def _children(self) -> list[int]:
        return [int(one) for one in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def _new_cover(self, comic: str) -> bool:
        if not hasattr(self._kept, "connection"):  # kept by each thread, as the gateway keeps them
            self._kept.connection = self._connection()
        return self._get(self._kept.connection, self._addresses[comic], self._headers()) is None

    def _get(self, connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> str | None:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer.getheader("X-Cover")

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._server.ports["thumbs"])

    def _headers(self) -> dict[str, str]:
        now = time.monotonic()
        if not hasattr(self, "_token") or now - self._since > 30:
            self._token = self._server.ask("POST", "/api/auth/token", {"audience": "thumbs"})["token"]
            self._since = now
        return {"Authorization": f"Bearer {self._token}"}


if __name__ == "__main__":
    main()
