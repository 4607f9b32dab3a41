"""One service behind the gateway: which of its addresses is asked, for how long, and when another is asked instead."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from gateway.replicas import Replica, Replicas
from kit.client import carrier
from kit.errors import BadGateway, GatewayTimeout, Problem, Unavailable
from kit.http.answer import Headers, NotReached, RawAnswer, Transport
from kit.http.exchange import Exchange
from kit.http.wire import SAFE, Wire, begun

ATTEMPTS = 3
PATIENCE = 2.0  # seconds without an answer, after which a service is asked whether it is alive
ALIVE_WITHIN = 2.5  # seconds it has to say so


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to a service; `headers` are all that it gets but Host and Content-Length."""

    method: str
    target: bytes
    headers: Headers
    body: bytes = b""


class Begun(NamedTuple):
    """A GET that is on its way already, and to whom."""

    exchange: Exchange
    replica: Replica


class Upstream:
    """The seam of the hot path: `request` answers a streamed answer, whatever carries it."""

    def __init__(
        self,
        service: str,
        url: str,
        *,
        answer_timeout: float,
        gap: float,
        connections: int,
        free_within: float | None = None,
        transport: Transport | None = None,
    ) -> None:
        """`answer_timeout` and `gap` are in seconds: until an answer begins, and between two chunks of it; and so is
        `free_within`, until one of the `connections` is free.

        With a `transport`, which is for tests, everything goes through that.
        """
        self.service = service
        self._replicas = Replicas(url, resolve=transport is None)
        gap = gap if transport is None else max(gap, answer_timeout)
        secure = urlsplit(url).scheme == "https"
        kind: dict[str, Any] = {"gap": gap, "transport": transport, "secure": secure}
        self._client = carrier(service, connections=connections, free_within=free_within, **kind)
        # Of its own: where all connections are in use there would be no word on how a service is.
        self._doubter = carrier(service, connections=1, **kind)
        self._asked: dict[str, asyncio.Task[bool]] = {}
        self._answer_timeout = answer_timeout
        self.host = (b"host", self._replicas.netloc.encode())

    def begin(self, request: bytes) -> Begun | None:
        """Sends a GET, whole as it is, where that takes no waiting; `drop` of its exchange must be called."""
        replica = self._replicas.at_hand()
        if replica is None or not isinstance(self._client, Wire):
            return None
        exchange = self._client.begin(replica.origin, request)
        if exchange is None:
            return None
        replica.in_flight += 1
        exchange.on_close = replica.done
        return Begun(exchange, replica)

    async def request(self, ask: Ask, under_way: Begun | None = None) -> tuple[RawAnswer, Replica]:
        """The answer once it begins, and who gives it; its `close` must be awaited. It may be `under_way`.

        What was not sent, or may be sent twice, is tried on up to three addresses. Raises a Problem (502, 503, 504).
        """
        deadline = time.monotonic() + self._answer_timeout
        failure: Problem | None = None
        tried: set[Replica] = set()
        broke_off: set[Replica] = set()
        for _ in range(ATTEMPTS):
            replica = under_way.replica if under_way else await self._replicas.pick(tried)
            if replica is None:
                break
            try:
                if under_way:
                    coming, under_way = begun(under_way.exchange), None
                    return await self._answered(replica, coming, deadline), replica
                return await self._ask(replica, ask, deadline), replica
            except (NotReached, BadGateway, GatewayTimeout) as problem:
                failure = problem
                replica.failed()
                # A kept connection that was just being closed looks like an answer broken off: once more, then.
                again = isinstance(problem, BadGateway) and replica not in broke_off
                (broke_off if again else tried).add(replica)
                if not isinstance(problem, NotReached) and ask.method not in SAFE:
                    break
        sentence = f"The {self.service} service cannot be reached just now."
        raise failure or Unavailable(f"{self.service}_unavailable", sentence, retry_after=2)

    async def origins(self) -> list[str]:
        """The addresses of all its replicas."""
        return await self._replicas.origins()

    async def close(self) -> None:
        """Closes the connections."""
        await self._replicas.close()
        await self._client.close()
        await self._doubter.close()

    async def _ask(self, replica: Replica, ask: Ask, deadline: float) -> RawAnswer:
        replica.in_flight += 1
        try:
            answer = await self._answered(replica, self._send(replica, ask), deadline)
        except BaseException:
            replica.in_flight -= 1
            raise
        answer.on_close = replica.done
        return answer

    async def _answered(self, replica: Replica, coming: Coroutine[Any, Any, RawAnswer], deadline: float) -> RawAnswer:
        loop = asyncio.get_running_loop()
        doubting: asyncio.Task[None] | None = None

        def doubt() -> None:
            nonlocal doubting
            doubting = loop.create_task(self._doubt(replica, deadline, limit))

        timer = loop.call_later(max(0.0, min(PATIENCE, deadline - time.monotonic())), doubt)
        try:
            async with asyncio.timeout(None) as limit:
                return await coming
        except TimeoutError as error:
            sentence = f"The {self.service} service took too long to answer."
            raise GatewayTimeout(f"{self.service}_timeout", sentence, retry_after=2) from error
        finally:
            timer.cancel()
            if doubting:
                doubting.cancel()

    async def _doubt(self, replica: Replica, deadline: float, limit: asyncio.Timeout) -> None:
        """Called when an answer is late: a service that is alive may take until the deadline, any other is given up."""
        now = asyncio.get_running_loop().time()
        left = deadline - time.monotonic()
        alive = left > 0 and await self._is_alive(replica)
        limit.reschedule(now + left if alive else now)

    async def _send(self, replica: Replica, ask: Ask) -> RawAnswer:
        headers = [self.host, *ask.headers]
        if ask.body or ask.method not in SAFE:
            headers.append((b"content-length", str(len(ask.body)).encode()))
        return await self._client.send(ask.method, replica.origin, ask.target, headers, ask.body)

    async def _is_alive(self, replica: Replica) -> bool:
        """Whether it answers at all: one that does is slow for a reason (a cover is drawn), any other is gone.

        One question for all who ask at the same time.
        """
        asked = self._asked.get(replica.origin)
        if asked is None or asked.done():
            asked = self._asked[replica.origin] = asyncio.create_task(self._answers(replica))
        return await asyncio.shield(asked)

    async def _answers(self, replica: Replica) -> bool:
        try:
            async with asyncio.timeout(ALIVE_WITHIN):
                headers = [self.host, (b"accept", b"*/*")]
                answer = await self._doubter.send("GET", replica.origin, b"/readyz", headers)
                await answer.close()
                return True
        except (TimeoutError, Problem):
            return False
