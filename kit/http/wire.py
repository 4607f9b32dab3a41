"""Our own way to a service: connections kept with each of its addresses, bounded, byte for byte."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from urllib.parse import urlsplit

from kit.errors import BadGateway, Unavailable
from kit.http.answer import Headers, NotReached, RawAnswer
from kit.http.connection import Connection, request_of
from kit.http.exchange import Exchange

CONNECT_WITHIN = 1.5  # seconds
FREE_WITHIN = 2.0  # seconds a request waits for one of its address's connections
KEPT_FOR = 30.0  # seconds a connection without work is kept: less than services keep theirs
SAFE = ("GET", "HEAD")


class Address:
    """The connections with one address, `bound` at most."""

    def __init__(self, service: str, origin: str, *, bound: int, gap: float, free_within: float | None = None) -> None:
        parts = urlsplit(origin)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._service, self._bound, self._gap, self._free_within = service, bound, gap, free_within
        self._all: set[Connection] = set()
        self._idle: deque[Connection] = deque()  # the last used last: it is taken first, and the others grow old
        self._connecting = 0
        self._queue: deque[asyncio.Future[Connection | None]] = deque()
        self._sweeping: asyncio.TimerHandle | None = None

    async def take(self, *, fresh: bool = False) -> Connection:
        """A connection on which nothing is under way; `fresh`: a new one if there may be more.

        Raises NotReached, or Unavailable where all are in use and stay so.
        """
        until = time.monotonic() + (FREE_WITHIN if self._free_within is None else self._free_within)
        while True:
            full = len(self._all) + self._connecting >= self._bound
            if self._idle and (full or not fresh):
                connection = self._idle.pop()
                if connection.is_open:
                    return connection
            elif not full:
                return await self._connect()
            elif (freed := await self._free_one(until)) and freed.is_open:
                return freed

    def at_hand(self) -> Connection | None:
        """A connection on which nothing is under way, where there is one now."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return connection
        return None

    def close(self) -> None:
        """Ends all connections."""
        if self._sweeping:
            self._sweeping.cancel()
        for connection in list(self._all):
            connection.close()

    def give_back(self, connection: Connection) -> None:
        """A connection is ready for the next request: for who waits longest, else for later."""
        if not self._hand_on(connection):
            self._idle.append(connection)
            if self._sweeping is None:
                self._sweeping = asyncio.get_running_loop().call_later(KEPT_FOR, self._sweep)

    async def _connect(self) -> Connection:
        self._connecting += 1
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                _, connection = await asyncio.get_running_loop().create_connection(
                    lambda: Connection(self._service, self._gap, self.give_back, self._lost), self._host, self._port
                )
        except (OSError, TimeoutError) as error:
            self._hand_on(None)
            sentence = f"The {self._service} service cannot be reached just now."
            raise NotReached(f"{self._service}_unavailable", sentence, retry_after=2) from error
        finally:
            self._connecting -= 1
        self._all.add(connection)
        return connection

    async def _free_one(self, until: float) -> Connection | None:
        """A connection that another request gave back; None where it may be tried again to make one."""
        waiting: asyncio.Future[Connection | None] = asyncio.get_running_loop().create_future()
        self._queue.append(waiting)
        try:
            async with asyncio.timeout(until - time.monotonic()):
                return await waiting
        except TimeoutError as error:
            self._pass_on(waiting)
            sentence = f"The {self._service} service has too much to do."
            raise Unavailable(f"{self._service}_busy", sentence, retry_after=2) from error
        except asyncio.CancelledError:
            self._pass_on(waiting)
            raise

    def _pass_on(self, waiting: asyncio.Future[Connection | None]) -> None:
        """Passes on a connection that was given to a request at the moment it was cancelled."""
        if waiting.done() and not waiting.cancelled():
            connection = waiting.result()
            if connection is not None and connection.is_open:
                self.give_back(connection)
            else:
                self._hand_on(None)

    def _hand_on(self, connection: Connection | None) -> bool:
        while self._queue:
            waiting = self._queue.popleft()
            if not waiting.done():
                waiting.set_result(connection)
                return True
        return False

    def _lost(self, connection: Connection) -> None:
        self._all.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        self._hand_on(None)

    def _sweep(self) -> None:
        """Ends what was not needed for long; looks again while anything is left."""
        self._sweeping = None
        old = time.monotonic() - KEPT_FOR
        while self._idle and self._idle[0].idle_since < old:
            self._idle.popleft().close()
        if self._idle:
            self._sweeping = asyncio.get_running_loop().call_later(KEPT_FOR / 3, self._sweep)


class Wire:
    """Raw requests to the addresses of one service, as kit.http.transport.StreamClient, without what that costs."""

    def __init__(self, service: str, *, connections: int, gap: float, free_within: float | None = None) -> None:
        """`connections` are the most with one address; `gap` is in seconds, between two pieces of an answer, and
        `free_within` until one of the connections is free (None: FREE_WITHIN)."""
        self._service, self._connections, self._gap, self._free_within = service, connections, gap, free_within
        self._addresses: dict[str, Address] = {}

    async def send(self, method: str, origin: str, target: bytes, headers: Headers, body: bytes = b"") -> RawAnswer:
        """The answer of `origin` once its headers are there, for which the caller bounds the time.

        Raises NotReached, Unavailable (all connections are taken) or BadGateway.
        """
        request = request_of(method, target, headers, body)
        address = self._addresses.get(origin)
        if address is None:
            address = self._addresses[origin] = Address(
                self._service, origin, bound=self._connections, gap=self._gap, free_within=self._free_within
            )
        connection = await address.take()
        was_kept = connection.used
        exchange = connection.send(method, request)
        try:
            return await begun(exchange)
        except BadGateway:
            # A kept connection may have been closed as the request was sent: only what changes nothing is sent again.
            if exchange.touched or not was_kept or method not in SAFE:
                raise
        connection = await address.take(fresh=True)
        return await begun(connection.send(method, request))

    def begin(self, origin: str, request: bytes) -> Exchange | None:
        """Sends a GET, whole as it is, where a connection is at hand for it."""
        address = self._addresses.get(origin)
        connection = address.at_hand() if address else None
        return connection.send("GET", request) if connection else None

    async def close(self) -> None:
        """Closes the connections."""
        for address in self._addresses.values():
            address.close()


async def begun(exchange: Exchange) -> Exchange:
    """`exchange` once its headers are there. Raises BadGateway."""
    try:
        await exchange.head()
    except BaseException:
        await exchange.close()
        raise
    return exchange
