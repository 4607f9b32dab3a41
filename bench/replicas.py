"""Three real thumbs behind one gateway, under load, and one of them killed: how many requests fail?"""

from __future__ import annotations

import http.client
import io
import signal
import threading
import time
import zipfile
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from PIL import Image

from bench.door import Door

ADDRESSES = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
# The gateway as it is, on a machine on which `thumbs.test` has those addresses, as a scaled service's name has.
WITH_NAMES = f"""
import socket, sys
real = socket.getaddrinfo
def found(host, port, *rest, **more):
    if host != "thumbs.test":
        return real(host, port, *rest, **more)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in {ADDRESSES}]
socket.getaddrinfo = found
from kit.run import main
sys.exit(main(["gateway"]))
"""
COMICS, PAGES = 4, 3


class Replicated(Door):
    """A server with three thumbs and a few comics; `wanted` is every cover and page: path to what must come back."""

    def __init__(self, folder: Path, **settings: str) -> None:
        """`settings` go to all services."""
        self._pages = make_comics(folder / "comics")
        super().__init__(folder / "data", COMICS_DIR=str(folder / "comics"), SCAN_ON_START="false", **settings)
        self._environment["THUMBS_URL"] = f"http://thumbs.test:{self.ports['thumbs']}"
        self.wanted: dict[str, bytes] = {}

    def start_all(self) -> None:
        """All services, and two thumbs more."""
        for name in ("auth", "library"):
            self.start(name)
        self.thumbs = [self.start("thumbs", host=address) for address in ADDRESSES]
        self.start("scanner")
        self.pid = self.start("gateway", "-c", WITH_NAMES).pid

    def scan(self) -> None:
        """Scans, to its end."""
        self.ask("POST", "/api/scan", {})
        while self.ask("GET", "/api/scan/status")["status"] == "running":
            time.sleep(0.05)

    def prepare(self) -> None:
        """Scans, and has every cover drawn. Raises RuntimeError where that does not come to an end."""
        self.scan()
        until = time.monotonic() + 60
        for book in self.ask("GET", "/api/books")["items"]:
            for number, page in enumerate(self._pages[book["filename"]]):
                self.wanted[f"/api/read/{book['id']}/page/{number}"] = page
            while (cover := self._get(book["cover"]))[1] is not None:
                if time.monotonic() > until:
                    raise RuntimeError(f"no cover: {cover[1]}")
                time.sleep(0.05)
            self.wanted[book["cover"]] = cover[0]
        if len(self.wanted) != COMICS * (PAGES + 1):
            raise RuntimeError(f"{len(self.wanted)} covers and pages were found")

    def answered(self, address: str) -> int:
        """Covers and pages that the thumbs at `address` has answered."""
        with urlopen(f"http://{address}:{self.ports['thumbs']}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        counted = [line for line in lines if line.startswith("http_requests_total") and 'route="/api/' in line]
        return int(sum(float(line.rpartition(" ")[2]) for line in counted))

    def counted(self, address: str, metric: str) -> int:
        """A metric of the thumbs at `address`, all its labels together."""
        with urlopen(f"http://{address}:{self.ports['thumbs']}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return int(sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(metric)))

    def _get(self, path: str) -> tuple[bytes, str | None]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        found = answer.read(), answer.headers["X-Cover"]
        connection.close()
        return found


class Load:
    """Threads that ask for `wanted`, one after the other, on kept connections; `failures` by what went wrong."""

    def __init__(self, door: Replicated, threads: int) -> None:
        self._door, self._stop = door, threading.Event()
        self.done, self.failures = 0, Counter[str]()
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(threads)]
        for thread in self._threads:
            thread.start()

    def wait_for(self, more: int, within: float = 120) -> None:
        """Returns once `more` requests have been answered. Raises TimeoutError."""
        with self._changed:
            goal = self.done + more
            if not self._changed.wait_for(lambda: self.done >= goal, within):
                raise TimeoutError(f"{self.done} of {goal} requests were answered; {dict(self.failures)}")

    def stop(self) -> None:
        """Ends the load, each request coming to its end."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, number: int) -> None:
        paths = sorted(self._door.wanted)
        connection = http.client.HTTPConnection(urlsplit(self._door.url).netloc, timeout=30)
        while not self._stop.is_set():
            number += 1
            failure = self._ask(connection, paths[number % len(paths)])
            with self._changed:
                self.done += 1
                self.failures.update([failure] if failure else [])
                self._changed.notify_all()
        connection.close()

    def _ask(self, connection: http.client.HTTPConnection, path: str) -> str:
        try:
            connection.request("GET", path, headers={"Cookie": self._door.cookie})
            answer = connection.getresponse()
            body = answer.read()
        except (http.client.HTTPException, OSError) as error:
            connection.close()
            return type(error).__name__
        if answer.status != 200:
            return f"{answer.status} {body[:200].decode(errors='replace')}"
        return "" if body == self._door.wanted[path] else "other bytes"


def make_comics(folder: Path) -> dict[str, list[bytes]]:
    """File names to the pages in them; noise, some hundred KB a page."""
    found: dict[str, list[bytes]] = {}
    folder.mkdir(parents=True)
    for number in range(COMICS):
        pages = []
        for _ in range(PAGES):
            written = io.BytesIO()
            Image.effect_noise((900, 1350), 70).convert("RGB").save(written, "JPEG", quality=80)
            pages.append(written.getvalue())
        name = f"Noise #{number}.cbz"
        with zipfile.ZipFile(folder / name, "w") as archive:
            for at, page in enumerate(pages):
                archive.writestr(f"{at}.jpg", page)
        found[name] = pages
    return found


def kill_one(folder: Path, *, before: int, after: int, threads: int = 6) -> tuple[int, Counter[str], list[int]]:
    """Requests in all, those that failed, and what each thumbs had answered when the second was killed with SIGKILL."""
    with Replicated(folder) as door:
        door.prepare()
        load = Load(door, threads)
        try:
            load.wait_for(before)
            answered = [door.answered(address) for address in ADDRESSES]
            door.thumbs[1].send_signal(signal.SIGKILL)
            load.wait_for(after)
        finally:
            load.stop()
        return load.done, load.failures, answered
