"""The hot path: pictures, asked for by somebody who is known, over a connection with thumbs that is at hand.

The request goes on and the answer comes back as bytes, without the framework's round. What is not quite so plain (no
login, another method, a service that is late, an answer that is large or no picture) takes the ordinary way, the
request to the service being under way already or not: whatever the ordinary way would refuse never begins here.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from gateway.credentials import credential_of
from gateway.headers import backward, onward, secured, value_of
from gateway.inbound import check_host, inbound_of
from gateway.sessions import Sessions, key_of
from gateway.settings import Settings
from gateway.upstream import Begun, Upstream
from kit.direct import plain_headers
from kit.errors import Problem
from kit.http.answer import Headers
from kit.http.connection import request_of
from kit.http.exchange import Exchange
from kit.observe import Observed

SERVICE = "thumbs"
LATE = 0.1  # seconds; an answer that is not there by then takes the ordinary way


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request's headers say: who asks (`key`, of sessions), by which scheme, and what thumbs hears of it."""

    key: bytes
    scheme: str
    onward: bytes


class Hot:
    """What the hot path shares among connections."""

    def __init__(self, settings: Settings, thumbs: Upstream, sessions: Sessions, observed: Observed) -> None:
        self._settings, self._thumbs, self._sessions, self._observed = settings, thumbs, sessions, observed
        self._running: dict[Callable[[], None], float] = {}  # whom to call when it is late, by when it began
        self._looking: asyncio.TimerHandle | None = None

    def caller(self, head: bytes, client: tuple[str, int] | None, scheme: str | None) -> Caller | None:
        """Reads the headers of a request up to their end; None where a request with these takes the ordinary way."""
        headers = plain_headers(head)
        if headers is None or any(name == b"x-request-id" for name, _ in headers):  # it names its own id
            return None
        scope = {"method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": headers}
        try:
            inbound = inbound_of({**scope, "client": client, "scheme": scheme, "http_version": "1.1"},
                                 self._settings.trusted_networks)  # fmt: skip
            check_host(inbound, self._settings.host_names)
            credential = credential_of(inbound)
            lines = request_of("GET", b"/", [self._thumbs.host, *onward(inbound)], b"")
        except Problem:
            return None
        if credential is None:
            return None
        return Caller(key_of(credential, SERVICE), inbound.scheme, lines.partition(b"\r\n")[2].removesuffix(b"\r\n"))

    def begin(self, target: bytes, caller: Caller, current: bytes) -> Begun | None:
        """Asks thumbs; `current` is the request's id. None where something has to be waited for first."""
        identity = self._sessions.known(caller.key)
        if identity is None:
            return None
        token = identity.token.encode()
        return self._thumbs.begin(b"GET %b HTTP/1.1\r\n%bauthorization: Bearer %b\r\nx-request-id: %b\r\n\r\n" % (
            target, caller.onward, token, current))  # fmt: skip

    def watch(self, late: Callable[[], None]) -> None:
        """Calls `late` where `ended` has not been called within twice LATE seconds."""
        self._observed.running.inc()
        self._running[late] = time.perf_counter()
        if self._looking is None:
            self._looking = asyncio.get_running_loop().call_later(LATE, self._look)

    def ended(self, late: Callable[[], None], status: int = 0) -> None:
        """Nobody waits for it any longer; it was answered if there is a `status`."""
        self._observed.running.dec()
        since = self._running.pop(late)
        if status:
            self._observed.record("GET", SERVICE, status, time.perf_counter() - since)

    def _look(self) -> None:
        self._looking = None
        old = time.perf_counter() - LATE
        for late in [late for late, since in self._running.items() if since < old]:
            late()
        if self._running:
            self._looking = asyncio.get_running_loop().call_later(LATE, self._look)


def plain(exchange: Exchange, scheme: str, more: Headers) -> bytes | None:
    """The head of the client's answer, with the headers `more` added; None where the answer takes the ordinary way."""
    status, headers = exchange.status, exchange.headers
    if not exchange.complete or not exchange.begun or status not in (200, 206, 304):
        return None
    picture = value_of(headers, b"content-type").startswith(b"image/") and value_of(headers, b"content-length")
    if status != 304 and not picture:
        return None
    lines = [b"%b: %b\r\n" % pair for pair in [*more, *secured(backward(status, headers), scheme)]]
    return b"".join([STATUS_LINE[status], *lines, b"\r\n"])
