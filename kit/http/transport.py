"""Requests through a transport of httpx, for https, and for tests that wire services together.

The only module that imports httpx.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import cast

import httpx

from kit.errors import BadGateway, GatewayTimeout, Unavailable
from kit.http.answer import Headers, NotReached, RawAnswer, Transport


class StreamedAnswer(RawAnswer):
    """An answer that comes through a transport of httpx."""

    def __init__(self, service: str, answer: httpx.Response) -> None:
        super().__init__(answer.status_code, [(name.lower(), value) for name, value in answer.headers.raw])
        self._service, self._stream = service, cast(httpx.AsyncByteStream, answer.stream)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes."""
        with _Carried(self._service):
            async for chunk in self._stream:
                yield chunk

    async def _let_go(self) -> None:
        await self._stream.aclose()


class StreamClient:
    """Raw requests to the addresses of one service over `connections` kept connections at most."""

    def __init__(
        self,
        service: str,
        *,
        connections: int,
        gap: float,
        connect: float = 1.5,
        transport: Transport | None = None,
    ) -> None:
        """`gap` and `connect` are in seconds: between two chunks of an answer, and until a connection is taken."""
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=30)
        self._transport: Transport = transport or httpx.AsyncHTTPTransport(limits=limits, trust_env=False)
        self._service = service
        self._timeouts = {"connect": connect, "read": gap, "write": gap, "pool": 2.0}
        self._origins: dict[str, httpx.URL] = {}

    async def send(self, method: str, origin: str, target: bytes, headers: Headers, body: bytes = b"") -> RawAnswer:
        """The answer of `origin` (`http://10.0.0.3:8003`) once its headers are there; `headers` go out as they are.

        Raises NotReached, Unavailable (all connections are taken), GatewayTimeout or BadGateway.
        """
        url = self._origins.setdefault(origin, httpx.URL(origin)).copy_with(raw_path=target)
        extensions = {"timeout": self._timeouts, "target": target}
        request = httpx.Request(method, url, headers=headers, stream=httpx.ByteStream(body), extensions=extensions)
        with _Carried(self._service):
            answer = await self._transport.handle_async_request(request)
        return StreamedAnswer(self._service, answer)

    async def close(self) -> None:
        """Closes the connections."""
        await self._transport.aclose()


class _Carried:
    """Turns httpx's errors into the house's, keeping apart what may be sent again."""

    def __init__(self, service: str) -> None:
        self.service = service

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        name = self.service
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            sentence = f"The {name} service cannot be reached just now."
            raise NotReached(f"{name}_unavailable", sentence, retry_after=2) from error
        if isinstance(error, httpx.PoolTimeout):
            raise Unavailable(f"{name}_busy", f"The {name} service has too much to do.", retry_after=2) from error
        if isinstance(error, httpx.TimeoutException):
            sentence = f"The {name} service took too long to answer."
            raise GatewayTimeout(f"{name}_timeout", sentence, retry_after=2) from error
        if isinstance(error, httpx.HTTPError):
            raise BadGateway(f"{name}_broke_off", f"The {name} service broke off its answer.") from error
