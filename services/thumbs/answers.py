"""HTTP around bytes: ETags, ranges, and the headers under which anything out of a comic is sent."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from kit.errors import Problem

FOREVER = "private, max-age=31536000, immutable"
ASK_AGAIN = "private, no-cache"
# Whatever a file out of a comic turns out to be, it runs nothing and loads nothing.
SAFE = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def etag_of(version: str, size: str) -> str:
    """The tag of a cover."""
    return version if size == "grid" else f"{version}-{size}"


def caching(etag: str, *, immutable: bool) -> dict[str, str]:
    """The headers of what may be kept: for good where its address names its version."""
    return {"ETag": f'"{etag}"', "Cache-Control": FOREVER if immutable else ASK_AGAIN, **SAFE}


def broken(reason: str) -> dict[str, str]:
    """The headers of the placeholder for a cover that cannot be made.

    The reason is percent-encoded: headers hold ASCII only.
    """
    return {"X-Cover": "broken", "X-Cover-Reason": quote(reason, safe=" ,.:;()/")}


def unchanged(request: Request, headers: Mapping[str, str]) -> Response | None:
    """304, where the client has this already; the permission was checked before."""
    asked = request.headers.get("If-None-Match")
    if asked is None:
        return None
    tags = [tag.strip().removeprefix("W/") for tag in asked.split(",")]
    return Response(status_code=304, headers=dict(headers)) if headers["ETag"] in tags or "*" in tags else None


def range_of(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """The part that is asked for, as `start, stop`; None for the whole.

    Several ranges, other units and nonsense are answered with the whole, as RFC 9110 allows. Raises Problem (416).
    """
    condition = request.headers.get("If-Range")
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if match is None or match[0] == "bytes=-" or (condition is not None and condition.strip() != etag):
        return None
    first, last = match.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1 if last else size)
        if last and int(last) < start:
            return None
    if start >= stop:
        sentence = f"It has {size} bytes; the range lies outside."
        raise Problem("bad_range", sentence, status=416, headers={"Content-Range": f"bytes */{size}"})
    return start, stop


def whole(request: Request, data: bytes, kind: str, headers: dict[str, str]) -> Response:
    """All of `data`; of a HEAD request only the headers."""
    headers["Content-Length"] = str(len(data))
    return Response(b"" if request.method == "HEAD" else data, 200, headers, kind)


def part_headers(part: tuple[int, int] | None, size: int) -> dict[str, str]:
    """The headers that tell which part of how much is sent."""
    start, stop = part or (0, size)
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(stop - start)}
    if part:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return headers


class Streamed(StreamingResponse):
    """Pieces, sent as fast as the client takes them; `at_end` is called however it ends, begun or not."""

    def __init__(
        self, pieces: AsyncIterator[bytes], status: int, headers: dict[str, str], kind: str, at_end: Callable[[], None]
    ) -> None:
        super().__init__(pieces, status, headers, kind)
        self._at_end = at_end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._at_end()
