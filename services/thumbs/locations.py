"""Where a comic lies and who may read it: asked from the library, and kept for a few seconds."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Sequence

from kit.client import ServiceClient
from kit.errors import GatewayTimeout, Problem
from kit.identity import Identity
from kit.wire.catalog import ChosenCover, ComicLocation, CoverChoice, comic_not_found
from kit.wire.inspection import MOST, LocationsAsked
from kit.wire.inspection import Locations as Found
from services.thumbs.gathering import Gathering

KEPT = 4096
PATIENCE = 4.0  # seconds for an answer, also where another question is under way first: below what the gateway waits
SECONDS = 5.0  # how long a change of place or age rating may go unseen
SOON = 0.5  # the same, of a cover whose address names another version
LINGER = 0.002  # seconds for which what is wanted is gathered before the library is asked;
NO_HURRY = 0.1  # the same, of what could not be begun with before others are done
NEVER = (0.0, None)
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Locations:
    """Answers by the library, at most KEPT of them; what is asked for at once is asked for together, and once."""

    def __init__(self, library: ServiceClient) -> None:
        self._library = library
        self._kept: OrderedDict[str, tuple[float, ComicLocation | None]] = OrderedDict()
        self._wanted: dict[str, asyncio.Future[ComicLocation | None]] = {}
        self._gathering = Gathering(self._begin)
        self._asking: asyncio.Task[None] | None = None
        self.coming = 0  # how many the library is being asked for

    async def readable(
        self, comic_id: str, user: Identity, *, seen: str | None = None, patient: bool = False
    ) -> ComicLocation:
        """The comic's place, for somebody who may read it. Raises NotFound, and what the library raises.

        `seen` is a version of its cover that somebody saw: where it is another, the library is asked once more.
        `patient`: nothing can be done with it at once, unless `hurry` is called.
        """
        if not _ID.fullmatch(comic_id):
            raise comic_not_found()
        if seen is not None and (location := self.kept(comic_id)) and seen != location.cover_version:
            self._outdated(comic_id)
        location = await self._location(comic_id, NO_HURRY if patient else LINGER)
        if location is None or not user.may_read(location.library_id, location.age_rating):
            raise comic_not_found()
        return location

    def hurry(self) -> None:
        """Asks the patient questions now, unless others are on their way: those are enough to go on with."""
        if not self.coming:
            self._gathering.hurry()

    def kept(self, comic_id: str) -> ComicLocation | None:
        """The comic's place, where it was asked for a moment ago."""
        until, location = self._kept.get(comic_id, NEVER)
        return location if until > time.monotonic() else None

    async def chosen(self, comic_id: str, page: int | None) -> ChosenCover:
        """Has the library remember the page that people chose as a comic's cover. Raises Problem."""
        choice = CoverChoice(page=page)
        cover = await self._library.post_as(ChosenCover, f"/internal/comics/{comic_id}/cover", choice)
        self._kept.pop(comic_id, None)
        return cover

    async def all(self, comic_ids: Sequence[str]) -> list[ComicLocation]:
        """The places of those that there are, as they are now. Raises Problem."""
        return (
            await self._library.post_as(Found, "/internal/comics/locations", LocationsAsked(ids=list(comic_ids)))
        ).items

    async def _location(self, comic_id: str, linger: float = LINGER) -> ComicLocation | None:
        until, location = self._kept.get(comic_id, NEVER)
        if until > time.monotonic():
            return location
        future = self._wanted.get(comic_id)
        if future is None:
            future = self._wanted[comic_id] = asyncio.get_running_loop().create_future()
        self._gathering.within(linger)
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(future)
        except TimeoutError as error:
            sentence = "The library service took too long to answer."
            raise GatewayTimeout("library_timeout", sentence, retry_after=2) from error

    def _outdated(self, comic_id: str) -> None:
        """What is kept may be: it is asked for again, but not again and again."""
        until, _ = self._kept[comic_id]
        if until - time.monotonic() < SECONDS - SOON:
            del self._kept[comic_id]

    def _begin(self) -> None:
        ids = list(self._wanted)[:MOST]
        if len(self._wanted) > MOST:
            self._gathering.within(0)
        if ids:
            self.coming = len(ids)
            self._asking = asyncio.create_task(self._ask(ids))
        else:  # all of it came with the last answer
            self._gathering.ended()

    async def _ask(self, ids: Sequence[str]) -> None:
        """Asks for these, together; what comes meanwhile waits for the next question."""
        try:
            found = {one.comic_id: one for one in await self.all(ids)}
        except Problem as problem:
            for comic_id in ids:
                future = self._wanted.pop(comic_id)
                future.set_exception(problem)
                future.exception()  # seen, even where nobody waits any more
        else:
            for comic_id in ids:
                self._keep(comic_id, found.get(comic_id))
                self._wanted.pop(comic_id).set_result(found.get(comic_id))
        finally:
            self.coming = 0
            self._gathering.ended()

    def _keep(self, comic_id: str, location: ComicLocation | None) -> None:
        self._kept[comic_id] = (time.monotonic() + SECONDS, location)
        self._kept.move_to_end(comic_id)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
