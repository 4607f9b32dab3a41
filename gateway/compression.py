"""gzip for text on its way to the client."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator
from functools import lru_cache

from gateway.headers import value_of
from kit.http.answer import Headers

LEVEL = 5
SMALLEST = 1024  # bytes; below, the headers cost more than is won
LARGE = 32 * 1024  # bytes; a chunk of that size is compressed in a thread, so that others do not wait
GZIP = 16 + zlib.MAX_WBITS
TYPES = {
    b"application/json",
    b"application/problem+json",
    b"application/javascript",
    b"application/manifest+json",
    b"application/xml",
    b"image/svg+xml",
}


@lru_cache(128)
def is_text(content_type: bytes) -> bool:
    """Whether a body of that type gets smaller."""
    kind = content_type.partition(b";")[0].strip().lower()
    return kind in TYPES or (kind.startswith(b"text/") and kind != b"text/event-stream")


def applies(status: int, headers: Headers) -> bool:
    """Whether an answer can be compressed: text, whole, long enough, and nothing said against it."""
    if status in (204, 206, 304) or not is_text(value_of(headers, b"content-type")):
        return False
    length = value_of(headers, b"content-length")
    return (
        not value_of(headers, b"content-encoding")
        and b"no-transform" not in value_of(headers, b"cache-control").lower()
        and (not length or (length.isdigit() and int(length) > SMALLEST))
    )


def varying(headers: Headers) -> Headers:
    """The headers saying that this answer differs by Accept-Encoding."""
    vary = b", ".join(value for name, value in headers if name == b"vary")
    if b"accept-encoding" in vary.lower() or vary == b"*":
        return headers
    rest = [pair for pair in headers if pair[0] != b"vary"]
    return [*rest, (b"vary", b"%s, Accept-Encoding" % vary if vary else b"Accept-Encoding")]


def compressed_headers(headers: Headers) -> Headers:
    """The headers of the answer once compressed: other bytes, so no length yet and no strong ETag."""
    kept = [pair for pair in headers if pair[0] not in (b"content-length", b"accept-ranges")]
    weak = [(name, b"W/" + value if name == b"etag" and value.startswith(b'"') else value) for name, value in kept]
    return [*weak, (b"content-encoding", b"gzip")]


async def compressed(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks, compressed as they come."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    async for chunk in chunks:
        if len(chunk) < LARGE:
            packed = packer.compress(chunk)
        else:
            packed = await asyncio.to_thread(packer.compress, chunk)
        if packed:
            yield packed
    yield packer.flush()


def pack(body: bytes) -> bytes:
    """A whole body as small as gzip makes it; always the same bytes for the same body."""
    packer = zlib.compressobj(9, zlib.DEFLATED, GZIP)
    return packer.compress(body) + packer.flush()
