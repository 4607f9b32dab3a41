"""The scanner, wired."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from kit import app as kit_app
from kit.background import beside
from kit.client import ServiceClient, ServiceTokens
from kit.db import Database
from kit.errors import Problem
from kit.http.answer import Transport
from kit.identity import AuthKeys, Verifier
from kit.ids import new_id
from services.scanner import api
from services.scanner.models import ScanRequest
from services.scanner.scans import Scans
from services.scanner.settings import Settings
from services.scanner.store.jobs import LEASE, JobStore
from services.scanner.store.schedules import ScheduleStore
from services.scanner.timetable import Timetable
from services.scanner.watch import Watchers

NAME = "scanner"
MIGRATIONS = Path(__file__).parent / "migrations"
FIRST_TRIES = 10  # to reach the library for the scan at start
log = logging.getLogger("quarterbin.scanner")


def create_app(settings: Settings, *, transport: Transport | None = None) -> FastAPI:
    """The scanner's app. Raises StartupError where it cannot work."""
    database = Database(settings, NAME)
    database.init_db(MIGRATIONS)
    store = JobStore(database, owner=new_id())
    tokens = ServiceTokens(NAME, settings.secret_of(NAME), settings.url_of("auth"), transport=transport)
    auth = ServiceClient("auth", settings.url_of("auth"), transport=transport)
    library = ServiceClient("library", settings.url_of("library"), tokens=tokens, transport=transport)
    scans = Scans(store, library, settings.scan_settle_seconds)
    watchers = Watchers(scans)
    timetable = Timetable(ScheduleStore(database), scans, watchers)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with beside(lambda: _begin(store, scans, settings.scan_on_start), timetable.follow):
            yield
        await watchers.close()
        await scans.close()
        for client in (tokens, auth, library):
            await client.close()
        database.close()

    checks: dict[str, kit_app.Check] = {"database": database.check, "library": library.check, "auth": auth.check}
    app = kit_app.create_app(
        NAME, routers=api.routers, lifespan=lifespan, checks=checks, facts=lambda: _facts(store), rest=database.rest
    )
    app.state.verifier = Verifier(NAME, AuthKeys(auth))
    app.state.store, app.state.scans = store, scans
    app.state.timetable, app.state.watchers = timetable, watchers
    return app


def _facts(store: JobStore) -> dict[str, Any]:
    return {"scanning": store.get_running_scan_job() is not None}


async def _begin(store: JobStore, scans: Scans, scan_on_start: bool) -> None:
    """Closes the job that a crash left running, once its lease has ended, and starts it again; else runs the first
    scan.
    """
    while await run_in_threadpool(_still_leased, store):
        await asyncio.sleep(LEASE / 4)
    cut_off = await run_in_threadpool(store.get_cut_off_job)
    if cut_off:
        wanted = ScanRequest(library=cut_off.library_id, category=cut_off.category, series=cut_off.series_id)
        await _start(scans, cut_off.scan_type or "scan", wanted, "restart")
    if scan_on_start and not (cut_off and cut_off.is_whole):
        await _start(scans, "scan", ScanRequest(), "start")


async def _start(scans: Scans, scan_type: str, wanted: ScanRequest, begun_by: str) -> None:
    for attempt in range(FIRST_TRIES):
        try:
            await scans.start_when_free(scan_type, wanted, begun_by=begun_by)
            return
        except Problem as problem:
            if problem.http_status == 404:
                return  # the library or series that was scanned is gone
            log.info("library not there yet", extra={"data": {"reason": problem.detail, "attempt": attempt}})
        await asyncio.sleep(min(5, 0.5 * 2**attempt))


def _still_leased(store: JobStore) -> bool:
    store.close_left_over()
    return store.get_running_scan_job() is not None
