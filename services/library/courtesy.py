"""People first: while somebody uses the catalogue, a scan takes a breath after each of its batches."""

from __future__ import annotations

import asyncio
import time

from starlette.types import ASGIApp, Receive, Scope, Send

HERE = 1.0  # seconds since the last request of a person for which one is taken to be there
LONGEST = 0.25  # seconds of a breath


class People:
    """When people asked for something last."""

    def __init__(self) -> None:
        self._asked_at = float("-inf")

    def ask(self) -> None:
        """Somebody does just now."""
        self._asked_at = time.monotonic()

    async def let_pass(self, took: float) -> None:
        """Waits as long as the work took (seconds), so that it has half of the time at most; not where nobody is."""
        if time.monotonic() - self._asked_at < HERE:
            await asyncio.sleep(min(took, LONGEST))


class Noticing:
    """Middleware that tells `people` of every request to the users' API."""

    def __init__(self, app: ASGIApp, people: People) -> None:
        self._app, self._people = app, people

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            self._people.ask()
        await self._app(scope, receive, send)
