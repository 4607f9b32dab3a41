"""What the tests of changes that wait stand on: a server that is away or silent, and what waits for it."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

from tests.e2e.house import House
from tests.e2e.server import exists
from tests.web.reading import wait_for

OTHER = {"username": "second", "password": "another lantern, another tide"}
WAITING = "JSON.parse(localStorage.getItem('quarterbin.waiting') ?? '[]')"
KEPT = re.compile("Saved on this device, sent when the server is back")


@contextmanager
def away(house: House) -> Iterator[None]:
    """The server is stopped, and is started again afterwards."""
    house.server.stop()
    try:
        yield
    finally:
        house.server.start()


@contextmanager
def silent(house: House) -> Iterator[None]:
    """The server takes connections and says nothing."""
    pid = house.server.pid_on("gateway")
    assert pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        if exists(pid):
            os.kill(pid, signal.SIGCONT)


def kinds(page: Page) -> list[str]:
    return [one["kind"] for one in page.evaluate(WAITING)]


def sent(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")  # as the browser says when a network is there again
    wait_for(lambda: page.evaluate(WAITING) == [], "all that waits to be sent")


def read_of(house: House, series: str) -> list[bool]:
    """Which issues of a series are read, as the server has it."""
    with house.client() as http:
        items = http.get("/api/books", params={"series": series, "sort": "number"}).json()["items"]
    return [bool(one["progress"] and one["progress"]["completed"]) for one in items]


def forget(house: House, series: str) -> list[dict[str, Any]]:
    """All of a series is unread, and wanted by nobody."""
    with house.client() as http:
        http.post("/api/progress/bulk", json={"series_id": series, "completed": False}).raise_for_status()
        http.request("DELETE", f"/api/lists/want/items/{series}")
        items: list[dict[str, Any]] = http.get("/api/books", params={"series": series, "sort": "number"}).json()[
            "items"
        ]
    return items
