"""Tells the library what was found inside comics. What it does not hear now it hears later: the table remembers."""

from __future__ import annotations

import asyncio
import logging

from kit.client import ServiceClient
from kit.errors import Problem
from kit.wire.inspection import Inspected, InspectionBatch
from services.thumbs.store.thumbnails import Finding, ThumbnailStore

BATCH = 100
LARGEST = 4 * 1024 * 1024  # bytes of contents in one report, unless a comic alone has more
LINGER = 1.0  # seconds for which news are gathered before they are told
AGAIN = 30.0  # seconds until what failed is tried again
NEVER = (400, 413, 422)  # answers that the same report gets however often it is sent

log = logging.getLogger("quarterbin.thumbs")


class Reports:
    """A loop that sends what the table holds unreported."""

    def __init__(self, library: ServiceClient, store: ThumbnailStore) -> None:
        self._library, self._store = library, store
        self._news = asyncio.Event()

    def nudge(self) -> None:
        """There is something new to tell."""
        self._news.set()

    async def pages(self, comic_id: str, version: str, pages: int, problem: str) -> None:
        """Tells what opening a comic showed, at once and once. Raises Problem."""
        await self._post([Inspected(comic_id=comic_id, version=version, pages=pages, problem=problem[:500])])

    async def unopened(self, comic_id: str, version: str, problem: str) -> None:
        """Tells that a comic cannot be opened at all, at once and once. Raises Problem."""
        found = Inspected(comic_id=comic_id, version=version, has_thumbnail=False, problem=problem[:500])
        await self._post([found])

    async def torn(self, comic_id: str, version: str, problem: str) -> None:
        """Tells what is wrong with a comic that can be opened, at once and once. Raises Problem."""
        await self._post([Inspected(comic_id=comic_id, version=version, problem=problem[:500])])

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
                await asyncio.sleep(LINGER)
                await asyncio.wait_for(self._news.wait(), None if all_told else AGAIN)
            except TimeoutError:
                continue

    async def _send_batch(self) -> bool:
        """Sends what is there. True when all of it was heard; what came meanwhile is news, and gathers."""
        while True:
            found = await asyncio.to_thread(self._store.unreported, BATCH)
            findings = _no_larger(found)
            if findings and not await self._heard(findings):
                return False
            if len(findings) == len(found) < BATCH:
                return True

    async def _heard(self, findings: list[Finding]) -> bool:
        """Has the library heard these? Raises Problem."""
        try:
            await self._library.post("/internal/inspections", _told(findings))
        except Problem as problem:
            if problem.http_status not in NEVER:
                return False
            for one in findings:
                await self._alone(one)
        await self._store.reported(findings)
        return True

    async def _alone(self, one: Finding) -> None:
        """Tells of one comic; what the library never takes holds up nothing else. Raises Problem."""
        try:
            await self._library.post("/internal/inspections", _told([one]))
        except Problem as problem:
            if problem.http_status not in NEVER:
                raise
            log.error("report refused", extra={"data": {"comic": one.comic_id, "reason": problem.detail}})

    async def _post(self, found: list[Inspected]) -> None:
        await self._library.post("/internal/inspections", InspectionBatch(items=found))


def _told(findings: list[Finding]) -> bytes:
    """An InspectionBatch. `contents` are such JSON already, often of hundreds of pages: it goes out as it is."""
    items = []
    for one in findings:
        known = Inspected(
            comic_id=one.comic_id,
            version=one.version,
            pages=one.pages,
            has_thumbnail=one.has_thumbnail,
            problem=one.problem[:500],
        ).model_dump_json(exclude_unset=True)
        items.append(f"{known[:-1]},{one.contents[1:]}" if one.contents else known)
    return f'{{"items":[{",".join(items)}]}}'.encode()


def _no_larger(findings: list[Finding]) -> list[Finding]:
    """As many of them, from the first on, as may go together."""
    size, count = 0, 0
    for finding in findings:
        size += len(finding.contents or "")
        if count and size > LARGEST:
            break
        count += 1
    return findings[:count]
