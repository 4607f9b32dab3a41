"""uvicorn's HTTP with two limits it lacks: on what is sent that is no body, and on the time until a request is there.

Without them a header that never ends fills the memory, and connections that say nothing are kept for ever. And a head
goes out together with its body: one call to the system instead of two, which is what a small answer costs most.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

HEAD_BYTES = 64 * 1024  # of a request line with its headers, or of what stands between the parts of a chunked body
HEAD_SECONDS = 20.0  # until the headers of a request are there
SMALL = 4096  # bytes: a head, or a small piece of a body
TOO_LARGE = STATUS_LINE[431] + b"content-length: 0\r\nconnection: close\r\n\r\n"


class Joined:
    """What one answer is written to: its head waits for what follows in the same moment, and goes out with it."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held = b""

    @property
    def holds(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._held)

    def write(self, data: bytes) -> None:
        """Writes `data`; what is small waits until the loop has nothing else to do at once."""
        if self._held:
            held, self._held = self._held, b""
            self._transport.writelines([held, data])
        elif len(data) < SMALL:
            self._held = data
            self._loop.call_soon(self._flush)
        else:
            self._transport.write(data)

    def close(self) -> None:
        """Writes what waits, and closes."""
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether nothing more can be written."""
        return self._transport.is_closing()

    def _flush(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._pending = 0  # bytes that were taken in, and nothing came of them yet
        self._came = False
        self._begun = False  # a request has begun, and its headers are not all there
        self._between = True  # no request has begun that is not all there
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._joined = Joined(transport, self.loop)
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._came = False
        super().data_received(data)
        self._pending = 0 if self._came else self._pending + len(data)
        if self._begun and not self._waiting:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up)
        if self._pending > HEAD_BYTES and not self.transport.is_closing():
            if self.cycle is None or self.cycle.response_complete:
                self.transport.write(TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begun, self._between = True, False  # most requests come in one piece: a timer is set where one did not

    def on_headers_complete(self) -> None:
        self._came, self._begun = True, False
        self._stop_waiting()
        super().on_headers_complete()
        if self.cycle is not None:  # none for a WebSocket, which is not for us
            self.cycle.transport = self._joined  # type: ignore[assignment]

    def on_body(self, body: bytes) -> None:
        self._came = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._came = self._between = True
        super().on_message_complete()

    def _stop_waiting(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
        else:
            self.cycle.keep_alive = False  # an answer is under way: the connection ends with it
