"""Routes for thumbs: which comics are to be opened, where they lie, and what was found inside them."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from kit.identity import require_service
from kit.wire.inspection import InspectionBatch, Locations, LocationsAsked, WorkAsked
from services.library.store import contents, inspections
from services.library.wiring import Db

router = APIRouter(prefix="/internal", tags=["for other services"], dependencies=[Depends(require_service("thumbs"))])


@router.post("/comics/locations")
def locations(asked: LocationsAsked, database: Db) -> Locations:
    """Where comics lie; what is unknown is left out."""
    with database.read() as connection:
        return Locations(items=contents.locations(connection, asked.ids))


@router.post("/inspections/take")
def take(asked: WorkAsked, database: Db) -> Locations:
    """Hands out comics that nobody opened yet; what is not reported within ten minutes is handed out again."""
    with database.read() as connection:
        if not inspections.due(connection):
            return Locations(items=[])
    with database.write() as connection:
        return Locations(items=inspections.take(connection, asked.limit))


@router.post("/inspections")
def report(batch: InspectionBatch, database: Db) -> dict[str, int]:
    """What was found, in one transaction: `{"applied": n}`; what has changed since or is gone is dropped."""
    with database.write() as connection:
        return {"applied": inspections.report(connection, batch.items)}
