"""Who goes first. While somebody uses the catalogue, a scan takes a breath after each of its batches, and stops within
one while somebody is being answered; while a scan is under way, no comic is opened that nobody asked for."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from services.library.store.intake import row

HERE = 1.0  # seconds since the last request of a person for which one is taken to be there
BREATH = 2.0  # how much longer than its work
LONGEST = 0.25  # seconds of a breath
# Seconds that a batch stops in all: it holds the right to write, which others wait for.
STOPPED = 0.15


class People:
    """When people asked for something last, and whether some are being answered."""

    def __init__(self) -> None:
        self._asked_at = float("-inf")
        self._answering, self._nobody = 0, threading.Event()
        self._nobody.set()

    def come(self) -> None:
        """Somebody asks just now."""
        self._asked_at = time.monotonic()
        self._answering += 1
        self._nobody.clear()

    def go(self) -> None:
        """They have their answer."""
        self._answering -= 1
        if not self._answering:
            self._nobody.set()

    def giving_way(self) -> Callable[[], None]:
        """What one batch calls between its steps, in its thread: waits while somebody is being answered."""
        left = STOPPED

        def give_way() -> None:
            nonlocal left
            if left > 0 and not self._nobody.is_set():
                began = time.monotonic()
                self._nobody.wait(left)
                left -= time.monotonic() - began

        return give_way

    async def let_pass(self, took: float) -> None:
        """Waits twice as long as the work took (seconds): it has a third of the time, mostly; not where nobody is."""
        if time.monotonic() - self._asked_at < HERE:
            await asyncio.sleep(min(BREATH * took, LONGEST))


class Scans:
    """When a scan of a whole library asked or brought something last.

    Scans of a few folders, which follow every change of the disk, hold nobody up.
    """

    def __init__(self) -> None:
        self._at = float("-inf")

    def begins(self) -> None:
        """A scan asks what is known of a whole library."""
        self._at = time.monotonic()

    def brings(self) -> None:
        """A scan brings something."""
        if self.goes_on():
            self._at = time.monotonic()

    def goes_on(self) -> bool:
        """Is a scan under way, as far as this process knows?"""
        return time.monotonic() - self._at < row.QUIET


class Noticing:
    """Middleware that tells `people` of every request that reads in the users' API; who writes waits for the batch."""

    def __init__(self, app: ASGIApp, people: People) -> None:
        self._app, self._people = app, people

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reads = scope["type"] == "http" and scope["path"].startswith("/api/") and scope["method"] in ("GET", "HEAD")
        if not reads:
            await self._app(scope, receive, send)
            return
        self._people.come()
        try:
            await self._app(scope, receive, send)
        finally:
            self._people.go()
