"""Calls between services: the only module that knows httpx.

A `ServiceClient` speaks to one service: it sends the request id on, brings its own token, retries what is safe to
repeat, and turns every failure into the house's errors. The transport is pluggable, so that tests wire services
together without ports.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

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
        self._http = httpx.AsyncClient(base_url=url, timeout=TIMEOUT, transport=transport, trust_env=False)

    async def get(self, path: str, *, params: dict[str, Any] | None = None, timeout: float | None = None) -> Any:
        """The JSON at `path`; tried up to three times while the service does not answer."""
        for attempt in range(ATTEMPTS):
            try:
                return await self._json("GET", path, params=params, timeout=timeout)
            except (Unavailable, GatewayTimeout):
                if attempt == ATTEMPTS - 1:
                    raise
            await asyncio.sleep(BACK_OFF * 2**attempt * random.uniform(0.5, 1))
        raise AssertionError("unreachable")

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
