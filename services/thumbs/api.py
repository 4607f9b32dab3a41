"""Routes for users: covers and pages."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import AfterValidator
from starlette.responses import Response

from kit.identity import AdminUser, CurrentUser
from services.thumbs import answers, choosing
from services.thumbs.models import Choice, ChosenPage, PageCount, Retried
from services.thumbs.opened import Opened
from services.thumbs.pages import WIDTHS, Page
from services.thumbs.parts import Parts

router = APIRouter()

NO_STORE = {"Cache-Control": "no-store", **answers.SAFE}


def on_the_ladder(width: int) -> int:
    """A width that is offered. Raises ValueError for any other: each would be one more picture to make and keep."""
    if width not in WIDTHS:
        raise ValueError(f"must be one of {', '.join(map(str, WIDTHS))}")
    return width


Number = Annotated[int, Path(ge=0, le=2**31 - 1, description="counts from 0")]
Version = Annotated[str | None, Query(max_length=64, description="from the comic; makes the answer immutable")]
Size = Annotated[Literal["grid", "large"], Query(description="300x450, or 600x900 for sharp screens")]
Width = Annotated[int | None, Query(description="one of 480, 800, 1200, 1600, 2400"), AfterValidator(
    lambda width: None if width is None else on_the_ladder(width))]  # fmt: skip


@router.head("/api/cover/{comic_id}", include_in_schema=False)
@router.get("/api/cover/{comic_id}", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
async def cover(comic_id: str, request: Request, user: CurrentUser, v: Version = None, size: Size = "grid") -> Response:
    """The cover, 300x450 at most; a placeholder with `X-Cover` while it is made, or where it cannot be."""
    parts: Parts = request.app.state.parts
    location = await parts.locations.readable(comic_id, user, seen=v)
    headers = answers.caching(answers.etag_of(location.cover_version, size), immutable=v == location.cover_version)
    if not_modified := answers.unchanged(request, headers):
        return not_modified
    wait = parts.settings.thumbs_cover_wait
    found = await parts.covers.kept(location, size) or await parts.covers.made(location, size, wait)
    if found is None:
        return answers.whole(request, parts.generating, "image/jpeg", {**NO_STORE, "X-Cover": "generating"})
    if found.data is None:
        return answers.whole(request, parts.broken, "image/jpeg", {**NO_STORE, **answers.broken(found.reason)})
    immutable = v == found.version == location.cover_version
    headers = answers.caching(answers.etag_of(found.version, size), immutable=immutable)
    return answers.whole(request, found.data, "image/jpeg", headers)


@router.put("/api/cover/{comic_id}")
async def choose(comic_id: str, choice: Choice, request: Request, user: AdminUser) -> ChosenPage:
    """Administrators: makes a page, counted from 0, the cover until it is given back, whatever is scanned."""
    parts: Parts = request.app.state.parts
    return await choosing.choose(parts, await parts.locations.readable(comic_id, user), choice.page)


@router.delete("/api/cover/{comic_id}/choice")
async def unchoose(comic_id: str, request: Request, user: AdminUser) -> ChosenPage:
    """Administrators: gives the cover back to what the file says, or to its first page."""
    parts: Parts = request.app.state.parts
    return await choosing.give_back(parts, await parts.locations.readable(comic_id, user))


@router.post("/api/cover/{comic_id}/retry", status_code=202)
async def retry(comic_id: str, request: Request, user: AdminUser) -> Retried:
    """Administrators: opens a comic that failed again, as if it had never been tried."""
    parts: Parts = request.app.state.parts
    await parts.covers.retry(await parts.locations.readable(comic_id, user))
    return Retried(comic_id=comic_id)


@router.get("/api/read/{comic_id}/pages")
async def pages(comic_id: str, request: Request, response: Response, user: CurrentUser) -> PageCount:
    """How many pages a comic has; it is opened where that is not known yet."""
    parts: Parts = request.app.state.parts
    location = await parts.locations.readable(comic_id, user)
    response.headers["Cache-Control"] = answers.ASK_AGAIN
    async with parts.disk.opened(location) as opened:
        directory = await parts.directories.of(opened)
        return PageCount(comic_id=comic_id, pages=len(directory.pages), version=opened.version)


@router.head("/api/read/{comic_id}/page/{n}", include_in_schema=False)
@router.get("/api/read/{comic_id}/page/{n}", response_class=Response, responses={200: {"content": {"image/*": {}}}})
async def page(
    comic_id: str, n: Number, request: Request, *, user: CurrentUser, v: Version = None, width: Width = None
) -> Response:
    """A page as it is in the file, or at most `width` pixels wide."""
    parts: Parts = request.app.state.parts
    location = await parts.locations.readable(comic_id, user)
    parts.inspector.reading()
    opened = await parts.disk.open(location)
    streaming = False
    try:
        directory = await parts.directories.of(opened)
        etag = f"{opened.version}-{n}" + (f"-w{width}" if width else "")
        immutable = v == opened.version and opened.is_current
        headers = {**answers.caching(etag, immutable=immutable), "X-Page-Count": str(len(directory.pages))}
        not_modified = answers.unchanged(request, headers) if n < len(directory.pages) else None
        if not_modified:
            return not_modified
        found = await parts.pages.page(opened, directory, n, width, request.headers.get("Accept", ""))
        if found.is_varying:
            headers |= {"Vary": "Accept", "ETag": f'"{etag}-{found.kind.removeprefix("image/")}"'}
            if not_modified := answers.unchanged(request, headers):
                return not_modified
        answer = _sent(request, parts, opened, found, headers)
        streaming = isinstance(answer, answers.Streamed)
        return answer
    finally:
        if not streaming:
            opened.close()


def _sent(request: Request, parts: Parts, opened: Opened, found: Page, headers: dict[str, str]) -> Response:
    part = answers.range_of(request, found.size, headers["ETag"])
    start, stop = part or (0, found.size)
    status = 206 if part else 200
    headers |= answers.part_headers(part, found.size)
    if request.method == "HEAD":
        return Response(b"", status, headers, found.kind)
    if found.data is not None:
        return Response(found.data[start:stop] if part else found.data, status, headers, found.kind)
    pieces = parts.pages.stream(opened, found.number, found.entry, start, stop)
    return answers.Streamed(pieces, status, headers, found.kind, opened.close)
