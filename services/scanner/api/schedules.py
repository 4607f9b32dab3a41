"""When libraries are scanned by themselves."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request

from kit.errors import NotFound
from kit.identity import AdminUser
from services.scanner.models import LibrarySchedule, Preview, Schedule, ScheduleList
from services.scanner.timetable import Timetable, next_due

router = APIRouter(prefix="/api/scan", tags=["schedules"])
Id = Annotated[str, Path(max_length=64)]
AHEAD = 5  # scans to come that a preview shows


@router.get("/schedules")
async def schedules(request: Request, user: AdminUser) -> ScheduleList:
    """Every library's schedule."""
    items = await _items(request)
    return ScheduleList(items=items, total=len(items))


@router.post("/schedules/preview")
async def preview(user: AdminUser, wanted: Schedule) -> Preview:
    """When a schedule would begin its next scans: five moments, none where it never does."""
    moments: list[datetime] = []
    due = next_due(wanted, time.time())
    while due is not None and len(moments) < AHEAD:
        moments.append(datetime.fromtimestamp(due, UTC))
        due = next_due(wanted, due)
    return Preview(next=moments)


@router.get("/schedules/{library_id}")
async def schedule(request: Request, user: AdminUser, library_id: Id) -> LibrarySchedule:
    """One library's schedule."""
    return await _one(request, library_id)


@router.put("/schedules/{library_id}")
async def put(request: Request, user: AdminUser, library_id: Id, wanted: Schedule) -> LibrarySchedule:
    """Sets a library's schedule; it holds from this moment."""
    await _one(request, library_id)
    await _timetable(request).put(library_id, wanted)
    return await _one(request, library_id)


async def _one(request: Request, library_id: str) -> LibrarySchedule:
    found = next((one for one in await _items(request) if one.library_id == library_id), None)
    if found is None:
        raise NotFound("library_not_found", "There is no such library.")
    return found


async def _items(request: Request) -> list[LibrarySchedule]:
    timetable = _timetable(request)
    known = await timetable.all()
    items = []
    for library in await request.app.state.scans.libraries():
        schedule, due_at = known.get(library.id, (Schedule(), None))
        watching, problem = request.app.state.watchers.state(library.id)
        items.append(
            LibrarySchedule(
                **schedule.model_dump(),
                library_id=library.id,
                name=library.name,
                due_at=datetime.fromtimestamp(due_at, UTC) if due_at else None,
                watching=watching if schedule.watch else None,
                watch_problem=problem if schedule.watch else None,
            )
        )
    return items


def _timetable(request: Request) -> Timetable:
    timetable: Timetable = request.app.state.timetable
    return timetable
