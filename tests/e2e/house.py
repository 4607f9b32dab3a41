"""A running server with comics, an admin and a finished scan, as the end-to-end and the browser tests use it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from cli.screen import setup_code
from tests.e2e.comics import make_comics
from tests.e2e.server import Server, wait_until

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # the server speaks http: no client has to read certificates


@dataclass(frozen=True)
class Admin:
    username: str = "keeper"
    password: str = "a lantern in the tide"


@dataclass(frozen=True)
class House:
    """`comic_count` comics lie in `folder`; all are in the library."""

    server: Server
    admin: Admin
    folder: Path
    comic_count: int
    tokens: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url

    @contextmanager
    def client(self, *, login: bool = True) -> Iterator[httpx.Client]:
        """A client of the gateway, with a session of the admin."""
        with client(self.url) as http:
            if login:
                log_in(http, self.admin)
            yield http

    def session(self) -> str:
        """The token of a session of the admin that all may share, since a login takes long; of another one once that
        was ended."""
        with client(self.url) as http:
            if not (self.tokens and http.get("/api/auth/check", headers=cookie(self.tokens[-1])).json()["user"]):
                log_in(http, self.admin)
                self.tokens.append(http.cookies["session_token"])
        return self.tokens[-1]

    @property
    def comics(self) -> list[dict[str, Any]]:
        """Every Book, in the server's order."""
        with self.client(login=False) as http:
            answer = http.get("/api/books", params={"limit": 200}, headers=cookie(self.session()))
            items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
            return items


def client(url: str) -> httpx.Client:
    """A client as a browser on the same page would be."""
    return httpx.Client(
        base_url=url, headers={"Sec-Fetch-Site": "same-origin"}, timeout=20, trust_env=False, verify=PLAIN
    )


def cookie(token: str) -> dict[str, str]:
    return {"Cookie": f"session_token={token}"}


def log_in(http: httpx.Client, admin: Admin) -> None:
    answer = http.post("/api/auth/login", json={"username": admin.username, "password": admin.password})
    assert answer.status_code == 200, answer.text


def set_up(http: httpx.Client, server: Server, admin: Admin) -> None:
    """Makes the first admin with the code of the data folder; the client is logged in afterwards."""
    body = {"code": setup_code(server.data), "username": admin.username, "password": admin.password}
    answer = http.post("/api/auth/setup", json=body)
    assert answer.status_code == 201, answer.text


def scanned(http: httpx.Client, count: int) -> None:
    """Waits until the scan at start has ended and so many comics are there."""

    def done() -> bool:
        status = http.get("/api/scan/status").raise_for_status().json()
        assert status["status"] != "failed", status
        total = http.get("/api/books", params={"limit": 1}).raise_for_status().json()["total"]
        return bool(status["status"] == "completed" and total == count)

    wait_until(done, f"a finished scan of {count} comics")


@contextmanager
def running_house(
    folder: Path,
    many: int = 0,
    environment: dict[str, str] | None = None,
    fill: Callable[[Path], int] | None = None,
) -> Iterator[House]:
    """A house in `folder`: comics made, server started, admin set up, scan finished; ended in order afterwards.

    `many` is the number of small comics beside the drawn ones; `environment` holds settings of the server; `fill` puts
    other comics in their place, and says how many.
    """
    count = fill(folder / "comics") if fill else make_comics(folder / "comics", many)
    server = Server(folder / "data", folder / "comics", environment=environment)
    try:
        server.start()
        house = House(server, Admin(), folder / "comics", count)
        with client(server.url) as http:
            set_up(http, server, house.admin)
            scanned(http, count)
        yield house
        server.stop()
    finally:
        server.kill()
