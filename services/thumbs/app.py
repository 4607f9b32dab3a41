"""thumbs, wired."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from kit import app as kit_app
from kit.client import ServiceClient, ServiceTokens, Transport
from kit.db import Database
from kit.errors import StartupError, Unavailable
from kit.identity import AuthKeys, Verifier
from kit.ids import new_id
from services.thumbs import api
from services.thumbs.archives.archive import MIB
from services.thumbs.archives.tool import MISSING
from services.thumbs.children import ChildFailed
from services.thumbs.cover_files import CoverFolder
from services.thumbs.covers import Covers
from services.thumbs.directories import Directories
from services.thumbs.disk import Disk
from services.thumbs.locations import Locations
from services.thumbs.pages import Pages
from services.thumbs.parts import Parts
from services.thumbs.pool import Pool
from services.thumbs.reports import Reports
from services.thumbs.settings import Settings
from services.thumbs.store import ThumbnailStore

NAME = "thumbs"
MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(settings: Settings, *, transport: Transport | None = None) -> FastAPI:
    """The app of thumbs. Raises StartupError where it cannot work."""
    database = Database(settings, NAME)
    database.init_db(MIGRATIONS)
    tokens = ServiceTokens(NAME, settings.secret_of(NAME), settings.auth_url, transport=transport)
    auth = ServiceClient("auth", settings.auth_url, transport=transport)
    library = ServiceClient("library", settings.library_url, tokens=tokens, transport=transport)
    files = CoverFolder(settings.covers)
    store = ThumbnailStore(database, owner=new_id())
    reports = Reports(library, store)
    parts = wired(settings, library, files, store, reports)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await begin(parts)
        reporting = asyncio.create_task(reports.run())
        try:
            yield
        finally:
            reporting.cancel()
            await asyncio.wait([reporting])
            await parts.covers.close()
            await parts.pages.close()
            await parts.pool.close()
            parts.disk.close()
            for client in (tokens, auth, library):
                await client.close()
            database.close()

    async def ask_library() -> str:
        await library.get("/readyz", timeout=2.0)
        return "ready"

    checks: dict[str, kit_app.Check] = {
        "database": database.check,
        "library": ask_library,
        "children": lambda: children(parts),
        "covers": files.check,
        "rar": lambda: rar(parts),
    }
    app = kit_app.create_app(NAME, routers=[api.router], lifespan=lifespan, checks=checks)
    app.state.verifier = Verifier(NAME, AuthKeys(auth))
    app.state.parts = parts
    return app


def wired(
    settings: Settings, library: ServiceClient, files: CoverFolder, store: ThumbnailStore, reports: Reports
) -> Parts:
    """The parts of the service, each given what it works with."""
    pool = Pool(
        settings.thumbs_workers,
        bound=settings.thumbs_queue,
        wall=settings.thumbs_wall_seconds,
        cpu=settings.thumbs_cpu_seconds,
    )
    disk = Disk()
    directories = Directories(pool, reports)
    return Parts(
        settings=settings,
        pool=pool,
        disk=disk,
        locations=Locations(library),
        directories=directories,
        covers=Covers(files=files, store=store, pool=pool, disk=disk, directories=directories, reports=reports),
        pages=Pages(pool, disk, settings.thumbs_page_cache_mib * MIB),
    )


async def begin(parts: Parts) -> None:
    """Starts the first child: the placeholders, and whether RAR works. Raises StartupError where none can run."""
    try:
        answer = await parts.pool.ask("start")
        parts.generating, parts.broken = answer.parts
    except (ChildFailed, ValueError) as error:
        with contextlib.suppress(OSError):
            await parts.pool.close()
        raise StartupError(f"The child process that opens comics cannot start: {error}") from error
    parts.rar_works = bool(answer.ok["rar"])
    parts.unconfined = "; ".join(map(str, answer.ok["missing"]))


def children(parts: Parts) -> str:
    """For the health report: how many run, and which limits the kernel does not lay on them."""
    state = f"{len(parts.pool.children)} of {parts.pool.size} run, {parts.pool.waiting} comics wait"
    return f"{state}; {parts.unconfined or 'without network, and without files but those handed to them'}"


def rar(parts: Parts) -> str:
    """For the health report: can CBR be opened?"""
    if not parts.rar_works:
        raise Unavailable("rar_missing", MISSING)
    return "7zz works"
