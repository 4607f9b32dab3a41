"""A request's body, read whole before a service hears of it: it is small, and a slow sender keeps no service busy."""

from __future__ import annotations

import asyncio

from starlette.types import Receive

from gateway.inbound import Inbound
from kit.errors import BadRequest, Problem
from kit.limits import too_large


class ClientGone(Exception):
    """The client has hung up: there is nobody to answer."""


async def read_body(inbound: Inbound, receive: Receive, *, limit: int, within: float) -> bytes:
    """The body, at most `limit` bytes in `within` seconds.

    Raises TooLarge as soon as it is known to be longer, the rest never being read, and ClientGone.
    """
    declared = inbound.headers.get(b"content-length", b"0")
    if not declared.isdigit():
        raise BadRequest("bad_request", "The length of this request is not right.")
    if len(declared) > 18 or int(declared) > limit:
        raise too_large(limit)
    try:
        async with asyncio.timeout(within):
            return await _read(receive, limit)
    except TimeoutError as error:
        sentence = "This request took too long to arrive."
        raise Problem("request_timeout", sentence, status=408) from error


async def _read(receive: Receive, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise too_large(limit)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
