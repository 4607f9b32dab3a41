"""Calls between services: the only module that knows httpx.

A `ServiceClient` speaks to one service: it sends the request id on, brings its own token, retries what is safe to
repeat, and turns every failure into the house's errors. The transport is pluggable, so that tests wire services
together without ports; a `StreamClient` carries what goes through the gateway over such a transport, byte for byte.
"""

from __future__ import annotations

import asyncio
import random
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

import httpx
from pydantic import BaseModel, ValidationError

from kit.errors import BadGateway, GatewayTimeout, Problem, Unavailable
from kit.observe import REQUEST_ID, request_id
from kit.wire.identity import TokenAnswer, TokenRequest

Model = TypeVar("Model", bound=BaseModel)
Transport = httpx.AsyncBaseTransport

TIMEOUT = httpx.Timeout(5.0, connect=2.0)
ATTEMPTS = 3
BACK_OFF = 0.1  # seconds before the second attempt, doubled before the third, half of it by chance
RENEW_BEFORE = 15.0  # seconds a token must still be good for


class ServiceClient:
    """One other service, named `service`, at `url`. `tokens` brings this service's own identity to it."""

    def __init__(
        self, service: str, url: str, *, tokens: ServiceTokens | None = None, transport: Transport | None = None
    ) -> None:
        self.service, self.tokens = service, tokens
        # Without https no certificates are needed, and loading them takes a megabyte a client.
        secure = url.startswith("https:")
        self._http = httpx.AsyncClient(
            base_url=url, timeout=TIMEOUT, transport=transport, trust_env=False, verify=secure
        )

    async def get(self, path: str, *, params: dict[str, Any] | None = None, timeout: float | None = None) -> Any:
        """The JSON at `path`; tried up to three times while the service does not answer."""
        for attempt in range(ATTEMPTS - 1):
            try:
                return await self._json("GET", path, params=params, timeout=timeout)
            except (Unavailable, GatewayTimeout):
                await asyncio.sleep(BACK_OFF * 2**attempt * random.uniform(0.5, 1))
        return await self._json("GET", path, params=params, timeout=timeout)

    async def get_as(self, model: type[Model], path: str, **more: Any) -> Model:
        """What is at `path`, as a model. Raises BadGateway where it is something else."""
        return self._parsed(model, await self.get(path, **more))

    async def post(self, path: str, body: BaseModel | dict[str, Any], *, timeout: float | None = None) -> Any:
        """The JSON answer to a POST of `body`; tried once. None where the answer is empty."""
        if isinstance(body, BaseModel):
            content = body.model_dump_json().encode()
            headers = {"Content-Type": "application/json"}
            return await self._json("POST", path, content=content, headers=headers, timeout=timeout)
        return await self._json("POST", path, json=body, timeout=timeout)

    async def post_as(self, model: type[Model], path: str, body: BaseModel | dict[str, Any], **more: Any) -> Model:
        """The answer to a POST, as a model."""
        return self._parsed(model, await self.post(path, body, **more))

    async def post_raw(self, model: type[Model], path: str, body: bytes, *, timeout: float | None = None) -> Model:
        """The answer, as a model, to a POST of JSON that is already encoded."""
        headers = {"Content-Type": "application/json"}
        return self._parsed(model, await self._json("POST", path, content=body, headers=headers, timeout=timeout))

    async def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Any other method, tried once."""
        return await self._json(method, path, json=body)

    @asynccontextmanager
    async def lines(self, path: str, *, params: dict[str, Any] | None = None) -> AsyncIterator[AsyncIterator[str]]:
        """The lines of a streamed answer, such as NDJSON, as they come."""
        headers = await self._headers({})
        with self._translated():
            async with self._http.stream("GET", path, params=params, headers=headers, timeout=30.0) as answer:
                if answer.is_error:
                    await answer.aread()
                    raise self._problem(answer)
                yield answer.aiter_lines()

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _json(self, method: str, path: str, *, timeout: float | None = None, **more: Any) -> Any:
        more["headers"] = await self._headers(more.get("headers", {}))
        if timeout is not None:
            more["timeout"] = timeout
        with self._translated():
            answer = await self._http.request(method, path, **more)
            if answer.is_error:
                raise self._problem(answer)
            if not answer.content:
                return None
            try:
                return answer.json()
            except ValueError as error:
                raise self._nonsense() from error

    async def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        headers = dict(headers)
        if current := request_id.get():
            headers[REQUEST_ID] = current
        if self.tokens:
            headers["Authorization"] = f"Bearer {await self.tokens.token(self.service)}"
        return headers

    def _parsed(self, model: type[Model], data: Any) -> Model:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            raise self._nonsense() from error

    def _nonsense(self) -> BadGateway:
        return BadGateway("bad_answer", f"The {self.service} service gave an answer that makes no sense.")

    def _problem(self, answer: httpx.Response) -> Problem:
        try:
            document = answer.json()
        except ValueError:
            return self._nonsense()
        after = answer.headers.get("Retry-After", "")
        return Problem.from_document(answer.status_code, document, float(after) if after.isdigit() else None)

    def _translated(self) -> _Translated:
        return _Translated(self.service)


class _Translated:
    """Turns httpx's errors into the house's."""

    def __init__(self, service: str) -> None:
        self.service = service

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
            sentence = f"The {self.service} service took too long to answer."
            raise GatewayTimeout(f"{self.service}_timeout", sentence, retry_after=2) from error
        if isinstance(error, httpx.HTTPError):
            sentence = f"The {self.service} service cannot be reached just now."
            raise Unavailable(f"{self.service}_unavailable", sentence, retry_after=2) from error


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


Headers = list[tuple[bytes, bytes]]


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
        self, service: str, *, connections: int, gap: float, connect: float = 1.5, transport: Transport | None = None
    ) -> None:
        """`gap` and `connect` are in seconds: between two chunks of an answer, and until a connection is taken."""
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=30)
        self._transport = transport or httpx.AsyncHTTPTransport(limits=limits, trust_env=False)
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
