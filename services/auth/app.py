"""The auth service, wired."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

import kit.app
from kit.background import beside
from kit.backup import FOLDER
from kit.client import ServiceClient
from kit.db import Database
from kit.http.answer import Transport
from kit.identity import Verifier
from services.auth import internal, predecessor
from services.auth.api import backups, export, invites, login, me, users
from services.auth.backups import Backups
from services.auth.clients import Clients
from services.auth.facts import facts
from services.auth.farewell import Farewell, OwnTokens
from services.auth.last_used import LastUsed
from services.auth.parts import Parts
from services.auth.passwords import Passwords
from services.auth.settings import Settings
from services.auth.setup import SetupCode
from services.auth.signer import Signer
from services.auth.store.users import has_admin
from services.auth.throttle import Throttle

MIGRATIONS = Path(__file__).with_name("migrations")
ROUTES = (login, me, export, users, invites, backups, internal, predecessor)
BODY_LIMIT = 256 * 1024  # bytes: a thousand library ids, and nothing here is longer


def create_app(settings: Settings, *, transport: Transport | None = None) -> FastAPI:
    """The app. Raises StartupError where it cannot work."""
    parts = make_parts(settings, transport)
    offer_setup(parts)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with beside(parts.farewell.run):
                yield
        finally:
            await parts.farewell.close()
            await parts.backups.close()
            parts.db.close()

    app = kit.app.create_app(
        "auth",
        routers=[one.router for one in ROUTES],
        lifespan=lifespan,
        checks={"database": parts.db.check},
        facts=lambda: facts(parts),
        body_limit=BODY_LIMIT,
        rest=parts.db.rest,
    )
    app.state.parts, app.state.verifier = parts, Verifier("auth", parts.signer)
    return app


def make_parts(settings: Settings, transport: Transport | None) -> Parts:
    """What the routes work with; the tables are up to date. Raises StartupError."""
    signer = Signer.load(settings.secrets / "auth" / "identity.key")
    clients = Clients(settings.secrets / "auth" / "clients.json")
    db = Database(settings, "auth")
    db.init_db(MIGRATIONS)
    library = ServiceClient("library", settings.url_of("library"), tokens=OwnTokens(signer), transport=transport)
    return Parts(
        db=db,
        signer=signer,
        clients=clients,
        passwords=Passwords(),
        throttle=Throttle(db),
        setup_code=SetupCode(settings.data_dir / "setup-code"),
        last_used=LastUsed(db),
        farewell=Farewell(db, library),
        backups=Backups(db, settings.data_dir / FOLDER, settings.backups_keep),
    )


def offer_setup(parts: Parts) -> None:
    """While there is no administrator there is a code for making one; after that there is none."""
    with parts.db.read() as connection:
        done = has_admin(connection)
    if done:
        parts.setup_code.discard()
    else:
        parts.setup_code.offer()
