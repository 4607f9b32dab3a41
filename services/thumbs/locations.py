"""Where a comic lies and who may read it: asked of the library, kept for a few seconds."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict

from kit.client import ServiceClient
from kit.errors import NotFound
from kit.identity import Identity
from kit.wire.catalog import ComicLocation

KEPT = 4096
SECONDS = 5.0  # how long a change of place or age rating may go unseen
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def no_such_comic() -> NotFound:
    """The answer for what is not there and for what one may not see, the same to the letter."""
    return NotFound("comic_not_found", "There is no such comic, or it is not in a library you may read.")


class Locations:
    """Answers by the library, at most KEPT of them; a comic that many ask for at once is asked for once."""

    def __init__(self, library: ServiceClient) -> None:
        self._library = library
        self._kept: OrderedDict[str, tuple[float, ComicLocation | None]] = OrderedDict()
        self._asked: dict[str, asyncio.Task[ComicLocation | None]] = {}

    async def readable(self, comic_id: str, user: Identity) -> ComicLocation:
        """The comic's place, for somebody who may read it. Raises NotFound, and what the library raises."""
        if not _ID.fullmatch(comic_id):
            raise no_such_comic()
        location = await self._location(comic_id)
        if location is None or not user.may_read(location.library_id, location.age_rating):
            raise no_such_comic()
        return location

    async def _location(self, comic_id: str) -> ComicLocation | None:
        kept = self._kept.get(comic_id)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        task = self._asked.get(comic_id)
        if task is None:
            task = self._asked[comic_id] = asyncio.create_task(self._ask(comic_id))
            task.add_done_callback(lambda _: self._asked.pop(comic_id, None))
        return await asyncio.shield(task)

    async def _ask(self, comic_id: str) -> ComicLocation | None:
        try:
            found = await self._library.get_as(ComicLocation, f"/internal/comics/{comic_id}/location")
        except NotFound:
            found = None
        self._kept[comic_id] = (time.monotonic() + SECONDS, found)
        self._kept.move_to_end(comic_id)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found
