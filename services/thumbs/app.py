"""thumbs, wired."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI

from kit import app as kit_app
from kit.background import Work, beside
from kit.client import ServiceClient, ServiceTokens
from kit.db import Database
from kit.errors import Problem, StartupError, Unavailable
from kit.http.answer import Transport
from kit.identity import AuthKeys, Verifier
from kit.ids import new_id
from kit.observe import Observed
from services.thumbs import api, export
from services.thumbs.archives.archive import MIB
from services.thumbs.archives.tool import MISSING
from services.thumbs.at_hand import AtHand
from services.thumbs.children import ChildFailed
from services.thumbs.cover_files import Bucket, Folder
from services.thumbs.cover_store import CoverStore
from services.thumbs.covers import Covers
from services.thumbs.direct import Direct
from services.thumbs.directories import Directories
from services.thumbs.disk import Disk
from services.thumbs.exporting import Exporter
from services.thumbs.hot import Hot
from services.thumbs.hot_protocol import HotProtocol
from services.thumbs.inspection import Inspector
from services.thumbs.locations import Locations
from services.thumbs.pages import Pages
from services.thumbs.parts import Parts
from services.thumbs.pool import Pool
from services.thumbs.reports import Reports
from services.thumbs.settings import Settings
from services.thumbs.solid import Solid
from services.thumbs.store.pictures import PictureTable
from services.thumbs.store.strikes import Strikes
from services.thumbs.store.thumbnails import ThumbnailStore
from services.thumbs.trials import Trials
from services.thumbs.writes import Writes

NAME = "thumbs"
MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(settings: Settings, *, transport: Transport | None = None) -> FastAPI:
    """The app of thumbs. Raises StartupError where it cannot work."""
    database = Database(settings, NAME, durable=False)  # all that it knows can be learnt again from the comics
    database.init_db(MIGRATIONS)
    tokens = ServiceTokens(NAME, settings.secret_of(NAME), settings.url_of("auth"), transport=transport)
    auth = ServiceClient("auth", settings.url_of("auth"), transport=transport)
    library = ServiceClient("library", settings.url_of("library"), tokens=tokens, transport=transport)
    writes = Writes(database)
    place = Bucket(settings.thumbnail_store) if settings.thumbnail_store else Folder(settings.covers)
    pictures = PictureTable(database, writes)
    files = CoverStore(place, pictures, settings.thumbnail_store_mib * MIB)
    store = ThumbnailStore(database, writes, owner=new_id())
    reports = Reports(library, store)
    strikes = Strikes(database, writes)
    parts = wired(settings, library, files, store, strikes, reports)
    parts.pool.when_short += [parts.locations.hurry, writes.hurry]

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await begin(parts)
        try:
            async with beside(*background(parts, files, reports)):
                yield
        finally:
            await end(parts)
            for client in (tokens, auth, library):
                await client.close()
            with contextlib.suppress(Problem):
                await files.note()
            writes.close()
            database.close()

    checks: dict[str, kit_app.Check] = {
        "database": database.check,
        "library": library.check,
        "children": lambda: children(parts),
        "covers": files.check,
        "rar": lambda: rar(parts),
    }
    app = kit_app.create_app(
        NAME,
        routers=[api.router, export.router],
        lifespan=lifespan,
        checks=checks,
        facts=lambda: facts(parts, pictures),
        rest=database.rest,
    )
    app.state.verifier = Verifier(NAME, AuthKeys(auth))
    app.state.parts = parts
    answer_directly(app)
    return app


def answer_directly(app: FastAPI) -> None:
    """Has what is at hand answered before the framework's layers, and where that can be, on the connection itself."""
    parts, verifier = app.state.parts, app.state.verifier
    # Around all that the framework puts between but the outermost of the house, which counts and has the last word.
    app.user_middleware = [one for one in app.user_middleware if one.cls is not cast(Any, Observed)]
    observed = Observed(Hot(app.build_middleware_stack(), parts, verifier), NAME)
    app.middleware_stack = observed
    app.state.protocol = HotProtocol
    app.state.direct = Direct(parts, verifier, observed)


def background(parts: Parts, files: CoverStore, reports: Reports) -> list[Work]:
    """What goes on beside the requests, until it is cancelled."""

    async def versions(comic_ids: Sequence[str]) -> dict[str, frozenset[str]]:
        found = await parts.locations.all(comic_ids)
        return {one.comic_id: frozenset((one.version, one.cover_version)) for one in found}

    work = [reports.run, lambda: files.run(versions)]
    return [*work, parts.inspector.run] if parts.settings.thumbs_inspect else work


def wired(
    settings: Settings,
    library: ServiceClient,
    files: CoverStore,
    store: ThumbnailStore,
    strikes: Strikes,
    reports: Reports,
) -> Parts:
    """The parts of the service, each given what it works with."""
    pool = Pool(
        settings.thumbs_workers,
        bound=settings.thumbs_queue,
        wall=settings.thumbs_wall_seconds,
        cpu=settings.thumbs_cpu_seconds,
    )
    disk, trials = Disk(), Trials(pool, strikes, reports)
    directories = Directories(trials, reports)
    covers = Covers(files=files, store=store, trials=trials, disk=disk, directories=directories, reports=reports)
    solid = Solid(trials, settings.data_dir / "tmp", settings.thumbs_solid_cache_mib * MIB)
    pages = Pages(trials, disk, files, solid, settings.thumbs_page_cache_mib * MIB)
    return Parts(
        settings=settings,
        pool=pool,
        trials=trials,
        disk=disk,
        at_hand=AtHand(),
        locations=Locations(library),
        directories=directories,
        covers=covers,
        pages=pages,
        inspector=Inspector(library, covers, pool),
        exporter=Exporter(library, disk, directories, pages),
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


async def end(parts: Parts) -> None:
    """Lets what is under way end, and closes what is open."""
    await parts.covers.close()
    await parts.pages.close()
    await parts.pool.close()
    parts.at_hand.close()
    parts.disk.close()


def facts(parts: Parts, pictures: PictureTable) -> dict[str, Any]:
    """For the page about the system."""
    covers = {"bytes": pictures.size(), "limit_bytes": parts.settings.thumbnail_store_mib * MIB}
    return {"waiting": parts.pool.waiting, "children": len(parts.pool.children), "covers": covers}


def children(parts: Parts) -> str:
    """For the health report: how many run, and which limits the kernel does not lay on them."""
    state = f"{len(parts.pool.children)} of {parts.pool.size} run, {parts.pool.waiting} comics wait"
    return f"{state}; {parts.unconfined or 'without network, and without files but those handed to them'}"


def rar(parts: Parts) -> str:
    """For the health report: can CBR be opened?"""
    if not parts.rar_works:
        raise Unavailable("rar_missing", MISSING)
    return "7zz works"
