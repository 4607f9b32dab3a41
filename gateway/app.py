"""The gateway, wired."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

import kit.app
from gateway.door import Door
from gateway.health import Health
from gateway.hot import Hot
from gateway.hot_protocol import HotProtocol
from gateway.proxy import Proxy
from gateway.sessions import Sessions
from gateway.settings import Settings
from gateway.static import Web
from gateway.system import System
from gateway.upstream import Upstream
from kit.client import ServiceTokens
from kit.http.answer import Transport
from kit.topology import BY_NAME

SERVICE = "gateway"


def create_app(settings: Settings, *, transport: Transport | None = None) -> FastAPI:
    """The app of the gateway. Raises StartupError where its secret or the web app is missing."""
    urls = {name: settings.url_of(name) for name in BY_NAME[SERVICE].calls}
    tokens = ServiceTokens(SERVICE, settings.secret_of(SERVICE), urls["auth"], transport=transport)
    sessions = Sessions(urls["auth"], tokens, transport=transport)
    upstreams = {
        name: Upstream(
            name,
            url,
            answer_timeout=settings.picture_timeout if name == "thumbs" else settings.answer_timeout,
            free_within=settings.picture_timeout * 0.8 if name == "thumbs" else None,  # many wait for one cover
            gap=settings.body_gap,
            connections=settings.service_connections,
            transport=transport,
        )
        for name, url in urls.items()
    }
    health = Health(urls, transport=transport)
    proxy = Proxy(settings, upstreams, sessions, tokens)
    system = System(upstreams, tokens, transport=transport)
    web = Web(settings.web_dir, reload=settings.web_reload)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        for upstream in upstreams.values():
            await upstream.close()
        for client in (sessions, health, system, tokens):
            await client.close()

    app = kit.app.create_app(SERVICE, routers=[], lifespan=lifespan, checks={})
    # Outside of all the framework's layers, so that requests to a service pass through none of them.
    door = Door(app.build_middleware_stack(), settings=settings, proxy=proxy, web=web, health=health, system=system)
    app.middleware_stack = door
    app.state.protocol = HotProtocol
    app.state.hot = Hot(settings, upstreams["thumbs"], sessions, door.observed)
    return app
