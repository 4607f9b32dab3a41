"""A client's connection: the hot path answers what it can, and uvicorn everything else."""

from __future__ import annotations

import re
from typing import Any

from gateway.door import UNDER_WAY
from gateway.hot import Caller, Hot, plain
from gateway.upstream import Begun
from kit.direct import LARGEST, DirectProtocol
from kit.ids import new_id

_LINE = re.compile(
    rb"GET (/api/(?:cover/[0-9A-Za-z_-]{1,64}|read/[0-9A-Za-z_-]{1,64}/page/[0-9]{1,9})(?:\?[0-9A-Za-z_=&.-]{0,200})?)"
    rb" HTTP/1\.1"
)


class HotProtocol(DirectProtocol):
    """One connection. While a request is on the hot path, what the client sends meanwhile waits."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._hot: Hot = self.config.app.state.hot  # type: ignore[union-attr]
        self._head = b""  # the headers of the last request here, and what they say
        self._caller: Caller | None = None
        self._under_way: Begun | None = None
        self._request, self._current = b"", b""
        self._scheme = ""
        self._handed: Begun | None = None  # to uvicorn's parser, which reads the request in this moment
        self._later: list[bytes] = []
        self._ending = False

    def data_received(self, data: bytes) -> None:
        if self._under_way:
            self._later.append(data)
            self.flow.pause_reading()
        elif not self._begin(data):
            super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if under_way := self._end():
            under_way.exchange.drop()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        if self._under_way:
            self._ending = True
        else:
            super().shutdown()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._handed:
            self.scope["state"][UNDER_WAY], self._handed = self._handed, None
            self.headers.append((b"x-request-id", self._current))

    def _begin(self, data: bytes) -> bool:
        """Sends a request on; False where it takes the ordinary way from its first byte on."""
        if not data.startswith(b"GET /api/") or not self._is_free() or len(data) > LARGEST:
            return False
        line, _, head = data.partition(b"\r\n")
        match = _LINE.fullmatch(line)
        if match is None:
            return False
        if head != self._head:  # a browser's requests over one connection have mostly the same headers
            self._head, self._caller = head, self._hot.caller(head, self.client, self.scheme)
        if self._caller is None:
            return False
        self._current = new_id().encode()
        under_way = self._hot.begin(match[1], self._caller, self._current)
        if under_way is None:
            return False
        self._under_way, self._request, self._scheme = under_way, data, self._caller.scheme
        under_way.exchange.told = self._answered
        self._hot.watch(self._hand_over)
        self._stop_waiting()
        return True

    def _is_under_way(self) -> bool:
        return self._under_way is not None

    def _answered(self) -> None:
        """The answer begins, or is there, or failed."""
        under_way = self._under_way
        if under_way is None:
            return
        exchange = under_way.exchange
        head = plain(exchange, self._scheme, [*self.server_state.default_headers, (b"x-request-id", self._current)])
        if head is None:
            self._hand_over()
            return
        body = exchange.whole()
        self._end(exchange.status)
        exchange.drop()
        self.transport.write(head + body if body else head)
        self.server_state.total_requests += 1
        self._go_on()

    def _hand_over(self) -> None:
        """The rest is done the ordinary way; where the service broke off it is asked anew there."""
        under_way = self._end()
        if under_way is None:
            return
        under_way.exchange.told = None
        if under_way.exchange.failed:
            under_way.exchange.drop()
        else:
            self._handed = under_way
        super().data_received(self._request)
        self._go_on()

    def _end(self, status: int = 0) -> Begun | None:
        under_way, self._under_way = self._under_way, None
        if under_way:
            self._hot.ended(self._hand_over, status)
        return under_way

    def _go_on(self) -> None:
        """Continues with what the client sent meanwhile."""
        if self._later:
            self._since = self.loop.time()
            data = b"".join(self._later)
            self._later.clear()
            self.flow.resume_reading()
            self.data_received(data)
        elif self._ending:
            self.shutdown()
        else:
            self._was_answered()
