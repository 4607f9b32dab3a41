"""Routes for other services: the scanner sends and asks, thumbs asks and reports, auth says who was removed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from kit.db import Database
from kit.identity import require_service
from kit.wire.catalog import (
    Alike,
    Availability,
    ComicFolder,
    ComicLocation,
    Contents,
    Inspection,
    LibraryInfo,
    Root,
)
from kit.wire.export import Described
from kit.wire.scan import BatchResult, ScanBatch
from services.library.courtesy import People, Scans
from services.library.store import contents, described, libraries, readers, whereabouts
from services.library.store.intake.batch import take
from services.library.store.snapshot import lines
from services.library.wiring import Db, Id

router = APIRouter(prefix="/internal", tags=["for other services"])

Scanner = Depends(require_service("scanner"))
Thumbs = Depends(require_service("thumbs"))
Auth = Depends(require_service("auth"))
Walkers = Depends(require_service("scanner", "thumbs"))


@router.get("/libraries", dependencies=[Walkers])
def list_libraries(database: Db) -> dict[str, list[LibraryInfo]]:
    """`{"items": [...]}`: all libraries with their roots."""
    with database.read() as connection:
        present, sizes = libraries.present(connection), libraries.sizes(connection)
    return {"items": [_info(one, sizes.get(one.id, 0)) for one in present]}


@router.get("/libraries/{library_id}/snapshot", dependencies=[Scanner], response_class=StreamingResponse)
def snapshot(
    library_id: Id,
    database: Db,
    request: Request,
    root: Annotated[str | None, Query(max_length=64)] = None,
    folder: Annotated[str, Query(max_length=8192)] = "",
    deep: bool = True,
) -> StreamingResponse:
    """What is known of its comics, as NDJSON: `kit.wire.listing`.

    `root` and `folder` ask for what lies there alone, `deep` for what lies beneath that too.
    """
    with database.read() as connection:
        libraries.get(connection, library_id)
    scans: Scans = request.app.state.scans

    def noted() -> Iterator[bytes]:
        for piece in lines(database, library_id, root, folder, deep):
            scans.brings()
            yield piece

    if root is None:
        scans.begins()
    return StreamingResponse(noted(), media_type="application/x-ndjson")


@router.get("/series/{series_id}/folders", dependencies=[Scanner])
def series_folders(series_id: Id, database: Db) -> dict[str, list[ComicFolder]]:
    """`{"items": [...]}`: the folders in which comics of a series lie or lay."""
    with database.read() as connection:
        return {"items": whereabouts.folders_of(connection, series_id)}


@router.post("/scan/alike", dependencies=[Scanner])
def alike(asked: Contents, database: Db) -> dict[str, list[Alike]]:
    """`{"items": [...]}`: known comics of any library with one of these sizes and times; they may have moved."""
    with database.read() as connection:
        return {"items": whereabouts.alike(connection, asked.contents)}


@router.post("/scan/batch", dependencies=[Scanner])
async def scan_batch(request: Request, database: Db) -> BatchResult:
    """Takes in at most 1,000 comics (a `ScanBatch`) in one transaction; sending it again changes nothing.

    A series whose metadata is None keeps what was known of it.
    """
    grace: float = request.app.state.grace
    people: People = request.app.state.people
    scans: Scans = request.app.state.scans
    scans.brings()
    body, began = await request.body(), time.monotonic()
    result = await run_in_threadpool(_take, database, body, grace, people.giving_way())
    scans.brings()
    await people.let_pass(time.monotonic() - began)
    return result


@router.post("/libraries/{library_id}/availability", status_code=204, dependencies=[Scanner])
def availability(library_id: Id, state: Availability, database: Db) -> None:
    """Can the library's folders be read?"""
    with database.write() as connection:
        libraries.set_availability(connection, library_id, state.online, state.reason)


@router.get("/comics/{comic_id}/location", dependencies=[Thumbs])
def location(comic_id: Id, database: Db) -> ComicLocation:
    """Where a comic lies, and who may read it."""
    with database.read() as connection:
        return contents.location(connection, comic_id)


@router.get("/comics/{comic_id}/described", dependencies=[Thumbs])
def describe(
    comic_id: Id, database: Db, pages: Annotated[int, Query(ge=0, le=1_000_000)], age_limit: int | None = None
) -> Described:
    """What the catalogue says of a comic to a reader, with a ComicInfo.xml for so many pages."""
    with database.read() as connection:
        return described.describe(connection, comic_id, pages, age_limit)


@router.post("/comics/{comic_id}/inspection", dependencies=[Thumbs])
def inspection(comic_id: Id, found: Inspection, database: Db) -> dict[str, bool]:
    """What was found inside a comic: `{"applied": false}` where it has changed since."""
    with database.write() as connection:
        return {"applied": contents.inspected(connection, comic_id, found)}


@router.delete("/users/{user_id}", status_code=204, dependencies=[Auth])
def forget_user(user_id: Id, database: Db) -> None:
    """A user is gone: so is all that is kept of them."""
    with database.write() as connection:
        readers.forget(connection, user_id)


def _take(database: Database, body: bytes, grace: float, give_way: Callable[[], None]) -> BatchResult:
    # Parsed from the bytes as they came: a first scan sends tens of thousands of comics through here.
    try:
        batch = ScanBatch.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from error
    give_way()
    with database.write() as connection:
        return take(connection, batch, grace, give_way)


def _info(one: libraries.Library, size: int) -> LibraryInfo:
    roots = [Root(id=root.id, path=root.path) for root in one.roots]
    return LibraryInfo(id=one.id, name=one.name, roots=roots, online=one.online, comics=size)
