"""Opens new and changed comics in the background: behind what people ask for, and not while they turn pages."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator

from kit.client import ServiceClient
from kit.errors import Problem
from kit.wire.catalog import ComicLocation
from kit.wire.inspection import Locations, WorkAsked
from services.thumbs.covers import Covers
from services.thumbs.pool import Pool

EACH = 4  # comics taken at once, a child's share
LOOK = 5.0  # seconds until the library is asked again, when there was nothing to do
QUIET = 2.0  # seconds since the last page that somebody read
AGAIN = 0.2  # seconds between looks whether it is quiet

log = logging.getLogger("quarterbin.thumbs")


class Inspector:
    """Works through what the library hands out; the other replicas do the same, each with comics of its own.

    One child is left to people wherever there are several.
    """

    def __init__(self, library: ServiceClient, covers: Covers, pool: Pool) -> None:
        self._library, self._covers, self._pool = library, covers, pool
        self._at_once = max(1, pool.size - 1)
        self._read_at = -QUIET

    def reading(self) -> None:
        """Somebody reads a page just now."""
        self._read_at = time.monotonic()

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            await self.quiet()
            try:
                done = await self.some()
            except Problem as problem:
                log.info("inspection waits", extra={"data": {"reason": problem.detail}})
                done = 0
            if not done:
                await asyncio.sleep(LOOK)

    async def some(self) -> int:
        """Takes some comics and opens them; how many there were. Raises Problem where the library does not answer."""
        asked = WorkAsked(limit=EACH * self._at_once)
        taken_at = time.time()
        work = await self._library.post_as(Locations, "/internal/inspections/take", asked)
        waiting = iter(work.items)
        await asyncio.gather(*(self._through(waiting, taken_at) for _ in range(self._at_once)))
        return len(work.items)

    async def quiet(self) -> None:
        """Returns once nobody waits for a child and nobody turned a page of late."""
        while self._pool.people_wait or time.monotonic() - self._read_at < QUIET:
            await asyncio.sleep(AGAIN)

    async def _through(self, waiting: Iterator[ComicLocation], taken_at: float) -> None:
        for location in waiting:
            await self.quiet()
            await self._open(location, taken_at)

    async def _open(self, location: ComicLocation, taken_at: float) -> None:
        try:
            await self._covers.inspected(location, taken_at)
        except Problem as problem:
            # Not the comic's fault: the library hands it out again when the lease ends.
            log.info("not inspected", extra={"data": {"comic": location.comic_id, "reason": problem.detail}})
