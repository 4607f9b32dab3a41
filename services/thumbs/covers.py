"""Covers: from the folder, or made once for all who ask, in this process and in its replicas."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass

from kit.errors import Problem
from kit.wire.catalog import ComicLocation
from services.thumbs import metrics
from services.thumbs.children import Answer, ChildFailed, Refused
from services.thumbs.cover_files import CoverFolder
from services.thumbs.directories import Directories
from services.thumbs.disk import Disk, Opened
from services.thumbs.pool import Pool
from services.thumbs.reports import Reports
from services.thumbs.store import LEASE, Broken, Made, Taken, ThumbnailStore

LOOK_AGAIN = 0.2  # seconds between looks at what another replica renders


@dataclass(frozen=True)
class Cover:
    """A JPEG, or None and the `reason` why there is none, a sentence for people. `version` is that of its file."""

    data: bytes | None
    version: str
    reason: str = ""


class Covers:
    """Makes and finds covers."""

    def __init__(
        self,
        *,
        files: CoverFolder,
        store: ThumbnailStore,
        pool: Pool,
        disk: Disk,
        directories: Directories,
        reports: Reports,
    ) -> None:
        self.files, self.store, self.pool, self.disk = files, store, pool, disk
        self.directories, self.reports = directories, reports
        self._flights: dict[tuple[str, str], asyncio.Task[Cover]] = {}

    async def kept(self, location: ComicLocation) -> Cover | None:
        """The cover that was made before; None where none was."""
        data = await self.files.get(location.comic_id, location.version)
        return Cover(data, location.version) if data else None

    async def made(self, location: ComicLocation, wait: float) -> Cover | None:
        """The cover, made where it is missing; None when that takes longer than `wait` seconds, and goes on.

        Raises Unavailable where too many wait, or a disk or the database does not answer.
        """
        key = (location.comic_id, location.version)
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(self._make(location))
            flight.add_done_callback(lambda ended: self._landed(key, ended))
        done, _ = await asyncio.wait({flight}, timeout=wait)
        return flight.result() if done else None

    async def close(self) -> None:
        """Gives up what is being made; the leases are freed."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        if flights:
            await asyncio.wait(flights, timeout=5)

    def _landed(self, key: tuple[str, str], ended: asyncio.Task[Cover]) -> None:
        self._flights.pop(key, None)
        if not ended.cancelled():
            ended.exception()  # seen, even where nobody waits any more

    async def _make(self, location: ComicLocation) -> Cover:
        try:
            opened = await self.disk.open(location)
        except Problem as problem:
            if problem.http_status >= 500:
                raise
            return Cover(None, location.version, problem.detail)
        try:
            return await self._found_or_rendered(opened)
        finally:
            os.close(opened.fd)

    async def _found_or_rendered(self, opened: Opened) -> Cover:
        comic_id, version = opened.location.comic_id, opened.version
        reason = await asyncio.to_thread(self.store.broken, comic_id, version)
        if reason is not None:
            return Cover(None, version, reason)
        lost = False
        while True:
            if data := await self.files.get(comic_id, version):
                return Cover(data, version)
            lease = await asyncio.to_thread(self.store.take, comic_id, version, lost=lost)
            if isinstance(lease, Broken):
                return Cover(None, version, lease.reason)
            if isinstance(lease, Taken):
                return await self._render(opened, lease.attempt)
            lost = isinstance(lease, Made)  # where another replica ended in this moment, its file is there now
            if not lost:
                await asyncio.sleep(LOOK_AGAIN)

    async def _render(self, opened: Opened, attempt: int) -> Cover:
        comic_id, version = opened.location.comic_id, opened.version
        try:
            answer = await self._leased(opened)
            cover = await self._keep(opened, answer)
        except Refused as why:
            metrics.COVERS.labels("refused").inc()
            if why.passing:
                await self._release(opened, attempt)
            else:
                await asyncio.to_thread(self.store.refused, comic_id, version, None, why.why)
            cover = Cover(None, version, why.why)
        except ChildFailed as failed:
            metrics.COVERS.labels("crashed").inc()
            await asyncio.to_thread(self.store.failed, comic_id, version, attempt, failed.why)
            cover = Cover(None, version, failed.why)
        except (Problem, asyncio.CancelledError):
            await asyncio.shield(self._release(opened, attempt))
            raise
        self.reports.nudge()
        return cover

    async def _keep(self, opened: Opened, answer: Answer) -> Cover:
        """Puts the cover where all find it, and what was learnt into the table."""
        comic_id, version = opened.location.comic_id, opened.version
        directory = self.directories.learn(opened, answer)
        if len(answer.parts) < 2:
            reason = str(answer.ok["cover_problem"])
            metrics.COVERS.labels("refused").inc()
            await asyncio.to_thread(self.store.refused, comic_id, version, len(directory.pages), reason)
            return Cover(None, version, reason)
        data = answer.parts[1]
        await self.files.put(comic_id, version, data)
        await asyncio.to_thread(self.store.done, comic_id, version, len(directory.pages), directory.problem)
        metrics.COVERS.labels("made").inc()
        return Cover(data, version)

    async def _leased(self, opened: Opened) -> Answer:
        """The child's answer; the lease is renewed for as long as it takes, the time in the queue too."""
        job = asyncio.create_task(self.pool.ask("inspect", {"cover": True}, [opened.fd]))
        try:
            while not (await asyncio.wait({job}, timeout=LEASE / 2))[0]:
                await asyncio.to_thread(self.store.renew, opened.location.comic_id, opened.version)
        except BaseException:
            job.cancel()
            await asyncio.wait({job})
            raise
        return job.result()

    async def _release(self, opened: Opened, attempt: int) -> None:
        await asyncio.to_thread(self.store.release, opened.location.comic_id, opened.version, attempt)
