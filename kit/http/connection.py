"""A connection with a service, kept from request to request: HTTP/1.1 by httptools, strict where one answer ends.

What could be read in two ways (lengths that contradict each other, a coding besides `chunked`, bytes after the end) is
refused, or ends the connection, so that no answer is ever taken for the one to another request.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import cast

import httptools

from kit.errors import BadRequest
from kit.http.answer import Headers
from kit.http.exchange import HIGH, Exchange

HEAD_BYTES = 64 * 1024  # of a head, or of what stands between the parts of a chunked body
INTERIMS = 16  # answers 1xx before the answer


def request_of(method: str, target: bytes, headers: Headers, body: bytes) -> bytes:
    """The bytes of a request. Raises BadRequest for what would be another one, or another header."""
    lines = [b"%s %s HTTP/1.1" % (method.encode(), target), *[b"%s: %s" % pair for pair in headers], b"\r\n"]
    head = b"\r\n".join(lines)
    if not head.count(b"\n") == head.count(b"\r") == len(lines) or b"\0" in head:
        raise BadRequest("bad_request", "This request has characters where there may be none.")
    return head + body if body else head


class Connection(asyncio.Protocol):
    """`free` is told when the next request may come, `lost` when there will be none."""

    def __init__(
        self, service: str, gap: float, free: Callable[[Connection], None], lost: Callable[[Connection], None]
    ) -> None:
        self._service, self._gap, self._free, self._lost = service, gap, free, lost
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport
        self._exchange: Exchange | None = None
        self._keep = self._interim = self._came = False
        self._interims = 0  # answers 1xx to this request
        self._pending = 0  # bytes that were taken in, and nothing came of them yet
        self.used, self.idle_since = False, 0.0

    def send(self, method: str, request: bytes) -> Exchange:
        """Sends a request, whole; nothing else may be under way."""
        self._exchange = exchange = Exchange(self._service, method, self._gap, self._cut)
        self._pending = self._interims = 0
        if self._transport.is_closing():
            self._break(exchange)
        else:
            self._transport.write(request)
        return exchange

    @property
    def is_open(self) -> bool:
        """Whether a request may still be sent."""
        return not self._transport.is_closing()

    def close(self) -> None:
        """Ends the connection, whatever is under way."""
        self._transport.abort()

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        exchange = self._exchange
        if exchange is None:  # nobody asked
            self._transport.abort()
            return
        exchange.touched, self._came = True, False
        self._pending += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._keep = False
            if not exchange.complete:
                self._break(exchange)
                return
        if self._came:
            self._pending = 0
        if exchange.complete:
            self._done(exchange)
        elif self._pending > HEAD_BYTES:
            self._break(exchange)
        elif self._came:
            if exchange.size > HIGH and exchange.held is None:
                self._transport.pause_reading()
                exchange.held = self._resume
            exchange.wake()

    def eof_received(self) -> None:
        exchange = self._exchange
        if exchange and exchange.begun and exchange.until_close:
            self._keep = False
            exchange.complete = True
            self._done(exchange)

    def connection_lost(self, exc: Exception | None) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange:
            exchange.fail()
        self._lost(self)

    # What httptools tells

    def on_message_begin(self) -> None:
        if self._exchange is None or self._exchange.complete:
            raise ValueError("more than one answer")

    def on_header(self, name: bytes, value: bytes) -> None:
        exchange = self._exchange
        if exchange and not exchange.begun:  # else it is a trailer, which nobody is waiting for
            exchange.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        exchange, parser = cast(Exchange, self._exchange), self._parser
        exchange.status = status = parser.get_status_code()
        if 100 <= status < 200 and status != 101:
            self._interim, self._interims = True, self._interims + 1
            exchange.headers.clear()
            if self._interims > INTERIMS:
                raise ValueError("interim answers without end")
            return
        length = coding = None
        for name, value in exchange.headers:
            if name == b"content-length":
                length = value
            elif name == b"transfer-encoding":
                coding = value.lower() if coding is None else b"twice"
        odd = coding not in (None, b"chunked") or (length is not None and coding is not None)
        if odd or not 200 <= status < 600 or parser.get_http_version() not in ("1.1", "1.0"):
            raise ValueError("an answer that makes no sense")
        if (
            self._pending > HEAD_BYTES
            and sum(len(name) + len(value) + 4 for name, value in exchange.headers) > HEAD_BYTES
        ):
            raise ValueError("a head that is too large")
        self._keep, self._came, exchange.begun = parser.should_keep_alive(), True, True
        if exchange.method == "HEAD":
            # httptools does not know of it and goes on to the body: the next answer gets a parser that does not.
            exchange.complete, self._parser = True, httptools.HttpResponseParser(self)
        else:
            exchange.until_close = length is None and coding is None

    def on_body(self, body: bytes) -> None:
        exchange = cast(Exchange, self._exchange)
        if exchange.complete:
            raise ValueError("a body that there cannot be")
        self._came = True
        exchange.add(body)

    def on_message_complete(self) -> None:
        if self._interim:
            self._interim = False
        elif self._exchange:
            self._came = self._exchange.complete = True

    def _resume(self) -> None:
        if not self._transport.is_closing():
            self._transport.resume_reading()

    # The end of an exchange

    def _done(self, exchange: Exchange) -> None:
        self._exchange = None
        if exchange.held:
            exchange.held()
            exchange.held = None
        self.used, self.idle_since = True, time.monotonic()
        if self._keep and not self._transport.get_write_buffer_size() and self.is_open:
            self._free(self)
        else:
            self._transport.abort()
        exchange.wake()

    def _break(self, exchange: Exchange) -> None:
        self._exchange = None
        self._transport.abort()
        exchange.fail()

    def _cut(self, exchange: Exchange) -> None:
        if self._exchange is exchange:
            self._break(exchange)
