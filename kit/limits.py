"""ASGI: a request body may be so large and no larger, whether it says its length or not."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.errors import TooLarge
from kit.observe import request_id

MIB = 1024 * 1024


class BodyLimit:
    """Answers 413 as soon as a body is known to be longer than `limit` bytes; the rest of it is never read."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not declared.isdigit() or len(declared) > 18 or int(declared) > self.limit:
            await too_large(self.limit).response(request_id.get())(scope, receive, send)
            return
        seen, refused = 0, False

        async def receive_counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > self.limit:
                    raise too_large(self.limit)
            return message

        async def send_unless_too_large(message: Message) -> None:
            # The app may have turned the error above into an answer of its own: ours counts.
            nonlocal refused
            if seen > self.limit and message["type"] == "http.response.start":
                refused = True
                await too_large(self.limit).response(request_id.get())(scope, receive, send)
            elif not refused:
                await send(message)

        await self.app(scope, receive_counted, send_unless_too_large)


def too_large(limit: int) -> TooLarge:
    """The answer to a body of more than `limit` bytes, the rest of which is not read."""
    size = f"{limit // MIB} MiB" if limit >= MIB else f"{limit // 1024} KiB"
    sentence = f"That is more than this server takes at once ({size})."
    return TooLarge("body_too_large", sentence, headers={"Connection": "close"})
