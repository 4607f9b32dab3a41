"""A connection that answers at once what it can, and leaves everything else to uvicorn."""

from __future__ import annotations

import os
import re
import time
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from kit.direct import LARGEST, DirectProtocol
from kit.ids import new_id
from services.thumbs.direct import Asked, Direct, joined

_LINE = re.compile(
    rb"GET /api/(?:cover/([0-9A-Za-z_-]{1,64})|read/([0-9A-Za-z_-]{1,64})/page/([0-9]{1,6}))"
    rb"(?:\?(?:v=([0-9a-zA-Z]{1,64}))?)? HTTP/1\.1"
)
# The gateway's last header, another one in each request; it has to be what kit.observe takes for an id.
_ID = re.compile(rb"(?s:(.*))\r\nx-request-id: ([A-Za-z0-9-]{8,64})\r\n\r\n")


class HotProtocol(DirectProtocol):
    """One connection. While the client has not taken an answer, what it sends meanwhile waits."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._direct: Direct = self.config.app.state.direct  # type: ignore[union-attr]
        self._head = b""  # the headers of the last request here, but its id; and the token among them
        self._token: str | None = None
        self._later: list[bytes] = []
        self._socket = -1

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if self.scheme == "http":  # only a plain socket may be written to directly
            self._socket = transport.get_extra_info("socket").fileno()

    def data_received(self, data: bytes) -> None:
        if self._later or (self.flow.write_paused and self._is_idle()):
            self._later.append(data)
            self.flow.pause_reading()
        elif not self._answer(data):
            super().data_received(data)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._later and not self.transport.is_closing():
            data = b"".join(self._later)
            self._later.clear()
            self.flow.resume_reading()
            self.data_received(data)

    def _answer(self, data: bytes) -> bool:
        """Answers a request; False where it takes the ordinary way."""
        if not data.startswith(b"GET /api/") or len(data) > LARGEST or not self._is_free():
            return False
        since = time.perf_counter()
        line, _, head = data.partition(b"\r\n")
        match = _LINE.fullmatch(line)
        if match is None:
            return False
        named = _ID.fullmatch(head)
        head, current = (named[1] + b"\r\n\r\n", named[2]) if named else (head, b"")
        if head != self._head:  # over one connection they are mostly the same
            self._head, self._token = head, self._direct.token(head)
        if self._token is None:
            return False
        current = current or new_id().encode()
        cover, page, number, version = match.groups()
        asked = Asked((cover or page).decode(), int(number) if page else None, (version or b"").decode())
        found = self._direct.answer(asked, self._token)
        if found is None:
            return False
        lines, body = found
        defaults = joined(self.server_state.default_headers)
        self._send(b"%b%b%bx-request-id: %b\r\n\r\n" % (STATUS_LINE[200], defaults, lines, current), body)
        self.server_state.total_requests += 1
        self._direct.sent(asked, current.decode(), since)
        self._stop_waiting()
        self._was_answered()
        return True

    def _send(self, head: bytes, body: bytes | memoryview) -> None:
        """Gives the system as much as it takes, without a copy; the rest waits in the transport for the client."""
        sent = 0
        if self._socket >= 0 and not self.transport.get_write_buffer_size():
            try:
                sent = os.writev(self._socket, [head, body])
            except (BlockingIOError, InterruptedError):
                sent = 0
            except OSError:  # the client is gone: the transport hears of it too
                self.transport.abort()
                return
        if sent < len(head):
            self.transport.write(head[sent:])
        if sent < len(head) + len(body):
            self.transport.write(bytes(body[max(0, sent - len(head)) :]))
