"""Routes for users: a comic's file as it is, a comic as a CBZ, and several in one."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from kit.errors import Unprocessable
from kit.identity import CurrentUser
from kit.paths import to_path
from kit.wire.export import MOST
from services.thumbs import answers
from services.thumbs.exporting import Download
from services.thumbs.file_names import KINDS, attachment, named, with_extension
from services.thumbs.parts import Parts

router = APIRouter()

CBZ = KINDS["cbz"]
MOST_PAGES = 200_000  # of all comics of one export, as far as they are known: each is remembered until the end
HEADERS = {"Cache-Control": "private, no-store", **answers.SAFE}
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}

Comics = Annotated[
    list[Annotated[str, Query(max_length=64)]], Query(min_length=1, max_length=MOST, description="ids, in this order")
]
Name = Annotated[str, Query(max_length=200, description="of the file")]


@router.head("/api/books/{comic_id}/file", include_in_schema=False)
@router.get("/api/books/{comic_id}/file", response_class=Response, responses=FILE)
async def original(comic_id: str, request: Request, user: CurrentUser) -> Response:
    """The file of a comic, byte for byte, whole or in parts."""
    parts: Parts = request.app.state.parts
    location = await parts.locations.readable(comic_id, user)
    opened = await parts.disk.open(location)
    kept = False
    try:
        if opened.album or opened.more:
            raise Unprocessable("several_files", "This comic is not one file: it can be downloaded as a CBZ.")
        headers = {**answers.caching(f"{opened.version}-file", immutable=False), "Accept-Ranges": "bytes"}
        headers |= attachment(named(to_path(location.path).rpartition("/")[2]))
        if not_modified := answers.unchanged(request, headers):
            return not_modified
        part = answers.range_of(request, opened.size, headers["ETag"])
        start, stop = part or (0, opened.size)
        status, kind = 206 if part else 200, KINDS.get(location.format, "application/octet-stream")
        headers |= answers.part_headers(part, opened.size)
        if request.method == "HEAD":
            return Response(b"", status, headers, kind)
        answer = _sent(parts, parts.exporter.file(opened, start, stop), headers, kind, opened.close, status)
        kept = True
        return answer
    finally:
        if not kept:
            opened.close()


@router.head("/api/books/{comic_id}/cbz", include_in_schema=False)
@router.get("/api/books/{comic_id}/cbz", response_class=Response, responses=FILE)
async def as_cbz(comic_id: str, request: Request, user: CurrentUser) -> Response:
    """A comic as a CBZ: its pages, and a ComicInfo.xml of what the catalogue says now."""
    parts: Parts = request.app.state.parts
    comic = await parts.exporter.opened(await parts.locations.readable(comic_id, user), user)
    kept = False
    try:
        headers = {**HEADERS, **attachment(with_extension(comic.described.filename, "cbz"))}
        if request.method == "HEAD":
            return Response(b"", 200, headers, CBZ)
        answer = _sent(parts, parts.exporter.one(comic), headers, CBZ, comic.close)
        kept = True
        return answer
    finally:
        if not kept:
            comic.close()


@router.head("/api/export", include_in_schema=False)
@router.get("/api/export", response_class=Response, responses=FILE)
async def export(request: Request, user: CurrentUser, comic: Comics, name: Name = "comics") -> Response:
    """Up to 200 comics in one CBZ, a folder each, in the order in which they are named."""
    parts: Parts = request.app.state.parts
    locations = [await parts.locations.readable(one, user) for one in dict.fromkeys(comic)]
    if sum(one.pages or 0 for one in locations) > MOST_PAGES:
        raise Unprocessable("export_too_large", f"One export holds {MOST_PAGES:,} pages: export fewer comics at once.")
    headers = {**HEADERS, **attachment(with_extension(name, "cbz"))}
    if request.method == "HEAD":
        return Response(b"", 200, headers, CBZ)
    begin = await parts.exporter.first(locations, user)
    kept = False
    try:
        pieces = parts.exporter.many(locations, begin, time.time(), user)
        answer = _sent(parts, pieces, headers, CBZ, begin[1].close)
        kept = True
        return answer
    finally:
        if not kept:
            begin[1].close()


def _sent(
    parts: Parts,
    pieces: AsyncIterator[bytes],
    headers: dict[str, str],
    kind: str,
    close: Callable[[], None],
    status: int = 200,
) -> Download:
    """The answer, which calls `close` at its end. Raises Unavailable, and calls nothing, where there is no place."""
    parts.exporter.take_place()

    def at_end() -> None:
        parts.exporter.give_place()
        close()

    return Download(pieces, status, headers, kind, at_end)
