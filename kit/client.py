"""Calls between services, in JSON.

A `ServiceClient` speaks to one service: it sends the request id on, brings its own token, retries what is safe to
repeat, and turns every failure into the house's errors. What carries the bytes is pluggable: connections of our own,
or a transport of httpx, by which tests wire services together without ports.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from pydantic import BaseModel, ValidationError

from kit.errors import BadGateway, GatewayTimeout, Problem, Unavailable
from kit.http.answer import Headers, RawAnswer, Transport
from kit.http.wire import SAFE, Wire
from kit.observe import REQUEST_ID, request_id
from kit.wire.identity import TokenAnswer, TokenRequest

Model = TypeVar("Model", bound=BaseModel)

TIMEOUT = 4.0  # seconds until an answer begins, and between two pieces of it: below what the gateway waits
CHECKED_WITHIN = 2.0  # seconds until it says that it is ready
LINES_GAP = 30.0  # seconds between two pieces of a streamed answer
CONNECTIONS = 100  # with each address
ATTEMPTS = 3
BACK_OFF = 0.1  # seconds before the second attempt, doubled before the third, half of it by chance
RENEW_BEFORE = 15.0  # seconds a token must still be good for
PLAIN = "/?&=%:@!$'()*+,;~"  # characters that are not escaped in paths


class Carrier(Protocol):
    """What brings a request to an address and the answer back, raw."""

    async def send(self, method: str, origin: str, target: bytes, headers: Headers, body: bytes = b"") -> RawAnswer: ...

    async def close(self) -> None: ...


class Tokens(Protocol):
    """What brings a service's own identity."""

    async def token(self, audience: str) -> str:
        """A bearer token for `audience`. Raises Problem."""
        ...


def carrier(
    service: str,
    *,
    connections: int,
    gap: float,
    transport: Transport | None,
    secure: bool,
    free_within: float | None = None,
) -> Carrier:
    """`gap` and `free_within` are in seconds, as of a Wire. Without a transport, and for http, it is our own."""
    if transport is None and not secure:
        return Wire(service, connections=connections, gap=gap, free_within=free_within)
    from kit.http.transport import StreamClient  # httpx takes megabytes, and most processes never need it

    return StreamClient(service, connections=connections, gap=gap, transport=transport)


class ServiceClient:
    """One other service, named `service`, at `url`. `tokens` brings this service's own identity to it."""

    def __init__(
        self, service: str, url: str, *, tokens: Tokens | None = None, transport: Transport | None = None
    ) -> None:
        self.service, self.tokens = service, tokens
        parts = urlsplit(url)
        self._origin, self._base = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
        self._host = (b"host", parts.netloc.encode())
        secure = parts.scheme == "https"
        self._carrier = carrier(service, connections=CONNECTIONS, gap=LINES_GAP, transport=transport, secure=secure)

    async def get(self, path: str, *, params: dict[str, Any] | None = None, timeout: float | None = None) -> Any:
        """The JSON at `path`; tried up to three times while the service cannot be reached. One that is late is not
        asked again: whoever waits for this would wait three times as long."""
        for attempt in range(ATTEMPTS - 1):
            try:
                return await self._json("GET", path, params=params, timeout=timeout)
            except Unavailable:
                await asyncio.sleep(BACK_OFF * 2**attempt * random.uniform(0.5, 1))
        return await self._json("GET", path, params=params, timeout=timeout)

    async def get_as(self, model: type[Model], path: str, **more: Any) -> Model:
        """What is at `path`, as a model. Raises BadGateway where it is something else."""
        return self._parsed(model, await self.get(path, **more))

    async def post(self, path: str, body: BaseModel | dict[str, Any] | bytes, *, timeout: float | None = None) -> Any:
        """The JSON answer to a POST of `body`, bytes of JSON already; tried once. None where the answer is empty."""
        if not isinstance(body, bytes):
            text = body.model_dump_json() if isinstance(body, BaseModel) else json.dumps(body)
            body = text.encode()
        return await self._json("POST", path, body=body, timeout=timeout)

    async def post_as(
        self, model: type[Model], path: str, body: BaseModel | dict[str, Any] | bytes, **more: Any
    ) -> Model:
        """The answer to a POST, as a model."""
        return self._parsed(model, await self.post(path, body, **more))

    async def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Any other method, tried once."""
        return await self._json(method, path, body=b"" if body is None else json.dumps(body).encode())

    @asynccontextmanager
    async def lines(self, path: str, *, params: dict[str, Any] | None = None) -> AsyncIterator[AsyncIterator[str]]:
        """The lines of a streamed answer, such as NDJSON, as they come."""
        answer = await self._answer("GET", path, params, b"", LINES_GAP)
        try:
            if answer.status >= 400:
                raise self._problem(answer, await self._whole(answer, TIMEOUT))
            yield self._lines(answer)
        finally:
            await answer.close()

    async def check(self) -> str:
        """Is it ready? For health checks. Raises Problem."""
        await self.get("/readyz", timeout=CHECKED_WITHIN)
        return "ready"

    async def close(self) -> None:
        """Closes the connections."""
        await self._carrier.close()

    async def _json(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, Any] | None = None,
        body: bytes = b"",
        timeout: float | None = None,
    ) -> Any:
        answer = await self._answer(method, path, params, body, timeout or TIMEOUT)
        try:
            data = await self._whole(answer, timeout or TIMEOUT)
        finally:
            await answer.close()
        if answer.status >= 400:
            raise self._problem(answer, data)
        if not data:
            return None
        try:
            return json.loads(data)
        except ValueError as error:
            raise self._nonsense() from error

    async def _answer(
        self, method: str, path: str, params: dict[str, Any] | None, body: bytes, timeout: float
    ) -> RawAnswer:
        """The answer once its headers are there."""
        headers = [self._host, (b"accept", b"*/*"), *await self._own_headers()]
        if body:
            headers.append((b"content-type", b"application/json"))
        if body or method not in SAFE:
            headers.append((b"content-length", str(len(body)).encode()))
        target = self._target(path, params)
        try:
            async with asyncio.timeout(timeout):
                return await self._carrier.send(method, self._origin, target, headers, body)
        except TimeoutError as error:
            raise self._late() from error
        except BadGateway as error:
            raise self._away() from error

    async def _whole(self, answer: RawAnswer, timeout: float) -> bytes:
        data = answer.whole()
        if data is not None:
            return data
        parts = []
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout) as limit:
                async for part in answer.chunks():
                    parts.append(part)
                    limit.reschedule(loop.time() + timeout)
        except TimeoutError as error:
            raise self._late() from error
        except BadGateway as error:
            raise self._away() from error
        return b"".join(parts)

    async def _lines(self, answer: RawAnswer) -> AsyncIterator[str]:
        rest = b""
        try:
            async for part in answer.chunks():
                *lines, rest = (rest + part).split(b"\n")
                for line in lines:
                    yield line.decode()
        except BadGateway as error:
            raise self._away() from error
        if rest:
            yield rest.decode()

    def _target(self, path: str, params: dict[str, Any] | None) -> bytes:
        target = quote(self._base + path, safe=PLAIN)
        if params:
            words = {name: str(value).lower() if isinstance(value, bool) else value for name, value in params.items()}
            target += ("&" if "?" in target else "?") + urlencode(words, doseq=True)
        return target.encode()

    async def _own_headers(self) -> Headers:
        headers: Headers = []
        if current := request_id.get():
            headers.append((REQUEST_ID.lower().encode(), current.encode()))
        if self.tokens:
            headers.append((b"authorization", f"Bearer {await self.tokens.token(self.service)}".encode()))
        return headers

    def _parsed(self, model: type[Model], data: Any) -> Model:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            raise self._nonsense() from error

    def _nonsense(self) -> BadGateway:
        return BadGateway("bad_answer", f"The {self.service} service gave an answer that makes no sense.")

    def _late(self) -> GatewayTimeout:
        sentence = f"The {self.service} service took too long to answer."
        return GatewayTimeout(f"{self.service}_timeout", sentence, retry_after=2)

    def _away(self) -> Unavailable:
        sentence = f"The {self.service} service cannot be reached just now."
        return Unavailable(f"{self.service}_unavailable", sentence, retry_after=2)

    def _problem(self, answer: RawAnswer, data: bytes) -> Problem:
        try:
            document = json.loads(data)
        except ValueError:
            return self._nonsense()
        after = dict(answer.headers).get(b"retry-after", b"")
        return Problem.from_document(answer.status, document, float(after) if after.isdigit() else None)


class ServiceTokens:
    """A service's own identity: tokens from auth against its secret, one an audience, renewed before they end."""

    def __init__(self, service: str, secret: str, auth_url: str, *, transport: Transport | None = None) -> None:
        self._service, self._secret = service, secret
        self._auth = ServiceClient("auth", auth_url, transport=transport)
        self._kept: dict[str, tuple[str, float]] = {}
        self._lock = asyncio.Lock()

    async def token(self, audience: str) -> str:
        """A bearer token for `audience`. Raises Unavailable while auth does not answer."""
        kept = self._kept.get(audience)
        if kept and kept[1] > time.monotonic():
            return kept[0]
        async with self._lock:
            kept = self._kept.get(audience)
            if kept and kept[1] > time.monotonic():
                return kept[0]
            asked = TokenRequest(service=self._service, secret=self._secret, audience=audience)
            answer = await self._auth.post_as(TokenAnswer, "/internal/token", asked)
            self._kept[audience] = (answer.token, time.monotonic() + answer.expires_in - RENEW_BEFORE)
            return answer.token

    async def close(self) -> None:
        """Closes the connections."""
        await self._auth.close()
