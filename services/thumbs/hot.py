"""The two most frequent answers: a cover of the grid, and a page whose place in its file is known.

They are sent without going through the framework, which would cost several times as much as the answer. The checks are
the same, and whatever is not quite so plain (a range, a width, a HEAD, a comic that one may not see, a cover that
cannot be made) goes on to `api`.
"""

from __future__ import annotations

import re
from contextlib import ExitStack

from starlette.types import ASGIApp, Receive, Scope, Send

from kit.errors import Problem
from kit.identity import Identity, Verifier
from kit.observe import request_id
from kit.wire.catalog import ComicLocation
from services.thumbs import answers, metrics
from services.thumbs.api import NO_STORE
from services.thumbs.archives import entries
from services.thumbs.archives.archive import CODED, Unreadable
from services.thumbs.at_hand import Read
from services.thumbs.directories import Directory, key_of
from services.thumbs.kinds import HEAD, RARE, picture_type
from services.thumbs.opened import Opened
from services.thumbs.opening import open_comic
from services.thumbs.pages import WHOLE
from services.thumbs.parts import Parts

_PATH = re.compile(r"/api/(?:cover/([0-9A-Za-z_-]{1,64})|read/([0-9A-Za-z_-]{1,64})/page/([0-9]{1,6}))")
_QUERY = re.compile(rb"(?:v=([0-9a-zA-Z]{1,64}))?")
ROUTES = {True: "/api/cover/{comic_id}", False: "/api/read/{comic_id}/page/{n}"}

Answer = tuple[int, dict[str, str], bytes | bytearray]


class Hot:
    """ASGI: answers what it can, and passes on the rest."""

    def __init__(self, app: ASGIApp, parts: Parts, verifier: Verifier) -> None:
        self.app, self._parts, self._verifier = app, parts, verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answer(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        except Problem as problem:
            await problem.response(request_id.get())(scope, receive, send)
            return
        if answer is None:
            await self.app(scope, receive, send)
            return
        status, headers, body = answer
        if status != 304:
            headers["Content-Length"] = str(len(body))
        await send({"type": "http.response.start", "status": status, "headers": raw(headers)})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope) -> Answer | None:
        """The answer; None where it is not for here. Raises what stands in the way of any answer (5xx)."""
        path, query = _PATH.fullmatch(scope["path"]), _QUERY.fullmatch(scope["query_string"])
        if path is None or query is None:
            return None
        headers: dict[bytes, bytes] = dict(scope["headers"])
        user = await self._user(headers)
        if user is None or b"range" in headers:
            return None
        version, seen = (query[1] or b"").decode(), headers.get(b"if-none-match", b"").decode("latin-1")
        try:
            locations = self._parts.locations
            patient = bool(path[1]) and self._parts.covers.can_wait(path[1], version, locations.coming)
            location = await locations.readable(path[1] or path[2], user, patient=patient)
            if path[1]:
                answer = await self._cover(location, version, seen)
            else:
                answer = await self._page(location, int(path[3]), version, seen)
        except Unreadable:
            return None  # `api` answers with the full explanation
        except Problem as problem:
            if problem.http_status >= 500:
                raise  # it is not to be tried twice
            return None
        if answer is not None:
            scope["route_name"] = ROUTES[bool(path[1])]
        return answer

    async def _user(self, headers: dict[bytes, bytes]) -> Identity | None:
        kind, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        try:
            return await self._verifier.identity(token.strip()) if kind.lower() == "bearer" else None
        except Problem:
            return None

    async def _cover(self, location: ComicLocation, version: str, seen: str) -> Answer | None:
        if version and version != location.cover_version:
            return None  # another page may have been chosen a moment ago
        headers = answers.caching(location.cover_version, immutable=bool(version))
        if seen == headers["ETag"]:
            return 304, headers, b""
        if seen:
            return None
        parts = self._parts
        cover = await parts.covers.kept(location, "grid")
        if cover is None:
            cover = await parts.covers.made(location, "grid", parts.settings.thumbs_cover_wait)
            if cover is None:
                return 200, {**NO_STORE, "X-Cover": "generating", "Content-Type": "image/jpeg"}, parts.generating
        if cover.data is None:  # to be said here: whoever asks once more has it tried once more
            return 200, {**NO_STORE, **answers.broken(cover.reason), "Content-Type": "image/jpeg"}, parts.broken
        if cover.version != location.cover_version:
            return None
        return 200, {**headers, "Content-Type": "image/jpeg"}, cover.data

    async def _page(self, location: ComicLocation, number: int, version: str, seen: str) -> Answer | None:
        if seen:
            return None
        self._parts.inspector.reading()
        at_hand = self._parts.at_hand
        found = at_hand.page(location, number)
        if found is None:
            read = await self._parts.disk.run(location.root, lambda: self._read(location, number), late=_close)
            if read is None:
                return None
            found, opened, directory = read
            at_hand.take(opened, directory)
        kind = picture_type(found.data[:HEAD])
        if kind is None or kind in RARE:
            return None
        metrics.PLACED.inc()
        immutable = version == found.version == location.version
        return 200, of_page(found.version, number, found.count, kind, immutable=immutable), found.data

    def _read(self, location: ComicLocation, number: int) -> tuple[Read, Opened, Directory] | None:
        """In a thread: opens the file as it is now, and reads the page at its place. Raises Problem, Unreadable."""
        with ExitStack() as last:
            opened = open_comic(location)
            last.callback(opened.close)
            directory = self._parts.directories.kept(key_of(opened))
            if directory is None or number >= len(directory.pages):
                return None
            entry = directory.pages[number]
            if entry.method == CODED or entry.size > WHOLE:
                return None
            data = opened.read(number, lambda fd: entries.read(fd, entry))
            last.pop_all()  # it stays open
            return Read(opened.version, len(directory.pages), data), opened, directory


def of_page(version: str, number: int, count: int, kind: str, *, immutable: bool) -> dict[str, str]:
    """The headers of page `number` of `count`, but for its length."""
    headers = answers.caching(f"{version}-{number}", immutable=immutable)
    return headers | {"X-Page-Count": str(count), "Accept-Ranges": "bytes", "Content-Type": kind}


def raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as they are sent."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _close(read: tuple[Read, Opened, Directory] | None) -> None:
    if read:
        read[1].close()
