"""A small house to break: comics of three pages, and a server whose services are started one by one."""

from __future__ import annotations

import http.client
import io
import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from bench import drawing
from bench.running import Server

DOUBLE = Path(__file__).with_name("double.c")
SETTLED = {"SCAN_SETTLE_SECONDS": "0"}  # what was just made counts as whole


@dataclass(frozen=True)
class Row:
    """A line of the results: what was done, what has to hold, what was found.

    `sound`: nothing is lost, every answer is the right one, however slow the machine; `in_time`: the seconds hold too.
    """

    fault: str
    goal: str
    found: str
    sound: bool
    in_time: bool = True

    @property
    def held(self) -> bool:
        """All of it."""
        return self.sound and self.in_time

    def __str__(self) -> str:
        return f"| {self.fault} | {self.goal} | {self.found} | {'yes' if self.held else '**no**'} |"


@dataclass(frozen=True)
class Said:
    """An answer, and the seconds until it was whole; status 0 where there was none."""

    status: int
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"null")

    @property
    def code(self) -> str:
        """The code of a problem document; empty for any other answer."""
        found = self.json if self.body.startswith(b"{") else {}
        return str(found.get("code", "")) if isinstance(found, dict) else ""


def comics(folder: Path, series: str, count: int) -> Path:
    """Comics of three small pages, no two the same, beneath `folder`, a folder a series."""
    for number in range(count):
        pages = []
        for at in range(3):
            colour = (hash_of(series) % 200, number % 256, at * 60 + number // 256)
            pages.append(drawing.encoded(Image.new("RGB", (600, 900), colour), "JPEG"))
        drawing.cbz(folder / series / f"{series} #{number + 1:03}.cbz", pages)
    return folder


def hash_of(text: str) -> int:
    """A number of a name, the same in every run."""
    return sum(ord(letter) * (at + 1) for at, letter in enumerate(text))


def double(folder: Path, word: Path, faulty: Path) -> dict[str, str]:
    """Settings of a server for which the disk of `faulty` is as the file `word` says (`double.c`)."""
    return {**SETTLED, "LD_PRELOAD": str(_built(folder)), "FAULT_SAYS": str(word), "FAULT_FOLDER": str(faulty)}


def _built(folder: Path) -> Path:
    shim = folder / "double.so"
    if not shim.exists():
        command = ["cc", "-shared", "-fPIC", "-O2", "-o", str(shim), str(DOUBLE), "-ldl"]
        subprocess.run(command, check=True, capture_output=True)
    return shim


class Client:
    """One person's connection to the gateway, by the cookie of a server's admin."""

    def __init__(self, server: Server, timeout: float = 30) -> None:
        self.server, self.timeout = server, timeout
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: Any = None) -> Said:
        """The answer, whatever it is."""
        headers = {"Cookie": self.server.cookie, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        begun = time.monotonic()
        if self._connection is None:
            port = self.server.ports["gateway"]
            self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=self.timeout)
        try:
            self._connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = self._connection.getresponse()
            return Said(answer.status, answer.read(), time.monotonic() - begun)
        except (OSError, http.client.HTTPException):
            self.close()
            return Said(0, b"", time.monotonic() - begun)

    def close(self) -> None:
        """Ends the connection."""
        if self._connection:
            self._connection.close()
            self._connection = None


def books(client: Client, **chosen: str) -> list[dict[str, Any]]:
    """Every comic."""
    query = "".join(f"&{name}={value}" for name, value in chosen.items())
    found: list[dict[str, Any]] = client.ask("GET", f"/api/books?limit=200{query}").json["items"]
    return found


def settled(client: Client, patience: float = 60) -> dict[str, Any]:
    """The last scan once none runs. Raises TimeoutError."""
    return until(lambda: scan_ended(client), patience, "the end of a scan")


def scan_ended(client: Client) -> dict[str, Any] | None:
    """The last scan, unless one runs."""
    said = client.ask("GET", "/api/scan/status")
    job: dict[str, Any] = said.json if said.status == 200 else {"status": "running"}
    return None if job["status"] == "running" else job


def until(condition: Any, patience: float, what: str) -> Any:
    """What `condition` answers, once that is true. Raises TimeoutError after `patience` seconds, naming `what`."""
    end = time.monotonic() + patience
    while not (found := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {patience:g} s in vain for {what}")
        time.sleep(0.02)
    return found


def p95(values: list[float]) -> float:
    """The 95th percentile; 0 of none."""
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def whole_picture(data: bytes) -> bool:
    """Can every pixel of it be decoded?"""
    try:
        Image.open(io.BytesIO(data)).load()
    except OSError:
        return False
    return True
