"""ASGI: a HEAD wherever there is a GET. FastAPI answers 405 to it unless every route says so itself."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Answers a HEAD as the GET would be, without its body, unless one of `routes` takes it itself."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self.app, self.routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or self._is_taken(scope):
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            scope["method"] = "HEAD"  # as it was: whoever sends it on has to know that no body comes
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"
        try:
            await self.app(scope, receive, send_without_body)
        finally:
            scope["method"] = "HEAD"

    def _is_taken(self, scope: Scope) -> bool:
        return any(route.matches(dict(scope))[0] is Match.FULL for route in self.routes)
