"""The scanner, wired."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from kit import app as kit_app
from kit.client import ServiceClient, ServiceTokens, Transport
from kit.db import Database
from kit.errors import Problem
from kit.identity import AuthKeys, Verifier
from kit.ids import new_id
from services.scanner import api
from services.scanner.scans import Scans
from services.scanner.settings import Settings
from services.scanner.store import LEASE, JobStore

NAME = "scanner"
MIGRATIONS = Path(__file__).parent / "migrations"
FIRST_TRIES = 10  # to reach the library for the scan at start
log = logging.getLogger("quarterbin.scanner")


def create_app(settings: Settings, *, transport: Transport | None = None) -> FastAPI:
    """The scanner's app. Raises StartupError where it cannot work."""
    database = Database(settings, NAME)
    database.init_db(MIGRATIONS)
    store = JobStore(database, owner=new_id())
    tokens = ServiceTokens(NAME, settings.secret_of(NAME), settings.auth_url, transport=transport)
    auth = ServiceClient("auth", settings.auth_url, transport=transport)
    library = ServiceClient("library", settings.library_url, tokens=tokens, transport=transport)
    scans = Scans(store, library)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        first = asyncio.create_task(_begin(store, scans, settings.scan_on_start))
        yield
        first.cancel()
        await asyncio.wait([first])
        await scans.close()
        for client in (tokens, auth, library):
            await client.close()
        database.close()

    async def ask_library() -> str:
        await library.get("/readyz", timeout=2.0)
        return "ready"

    async def ask_auth() -> str:
        await auth.get("/readyz", timeout=2.0)
        return "ready"

    checks: dict[str, kit_app.Check] = {"database": database.check, "library": ask_library, "auth": ask_auth}
    app = kit_app.create_app(NAME, routers=[api.router], lifespan=lifespan, checks=checks)
    app.state.verifier = Verifier(NAME, AuthKeys(auth))
    app.state.store, app.state.scans = store, scans
    return app


async def _begin(store: JobStore, scans: Scans, scan_on_start: bool) -> None:
    """Closes what a crash left running, once its lease has ended, and makes the first scan."""
    while await run_in_threadpool(_still_leased, store):
        await asyncio.sleep(LEASE / 4)
    for attempt in range(FIRST_TRIES if scan_on_start else 0):
        try:
            await scans.start("scan")
            return
        except Problem as problem:
            if problem.http_status == 409:
                return  # somebody was quicker
            log.info("library not there yet", extra={"data": {"reason": problem.detail, "attempt": attempt}})
        await asyncio.sleep(min(5, 0.5 * 2**attempt))


def _still_leased(store: JobStore) -> bool:
    store.close_left_over()
    return store.get_running_scan_job() is not None
