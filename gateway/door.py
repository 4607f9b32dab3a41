"""The entrance for every request: whether it is let in at all, and who answers it."""

from __future__ import annotations

from typing import cast

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.headers import secured
from gateway.health import Health
from gateway.inbound import Inbound, check_host, check_reads, inbound_of
from gateway.proxy import Proxy
from gateway.settings import Settings
from gateway.static import Web
from gateway.system import System
from kit.errors import Forbidden, NotFound, Problem, Unauthorized
from kit.http.answer import Headers
from kit.observe import Observed, Outgoing, request_id
from kit.topology import owner_of

UNDER_WAY = "under_way"  # in the state of a request: what the hot path has begun of it
OPERATIONS = ("/healthz", "/metrics")
CLOSED = ("/api", "/internal")
BENEATH = tuple(f"{closed}/" for closed in CLOSED)


class Reading:
    """`receive` of one request, which notes whether its body was read to the end."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self.read = receive, False

    async def __call__(self) -> Message:
        message = await self._receive()
        self.read = self.read or not message.get("more_body", False)
        return message


class Door:
    """ASGI: the outermost layer. `app` answers /readyz, and lives the lifespan."""

    def __init__(
        self, app: ASGIApp, *, settings: Settings, proxy: Proxy, web: Web, health: Health, system: System
    ) -> None:
        self._app, self._settings, self._proxy, self._web = app, settings, proxy, web
        self._health, self._system = health, system
        self.observed = Observed(self._answer, "gateway", finish)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        if scope["type"] == "http" and scope["path"] != "/readyz":
            return await self.observed(scope, receive, send)

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = finish(scope, message["headers"])
            await send(message)

        return await self._app(scope, receive, send_secured)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        inbound, outgoing, reading = None, cast(Outgoing, send), Reading(receive)
        try:
            inbound = inbound_of(scope, self._settings.trusted_networks)
            scope["scheme"] = inbound.scheme
            await self._route(inbound, scope, reading if inbound.has_body else receive, send)
        except Problem as problem:
            if outgoing.status:
                raise
            response = problem.response(request_id.get())
            if not reading.read and (inbound is None or inbound.has_body):
                response.headers["Connection"] = "close"  # the rest of the request is not read
            if response.status_code == 401:
                response.headers.setdefault("WWW-Authenticate", "Bearer")
            await response(scope, receive, send)

    async def _route(self, inbound: Inbound, scope: Scope, receive: Receive, send: Send) -> None:
        path = inbound.path
        if path in OPERATIONS:
            return await self._operate(inbound, scope, receive, send)
        check_host(inbound, self._settings.host_names)
        if not path.startswith(BENEATH) and path not in CLOSED:
            scope["route_name"] = "web"
            return await self._web(inbound, send)
        service = owner_of(path)
        if service is None:
            raise NotFound("not_found", "There is nothing at this address.")
        scope["route_name"] = service.name
        if service.name == "gateway":
            await self._check_admin(inbound)
            return await (await self._system.answer(inbound))(scope, receive, send)
        return await self._proxy(inbound, service.name, receive, send, scope.get("state", {}).get(UNDER_WAY))

    async def _operate(self, inbound: Inbound, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route_name"] = inbound.path
        check_reads(inbound)
        if inbound.path == "/metrics":
            await self._check_admin(inbound)
            response = Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
        else:
            response = await self._health.answer()
        await response(scope, receive, send)

    async def _check_admin(self, inbound: Inbound) -> None:
        identity = await self._proxy.identify(inbound, "gateway")
        if identity is None:
            raise Unauthorized
        if identity.user.get("role") != "admin":
            raise Forbidden("admin_only", "Only an administrator may do this.")


def finish(scope: Scope, headers: Headers) -> Headers:
    """The headers of every answer, as the client gets them."""
    return secured(headers, scope["scheme"])
