"""Answers that need no waiting: a page of an open comic, and a cover that is there.

`hot` gives the same answers, to the byte, at a higher cost. It also answers whoever may not have them, and all that is
not at hand in this moment.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from kit.direct import plain_headers
from kit.http.answer import Headers
from kit.identity import Verifier
from kit.observe import Observed, request_id
from kit.wire.catalog import ComicLocation
from services.thumbs import answers, metrics
from services.thumbs.hot import ROUTES, of_page, raw
from services.thumbs.kinds import HEAD, RARE, picture_type
from services.thumbs.parts import Parts

# With one of these, another answer may be due.
NOT_PLAIN = {b"range", b"if-range", b"if-none-match"}


class Asked(NamedTuple):
    """A request for a cover, or for page `number`; `version` is that of its address, or empty."""

    comic_id: str
    number: int | None
    version: str


class Direct:
    """What connections share."""

    def __init__(self, parts: Parts, verifier: Verifier, observed: Observed) -> None:
        self._parts, self._verifier, self._observed = parts, verifier, observed

    def token(self, head: bytes) -> str | None:
        """Reads the headers of a request up to their end, and returns the token; None where another path must answer
        it.
        """
        headers = plain_headers(head)
        if headers is None or NOT_PLAIN & {name for name, _ in headers}:
            return None
        given = [value for name, value in headers if name == b"authorization"]
        kind, _, token = given[0].decode("latin-1").partition(" ") if len(given) == 1 else ("", "", "")
        return token.strip() if kind.lower() == "bearer" else None

    def answer(self, asked: Asked, token: str) -> tuple[bytes, bytes | memoryview] | None:
        """The answer's headers, as lines, and its body, which is valid until the next call; None: not to be answered
        here.
        """
        user = self._verifier.known(token)
        location = self._parts.locations.kept(asked.comic_id)
        if user is None or location is None or not user.may_read(location.library_id, location.age_rating):
            return None
        if asked.number is None:
            return self._cover(location, asked.version)
        return self._page(location, asked.number, asked.version)

    def sent(self, asked: Asked, current: str, since: float) -> None:
        """Counts and logs an answer, as those are that go the ordinary way."""
        if asked.number is not None:
            metrics.PLACED.inc()
        of_this = request_id.set(current)
        self._observed.record("GET", ROUTES[asked.number is None], 200, time.perf_counter() - since)
        request_id.reset(of_this)

    def _page(self, location: ComicLocation, number: int, version: str) -> tuple[bytes, memoryview] | None:
        parts = self._parts
        held = parts.at_hand.held(location)
        data = parts.at_hand.peek(held, number) if held else None
        if held is None or data is None:
            return None
        parts.inspector.reading()
        immutable = version == held.opened.version == location.version
        head = held.heads.get((number, immutable))
        if head is None:
            kind = picture_type(bytes(data[:HEAD]))
            if kind is None or kind in RARE:
                return None
            count = len(held.directory.pages)
            headers = of_page(held.opened.version, number, count, kind, immutable=immutable)
            head = held.heads[number, immutable] = _lines(headers, len(data))
        return head, data

    def _cover(self, location: ComicLocation, version: str) -> tuple[bytes, bytes] | None:
        if version and version != location.cover_version:
            return None
        data = self._parts.covers.at_hand(location)
        if data is None:
            return None
        headers = answers.caching(location.cover_version, immutable=bool(version))
        return _lines({**headers, "Content-Type": "image/jpeg"}, len(data)), data


def _lines(headers: dict[str, str], length: int) -> bytes:
    return joined(raw({**headers, "Content-Length": str(length)}))


def joined(headers: Headers) -> bytes:
    """Headers as lines."""
    return b"".join([b"%b: %b\r\n" % pair for pair in headers])
