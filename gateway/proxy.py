"""Requests to services and answers back, streamed: as fast as the client reads, and no longer than it stays."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.types import Receive, Send

from gateway import compression, csrf
from gateway.bodies import ClientGone, read_body
from gateway.credentials import cookie_of, credential_of, is_key
from gateway.headers import accepts_gzip, backward, onward
from gateway.inbound import Inbound
from gateway.resume import Body
from gateway.sessions import Sessions
from gateway.settings import Settings
from gateway.upstream import Ask, Begun, Upstream
from gateway.watch import Watch
from kit.client import ServiceTokens
from kit.errors import Conflict, Problem, TooMany, Unauthorized
from kit.http.answer import Headers
from kit.http.wire import SAFE
from kit.observe import request_id
from kit.wire.identity import COOKIE, IdentityAnswer

# Routes for logging in: an expired login must not stand in the way of a new one.
PUBLIC = ("/api/auth/check", "/api/auth/setup", "/api/auth/login", "/api/auth/register", "/api/auth/invite")

log = logging.getLogger("quarterbin.gateway")


class Proxy:
    """Carries a request to the service that answers it."""

    def __init__(
        self, settings: Settings, upstreams: dict[str, Upstream], sessions: Sessions, tokens: ServiceTokens
    ) -> None:
        self._settings, self._upstreams, self._sessions, self._tokens = settings, upstreams, sessions, tokens

    async def __call__(
        self, inbound: Inbound, service: str, receive: Receive, send: Send, under_way: Begun | None = None
    ) -> None:
        """Answers `inbound` from `service`, which may have been asked already. Raises a Problem before it answers."""
        try:
            await self._answer(inbound, service, receive, send, under_way)
        finally:
            if under_way:
                under_way.exchange.drop()

    async def _answer(
        self, inbound: Inbound, service: str, receive: Receive, send: Send, under_way: Begun | None
    ) -> None:
        identity = await self.identify(inbound, service)
        _check_account(inbound, identity)
        with suppress(ClientGone):
            body = b""
            if inbound.has_body:
                limit, within = self._settings.request_limit, self._settings.request_timeout
                body = await read_body(inbound, receive, limit=limit, within=within)
            ask = Ask(inbound.method, inbound.target, await self._onward(inbound, service, identity), body)
            watch = Watch(receive, send, self._settings.stall_timeout)
            try:
                await watch.during(self._carry(inbound, service, ask, watch.send, under_way))
            finally:
                if _changes_logins(service, ask):
                    self._sessions.forget()  # even if the answer was lost

    async def identify(self, inbound: Inbound, audience: str) -> IdentityAnswer | None:
        """Who sent a request, as auth tells `audience`; None for nobody.

        Raises Unauthorized for a login that is none, and Forbidden where another site may have sent the request.
        """
        try:
            credential = credential_of(inbound)
            csrf.check(inbound, credential.kind if credential else None)
            return await self._sessions.identity(credential, inbound, audience) if credential else None
        except (Unauthorized, TooMany):
            if inbound.path not in PUBLIC:
                raise
            csrf.check(inbound, None)
            return None

    async def _onward(self, inbound: Inbound, service: str, identity: IdentityAnswer | None) -> Headers:
        headers = onward(inbound)
        if identity:
            headers.append((b"authorization", b"Bearer " + identity.token.encode()))
        if current := request_id.get():
            headers.append((b"x-request-id", current.encode()))
        if service == "auth":
            cookie = cookie_of(inbound)
            if cookie and not is_key(inbound):
                headers.append((b"cookie", f"{COOKIE}={cookie}".encode("latin-1")))
            headers.append((b"x-client-address", inbound.address.encode()))
            headers.append((b"x-client-scheme", inbound.scheme.encode()))
            headers.append((b"x-gateway-token", (await self._tokens.token("auth")).encode()))
        return headers

    async def _carry(self, inbound: Inbound, service: str, ask: Ask, send: Send, under_way: Begun | None) -> None:
        upstream = self._upstreams[service]
        answer, replica = await upstream.request(ask, under_way)
        body = Body(upstream, ask, answer, replica)
        try:
            if _changes_logins(service, ask):
                self._sessions.forget()  # before the client gets the answer, so that its next request is checked anew
            headers, chunks = backward(answer.status, answer.headers), None
            if service != "auth" and compression.applies(answer.status, headers):
                headers = compression.varying(headers)
                if inbound.method == "GET" and accepts_gzip(inbound.text(b"accept-encoding")):
                    headers, chunks = compression.compressed_headers(headers), compression.compressed(body.chunks())
            whole = body.whole() if chunks is None else None
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            if whole is None:
                await self._stream(service, chunks or body.chunks(), send)
            else:
                await send({"type": "http.response.body", "body": whole})
        finally:
            await body.close()

    async def _stream(self, service: str, chunks: AsyncIterator[bytes], send: Send) -> None:
        """Sends the body. Where it breaks off it is left unfinished: the connection closes, and the client knows."""
        try:
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body"})
        except Problem as problem:
            log.warning("answer broke off for good", extra={"data": {"service": service, "code": problem.code}})


def _check_account(inbound: Inbound, identity: IdentityAnswer | None) -> None:
    """A page that was opened by somebody else says so (`X-Account`): what it sends is not this person's."""
    meant = inbound.text(b"x-account")
    if meant and identity and inbound.path not in PUBLIC and meant != identity.user["id"]:
        raise Conflict("another_account", "Somebody else is signed in here by now.")


def _changes_logins(service: str, ask: Ask) -> bool:
    """Whether a request may end a login.

    One without a login ends none, and must not cause all others to be checked anew.
    """
    return service == "auth" and ask.method not in SAFE and any(name == b"authorization" for name, _ in ask.headers)
