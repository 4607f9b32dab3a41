"""Scans and their jobs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from kit.errors import BadRequest, Conflict
from kit.identity import AdminUser, CurrentUser
from services.scanner.models import Job, JobList, ScanRequest
from services.scanner.scans import Scans
from services.scanner.store.jobs import JobStore

router = APIRouter(prefix="/api", tags=["scan"])


@router.post("/scan", status_code=202)
async def scan(request: Request, user: AdminUser, wanted: ScanRequest | None = None) -> Job:
    """Reads the folders and brings the library up to date: what is new, changed, moved or missing."""
    return await _scans(request).start("scan", wanted or ScanRequest())


@router.post("/rescan", status_code=202)
async def rescan(request: Request, user: AdminUser, wanted: ScanRequest | None = None) -> Job:
    """Reads everything anew, unchanged files too. Progress, bookmarks and lists stay as they are."""
    return await _scans(request).start("rescan", wanted or ScanRequest())


@router.get("/scan/status")
async def status(request: Request, user: CurrentUser) -> Job:
    """The scan that runs, else the last one; `idle` when there never was one."""
    job = await run_in_threadpool(_store(request).get_latest_scan_job)
    job = _scans(request).live(job) if job else Job()
    return job if user.is_admin else job.for_reader(user)


@router.post("/scan/cancel", status_code=202)
async def cancel(request: Request, user: AdminUser) -> Job:
    """Stops the scan that runs; what it has saved so far stays."""
    job = await run_in_threadpool(_store(request).request_cancel)
    if job is None:
        raise Conflict("no_scan_running", "No scan is running.")
    _scans(request).cancel_here()
    return _scans(request).live(job)


@router.get("/scan/jobs")
def jobs(
    request: Request,
    user: AdminUser,
    limit: Annotated[int, Query(ge=1, le=200)] = 60,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    cursor: str | None = None,
) -> JobList:
    """Scans, the newest first."""
    if cursor is not None:
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
            raise BadRequest("bad_cursor", "This cursor is not valid.")
        offset = int(cursor)
    items, total = _store(request).list_scan_jobs(limit, offset)
    after = offset + len(items)
    return JobList(items=items, next_cursor=str(after) if after < total else None, total=total)


def _scans(request: Request) -> Scans:
    scans: Scans = request.app.state.scans
    return scans


def _store(request: Request) -> JobStore:
    store: JobStore = request.app.state.store
    return store
