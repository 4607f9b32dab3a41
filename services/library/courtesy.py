"""Who goes first when a scan and people use the catalogue at the same time.

A scan pauses after each of its batches while somebody uses the catalogue, and stops within a batch while somebody is
being answered. While a scan is running, no comic is opened that nobody asked for.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from services.library.store.intake import row

HERE = 1.0  # seconds after a request for which its sender is taken to be still there
BREATH = 2.0  # length of a pause, in lengths of the batch before it
LONGEST = 0.25  # seconds of a pause at most
# Seconds that a batch stops at most, in all: others wait for it before they can write.
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
        """What a batch calls between its steps, in its thread: waits while somebody is being answered."""
        left = STOPPED

        def give_way() -> None:
            nonlocal left
            if left > 0 and not self._nobody.is_set():
                began = time.monotonic()
                self._nobody.wait(left)
                left -= time.monotonic() - began

        return give_way

    async def let_pass(self, took: float) -> None:
        """Pauses after a batch that took so many seconds, twice as long; not where nobody is there."""
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
    """Middleware that tells `people` of every request that reads in the users' API.

    Requests that write wait for the batch anyway.
    """

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
