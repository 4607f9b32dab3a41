"""Tells the library what was found inside comics. What it does not hear now it hears later: the table remembers."""

from __future__ import annotations

import asyncio
import logging

from kit.client import ServiceClient
from kit.errors import NotFound, Problem
from kit.wire.catalog import Inspection
from services.thumbs.store import Finding, ThumbnailStore

BATCH = 200
TOGETHER = 8  # reports under way at once
AGAIN = 30.0  # seconds until what failed is tried again

log = logging.getLogger("quarterbin.thumbs")


class Reports:
    """A loop that sends what the table holds unreported."""

    def __init__(self, library: ServiceClient, store: ThumbnailStore) -> None:
        self._library, self._store = library, store
        self._news = asyncio.Event()
        self._at_once = asyncio.Semaphore(TOGETHER)

    def nudge(self) -> None:
        """There is something new to tell."""
        self._news.set()

    async def pages(self, comic_id: str, version: str, pages: int, problem: str) -> None:
        """Tells what opening a comic showed, at once and once. Raises Problem."""
        await self._post(comic_id, Inspection(version=version, pages=pages, problem=problem))

    async def run(self) -> None:
        """Sends until cancelled."""
        while True:
            self._news.clear()
            try:
                all_told = await self._send_batch()
            except Problem as problem:
                log.info("reports wait", extra={"data": {"reason": problem.detail}})
                all_told = False
            try:
                await asyncio.wait_for(self._news.wait(), None if all_told else AGAIN)
            except TimeoutError:
                continue

    async def _send_batch(self) -> bool:
        """Sends what is there. True when all of it was heard."""
        while findings := await asyncio.to_thread(self._store.unreported, BATCH):
            heard = await asyncio.gather(*map(self._told, findings))
            told = [finding for finding, one in zip(findings, heard, strict=True) if one]
            await asyncio.to_thread(self._store.reported, told)
            if len(told) < len(findings):
                return False
        return True

    async def _told(self, finding: Finding) -> bool:
        found = Inspection(
            version=finding.version,
            pages=finding.pages,
            has_thumbnail=finding.has_thumbnail,
            problem=finding.problem,
        )
        try:
            await self._post(finding.comic_id, found)
        except NotFound:
            return True  # the comic is gone: nobody is left to tell
        except Problem:
            return False
        return True

    async def _post(self, comic_id: str, found: Inspection) -> None:
        async with self._at_once:
            await self._library.post(f"/internal/comics/{comic_id}/inspection", found)
