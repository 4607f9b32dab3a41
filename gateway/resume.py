"""When a replica dies in the middle of an answer, another one sends the rest."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from gateway.replicas import Replica
from gateway.upstream import Ask, Upstream
from kit.errors import BadGateway, GatewayTimeout
from kit.http.answer import RawAnswer

ATTEMPTS = 3
_OWN_CONDITIONS = (b"range", b"if-range", b"if-none-match", b"if-match", b"if-modified-since", b"if-unmodified-since")
_RANGE = re.compile(rb"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")

log = logging.getLogger("quarterbin.gateway")


@dataclass(frozen=True)
class Span:
    """Which bytes of which version an answer carries: `first` to `last`, both sent."""

    etag: bytes
    first: int
    last: int


def span_of(method: str, answer: RawAnswer) -> Span | None:
    """What an answer carries; None where the rest of it cannot be asked for: no GET, no strong ETag, no length."""
    headers = dict(answer.headers)
    etag, length = headers.get(b"etag", b""), headers.get(b"content-length", b"")
    if method != "GET" or not etag.startswith(b'"') or b"content-encoding" in headers:
        return None
    if answer.status == 200 and length.isdigit() and int(length):
        return Span(etag, 0, int(length) - 1)
    if answer.status == 206 and (found := _RANGE.fullmatch(headers.get(b"content-range", b""))):
        return Span(etag, int(found[1]), int(found[2]))
    return None


class Body:
    """The body of an answer, whoever sends it; `close` must be awaited."""

    def __init__(self, upstream: Upstream, ask: Ask, answer: RawAnswer, replica: Replica) -> None:
        self._upstream, self._ask, self._answer, self._replica = upstream, ask, answer, replica
        self._first = answer

    def whole(self) -> bytes | None:
        """All of it, where it is there already; then it is no longer in `chunks`."""
        return self._answer.whole()

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes. Raises a Problem where they break off and nobody has the rest."""
        sent, skip = 0, 0
        for attempt in range(ATTEMPTS + 1):
            try:
                async for whole in self._answer.chunks():
                    chunk, skip = whole[skip:], max(0, skip - len(whole))
                    if chunk:
                        sent += len(chunk)
                        yield chunk
                return
            except (BadGateway, GatewayTimeout):
                self._replica.failed()
                span = span_of(self._ask.method, self._first)
                if span is None or attempt == ATTEMPTS:
                    raise
            log.warning("answer broke off", extra={"data": {"service": self._upstream.service, "sent": sent}})
            skip = await self._go_on(span, sent)

    async def close(self) -> None:
        """Lets go of the answer, read to its end or not."""
        await self._answer.close()

    async def _go_on(self, span: Span, sent: int) -> int:
        """Asks for what is missing; answers how many bytes come again before it."""
        await self._answer.close()
        first = span.first + sent
        headers = [pair for pair in self._ask.headers if pair[0] not in _OWN_CONDITIONS]
        headers += [(b"range", b"bytes=%d-%d" % (first, span.last)), (b"if-range", span.etag)]
        self._answer, self._replica = await self._upstream.request(replace(self._ask, headers=headers))
        now = span_of("GET", self._answer)
        if now and now.etag == span.etag and now.last == span.last and now.first in (first, 0):
            return first - now.first
        raise BadGateway("broke_off", "A part of the server broke off its answer.")
