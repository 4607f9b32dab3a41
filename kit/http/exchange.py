"""One request under way on a connection of our own, and its answer as it comes in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from kit.errors import BadGateway, GatewayTimeout, Problem
from kit.http.answer import RawAnswer

HIGH = 256 * 1024  # bytes that wait here to be taken; above, the service is held back


class Exchange(RawAnswer):
    """The connection fills it, whoever asked empties it. `held` takes back a pause, `cut` ends the connection."""

    def __init__(self, service: str, method: str, gap: float, cut: Callable[[Exchange], None]) -> None:
        super().__init__(0, [])
        self.method = method
        self.begun = self.complete = self.touched = False  # the head is there; the end is; anything is
        self.until_close = False
        self.size = 0
        self.held: Callable[[], None] | None = None
        self.told: Callable[[], None] | None = None  # hears of the first news, once
        self._service, self._gap, self._cut = service, gap, cut
        self._parts: list[bytes] = []
        self._failure: Problem | None = None
        self._waiting: asyncio.Future[None] | None = None

    async def head(self) -> None:
        """Returns once the headers are there; the caller bounds the time. Raises BadGateway where they do not come."""
        while not self.begun:
            if self._failure:
                raise self._failure
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting

    def whole(self) -> bytes | None:
        """The body, where all of it is there already; asked for once."""
        return self._take() if self.complete else None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes. Raises BadGateway or GatewayTimeout where it breaks off or pauses too long."""
        while True:
            if self._parts:
                yield self._take()
            elif self.complete:
                return
            elif self._failure:
                raise self._failure
            else:
                await self._more()

    @property
    def failed(self) -> bool:
        """Whether it broke off, or never came."""
        return self._failure is not None

    def add(self, part: bytes) -> None:
        """A piece of the body has come."""
        self._parts.append(part)
        self.size += len(part)

    def fail(self) -> None:
        """It will not be whole any more."""
        self._failure = BadGateway(f"{self._service}_broke_off", f"The {self._service} service broke off its answer.")
        self.wake()

    def wake(self) -> None:
        """Something has changed for whoever waits."""
        if self.told:
            told, self.told = self.told, None
            told()
        elif self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def drop(self) -> None:
        """Lets go of it at once, as `close` does."""
        self.closed()
        if not self.complete:
            self._cut(self)

    async def _let_go(self) -> None:
        self.drop()

    def _take(self) -> bytes:
        parts, self._parts, self.size = self._parts, [], 0
        if self.held:
            held, self.held = self.held, None
            held()
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def _more(self) -> None:
        loop = asyncio.get_running_loop()
        self._waiting = waiting = loop.create_future()
        timer = loop.call_later(self._gap, self._too_late)
        try:
            await waiting
        finally:
            timer.cancel()

    def _too_late(self) -> None:
        sentence = f"The {self._service} service took too long to answer."
        self._failure = GatewayTimeout(f"{self._service}_timeout", sentence, retry_after=2)
        self.wake()
