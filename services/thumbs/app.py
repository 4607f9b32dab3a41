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
from kit.observe import Observed
from services.thumbs import api, export
from services.thumbs.archives.archive import MIB
from services.thumbs.archives.tool import MISSING
from services.thumbs.children import ChildFailed
from services.thumbs.direct import Direct
from services.thumbs.hot import Hot
from services.thumbs.hot_protocol import HotProtocol
from services.thumbs.parts import Parts, put_together
from services.thumbs.settings import Settings

NAME = "thumbs"
MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(settings: Settings, *, transport: Transport | None = None) -> FastAPI:
    """The app of thumbs. Raises StartupError where it cannot work."""
    database = Database(settings, NAME, durable=False)  # all that it knows can be learnt again from the comics
    database.init_db(MIGRATIONS)
    tokens = ServiceTokens(NAME, settings.secret_of(NAME), settings.url_of("auth"), transport=transport)
    auth = ServiceClient("auth", settings.url_of("auth"), transport=transport)
    library = ServiceClient("library", settings.url_of("library"), tokens=tokens, transport=transport)
    parts = put_together(settings, database, library)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await begin(parts)
        try:
            async with beside(*background(parts)):
                yield
        finally:
            await end(parts)
            for client in (tokens, auth, library):
                await client.close()
            database.close()

    checks: dict[str, kit_app.Check] = {
        "database": database.check,
        "library": library.check,
        "children": lambda: children(parts),
        "covers": parts.files.check,
        "rar": lambda: rar(parts),
    }
    app = kit_app.create_app(
        NAME,
        routers=[api.router, export.router],
        lifespan=lifespan,
        checks=checks,
        facts=lambda: facts(parts),
        rest=database.rest,
    )
    app.state.verifier = Verifier(NAME, AuthKeys(auth))
    app.state.parts = parts
    answer_directly(app)
    return app


def answer_directly(app: FastAPI) -> None:
    """Has what is at hand answered before the framework's layers; where possible, on the connection itself."""
    parts, verifier = app.state.parts, app.state.verifier
    # Inside Observed, which counts requests and has the last word on headers, and outside of all other middleware.
    app.user_middleware = [one for one in app.user_middleware if one.cls is not cast(Any, Observed)]
    observed = Observed(Hot(app.build_middleware_stack(), parts, verifier), NAME)
    app.middleware_stack = observed
    app.state.protocol = HotProtocol
    app.state.direct = Direct(parts, verifier, observed)


def background(parts: Parts) -> list[Work]:
    """The work that runs beside the requests, until it is cancelled."""

    async def versions(comic_ids: Sequence[str]) -> dict[str, frozenset[str]]:
        found = await parts.locations.all(comic_ids)
        return {one.comic_id: frozenset((one.version, one.cover_version)) for one in found}

    work = [parts.reports.run, lambda: parts.files.run(versions)]
    return [*work, parts.inspector.run] if parts.settings.thumbs_inspect else work


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
    with contextlib.suppress(Problem):
        await parts.files.note()
    parts.writes.close()


def facts(parts: Parts) -> dict[str, Any]:
    """For the page about the system."""
    covers = {"bytes": parts.pictures.size(), "limit_bytes": parts.settings.thumbnail_store_mib * MIB}
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
