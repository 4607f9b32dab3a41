"""Routes for thumbs: which comics are to be opened, where they lie, and what was found inside them."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from kit.identity import require_service
from kit.wire.catalog import ChosenCover, CoverChoice
from kit.wire.inspection import InspectionBatch, Locations, LocationsAsked, WorkAsked
from services.library.courtesy import Scans
from services.library.store import contents, inspections
from services.library.store.catalog import books
from services.library.wiring import Db, Id

router = APIRouter(prefix="/internal", tags=["for other services"], dependencies=[Depends(require_service("thumbs"))])


@router.post("/comics/locations")
def locations(asked: LocationsAsked, database: Db) -> Locations:
    """Where comics lie; what is unknown is left out."""
    with database.read() as connection:
        return Locations(items=contents.locations(connection, asked.ids))


@router.post("/comics/{comic_id}/cover")
def choose_cover(comic_id: Id, choice: CoverChoice, database: Db) -> ChosenCover:
    """The page that people chose as a comic's cover; what scans and inspections find leaves it alone."""
    with database.write() as connection:
        version = contents.choose_cover(connection, comic_id, choice.page)
    return ChosenCover(cover=books.cover(comic_id, version, choice.page))


@router.post("/inspections/take")
def take(asked: WorkAsked, database: Db, request: Request) -> Locations:
    """Hands out comics that nobody opened yet; what is not reported within ten minutes is handed out again.

    While a scan is under way only what people want opened once more: the rest would slow the scan down.
    """
    scans: Scans = request.app.state.scans
    only_anew = scans.goes_on()
    with database.read() as connection:
        if not inspections.due(connection, only_anew=only_anew):
            return Locations(items=[])
    with database.write() as connection:
        return Locations(items=inspections.take(connection, asked.limit, only_anew=only_anew))


@router.post("/inspections")
def report(batch: InspectionBatch, database: Db) -> dict[str, int]:
    """What was found, in one transaction: `{"applied": n}`; what has changed since or is gone is dropped."""
    with database.write() as connection:
        return {"applied": inspections.report(connection, batch.items)}
