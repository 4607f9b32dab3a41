"""Watches the client while its answer is made and sent: is it still there, and does it take the answer?"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

from starlette.types import Message, Receive, Send

from gateway.bodies import ClientGone

UNWATCHED = 0.05  # seconds: most answers are sent by then, and cost no watch

log = logging.getLogger("quarterbin.gateway")


class Watch:
    """Ends the work for a client that hangs up, or takes no byte for `stall` seconds (for twice that, at most)."""

    def __init__(self, receive: Receive, send: Send, stall: float) -> None:
        self._receive, self._send, self._stall = receive, send, stall
        self._sending_since = 0.0
        self._task: asyncio.Task[Any] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._ended = False

    async def send(self, message: Message) -> None:
        """Sends on, keeping in mind how long that takes."""
        self._sending_since = time.monotonic()
        await self._send(message)
        self._sending_since = 0.0

    async def during(self, work: Coroutine[Any, Any, None]) -> None:
        """Does `work`. Raises ClientGone with `work` cancelled where there is nobody any more for whom to do it."""
        self._task = asyncio.current_task()
        timer = asyncio.get_running_loop().call_later(UNWATCHED, self._begin)
        try:
            await work
        except asyncio.CancelledError:
            if self._ended and self._task and self._task.uncancel() == 0:
                raise ClientGone from None
            raise
        finally:
            timer.cancel()
            if self._watching:
                self._watching.cancel()

    def _begin(self) -> None:
        self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        leaving = asyncio.create_task(self._until_gone())
        try:
            while not leaving.done():
                since, now = self._sending_since, time.monotonic()
                if since and now - since >= self._stall:
                    log.info("client stalled")
                    break
                await asyncio.wait({leaving}, timeout=since + self._stall - now if since else self._stall)
        finally:
            leaving.cancel()
        self._ended = True
        if self._task:
            self._task.cancel()

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
