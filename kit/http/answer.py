"""A raw answer of a service."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

from kit.errors import Unavailable

Headers = list[tuple[bytes, bytes]]


class Transport(Protocol):
    """A transport of httpx."""

    async def handle_async_request(self, request: Any) -> Any: ...

    async def aclose(self) -> None: ...


class NotReached(Unavailable):
    """Nobody took the connection: nothing was sent, so any request may be sent again."""


class RawAnswer(ABC):
    """An answer as it comes: header names in lower case, the body exactly as it was sent, nothing decoded.

    `close` must be awaited: it gives the connection back, or cuts it where the answer was not read to its end, and
    tells `on_close`, once.
    """

    def __init__(self, status: int, headers: Headers) -> None:
        self.status, self.headers = status, headers
        self.on_close: Callable[[], None] | None = None

    @abstractmethod
    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes. Raises BadGateway or GatewayTimeout where it breaks off."""

    def whole(self) -> bytes | None:
        """The body, where all of it is there already; then it is no longer in `chunks`."""
        return None

    async def close(self) -> None:
        """Lets go of it; more than once does nothing."""
        self.closed()
        await self._let_go()

    def closed(self) -> None:
        """Tells `on_close`."""
        on_close, self.on_close = self.on_close, None
        if on_close:
            on_close()

    @abstractmethod
    async def _let_go(self) -> None:
        """Gives the connection back, or cuts it."""
