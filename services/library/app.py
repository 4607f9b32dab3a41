"""The app of the library service."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from kit import app as kit_app
from kit.background import beside
from kit.client import ServiceClient
from kit.db import Database
from kit.http.answer import Transport
from kit.identity import AuthKeys, Verifier
from kit.limits import MIB
from services.library import api, inspecting, internal, predecessor
from services.library.absorbing import keep_absorbing
from services.library.courtesy import Noticing, People, Scans
from services.library.housekeeping import keep_forgetting, keep_hiding
from services.library.settings import Settings
from services.library.start import ensure_indexed, ensure_libraries
from services.library.store import inspections, version

MIGRATIONS = Path(__file__).parent / "migrations"
SWITCH = 0.001  # seconds
LARGEST_BODY = 16 * MIB  # a batch of 1,000 comics with the longest names there are


def create_app(settings: Settings, *, transport: Transport | None = None) -> FastAPI:
    """The app, its tables up to date, a library for each of COMICS_DIR. Raises StartupError where it cannot work."""
    database = Database(settings, "library")
    database.init_db(MIGRATIONS)
    version.watch(database)
    ensure_libraries(database, settings.comics_dirs)
    ensure_indexed(database)
    auth = ServiceClient("auth", settings.url_of("auth"), transport=transport)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        people, grace = app.state.people, app.state.grace
        async with beside(
            lambda: keep_hiding(database, grace),
            lambda: keep_absorbing(database, people),
            lambda: keep_forgetting(database),
        ):
            yield
        await auth.close()
        database.close()

    app = kit_app.create_app(
        "library",
        routers=[*api.routers, internal.router, inspecting.router, predecessor.router],
        lifespan=lifespan,
        checks={"database": database.check, "auth": auth.check},
        facts=lambda: _facts(database),
        body_limit=LARGEST_BODY,
        rest=database.rest,
    )
    app.state.database = database
    app.state.people, app.state.scans = People(), Scans()
    app.add_middleware(Noticing, people=app.state.people)
    # How long a thread that answers people waits for the interpreter at most, while a scan keeps it busy.
    sys.setswitchinterval(SWITCH)
    app.state.grace = settings.missing_grace_hours * 3600
    app.state.verifier = Verifier("library", AuthKeys(auth))
    return app


def _facts(database: Database) -> dict[str, Any]:
    with database.read() as connection:
        inspection = inspections.state(connection)
    return {"comics": inspection.total, "to_inspect": inspection.total - inspection.done, "failed": inspection.failed}
