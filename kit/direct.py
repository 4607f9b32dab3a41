"""Answers requests on the connection itself, before uvicorn's parser sees them: without a task, without ASGI.

Which requests, and how, is decided by the users of this module (gateway/hot_protocol.py,
services/thumbs/hot_protocol.py). Here is what a connection needs so that both ways can take turns on it.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httptools

from kit.http.answer import Headers
from kit.protocol import BoundedProtocol

END = b"\r\n\r\n"
LARGEST = 16 * 1024  # bytes of a request
# With one of these a request has a body, or wants another protocol.
NOT_PLAIN = {b"content-length", b"transfer-encoding", b"expect", b"upgrade"}


class DirectProtocol(BoundedProtocol):
    """One connection. `_since` is when a request was answered directly last."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._since = 0.0

    def timeout_keep_alive_handler(self) -> None:
        self.timeout_keep_alive_task = None
        left = self._since + self.timeout_keep_alive - self.loop.time()
        if left > 0 or self._is_under_way():
            self._keep_alive(max(left, 1.0))
        else:
            super().timeout_keep_alive_handler()

    def _is_under_way(self) -> bool:
        """Whether a direct answer is not all there yet."""
        return False

    def _is_idle(self) -> bool:
        """Whether no request is being read or answered."""
        return self._between and (self.cycle is None or self.cycle.response_complete)

    def _is_free(self) -> bool:
        """Whether it is idle, and all of the last answer is on its way to a client that takes it."""
        written = not (self._joined.holds or self.flow.write_paused or self.transport.is_closing())
        return written and self._is_idle()

    def _was_answered(self) -> None:
        """A direct answer has been sent."""
        self._since = self.loop.time()
        if self.timeout_keep_alive_task is None and self._is_free():
            self._keep_alive(self.timeout_keep_alive)

    def _keep_alive(self, seconds: float) -> None:
        self.timeout_keep_alive_task = asyncio.get_running_loop().call_later(seconds, self.timeout_keep_alive_handler)


class _Collected:
    def __init__(self) -> None:
        self.headers: Headers = []
        self.requests = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_message_complete(self) -> None:
        self.requests += 1


def plain_headers(head: bytes) -> Headers | None:
    """The headers of a request, up to their end, as strictly read as those of any; None where they are none, or the
    request has a body or does not leave the connection as it is."""
    if head.find(END) != len(head) - len(END):
        return None
    found = _Collected()
    parser = httptools.HttpRequestParser(found)
    try:
        parser.feed_data(b"GET / HTTP/1.1\r\n" + head)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return None
    if found.requests != 1 or NOT_PLAIN & {name for name, _ in found.headers}:
        return None
    if any(name == b"connection" and value.strip().lower() != b"keep-alive" for name, value in found.headers):
        return None  # the parser has forgotten it by now
    return found.headers
