"""Starts and stops scans: which parts are meant, the job row with its lease, what comes after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from starlette.concurrency import run_in_threadpool

from kit.client import ServiceClient
from kit.errors import Conflict, NotFound, Problem
from kit.wire.catalog import ComicFolder, LibraryInfo
from services.scanner import parts
from services.scanner.models import Job, Progress, ScanRequest
from services.scanner.reading import Cancelled
from services.scanner.run import Parts, Run
from services.scanner.store.jobs import LEFT_OVER, JobStore

log = logging.getLogger("quarterbin.scanner")

BEAT = 0.5  # seconds between two notes of progress
NEXT_LOOK, LAST_LOOK = 5.0, 600.0  # seconds until files that were still being written are looked at again; doubling
EVERYTHING = ScanRequest()


class Scans:
    """Starts, watches and stops scans of this process. `settle`: seconds for which files must have been left alone.

    `sleep` is what is waited with between two notes of progress.
    """

    def __init__(
        self,
        store: JobStore,
        library: ServiceClient,
        settle: float = 0.0,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store, self._library, self._rest, self._sleep = store, library, settle, sleep
        self._task: asyncio.Task[None] | None = None
        self._work: asyncio.Task[None] | None = None
        self._again: asyncio.Task[None] | None = None
        self._running: tuple[str | None, Progress] = (None, Progress())
        self._closing = self._cancelled = False
        self._pause = NEXT_LOOK
        self._unsettled: Parts = {}

    async def start(
        self, scan_type: str, wanted: ScanRequest = EVERYTHING, *, begun_by: str = "hand", only: Parts | None = None
    ) -> Job:
        """Starts a scan of what is wanted, or `only` of some parts.

        Raises Conflict while one runs, NotFound for what is unknown, Problem while the library does not answer.
        """
        libraries = await self.libraries()
        what = await self._parts(libraries, wanted) if only is None else only
        library_id = wanted.library or (next(iter(what)) if only and len(what) == 1 else None)
        create = partial(self._store.create_scan_job, category=wanted.category, series_id=wanted.series)
        job = await run_in_threadpool(create, scan_type, library_id, begun_by=begun_by)
        self._running, self._cancelled = (job.id, Progress()), False
        run = Run(self._library, libraries, what, self._rest)
        self._task = asyncio.create_task(self._run(job, run, self._running[1]), name=f"scan {job.id}")
        return job

    async def start_when_free(
        self, scan_type: str, wanted: ScanRequest = EVERYTHING, *, begun_by: str, only: Parts | None = None
    ) -> Job:
        """The same; waits while another scan runs."""
        while True:
            try:
                return await self.start(scan_type, wanted, begun_by=begun_by, only=only)
            except Conflict:
                await self.wait()
                await asyncio.sleep(BEAT)

    def live(self, job: Job) -> Job:
        """The job with this moment's counts, where it runs here; else as the database has it."""
        if self._running[0] != job.id or job.status != "running":
            return job
        return job.model_copy(update=dict(self._running[1]))

    def cancel_here(self) -> None:
        """Stops the scan that runs in this process."""
        self._cancelled = True
        if self._work:
            self._work.cancel()

    async def close(self) -> None:
        """Stops what runs, and waits until its job tells so."""
        self._closing = True
        self.cancel_here()
        if self._again:
            self._again.cancel()
        if self._task:
            with suppress(asyncio.CancelledError):
                await self._task

    async def wait(self) -> None:
        """Waits until no scan runs in this process."""
        if self._task:
            await asyncio.wait([self._task])

    async def libraries(self) -> list[LibraryInfo]:
        """All libraries, as the library service has them."""
        answer = await self._library.get("/internal/libraries")
        return [LibraryInfo.model_validate(one) for one in answer["items"]]

    async def _parts(self, libraries: list[LibraryInfo], wanted: ScanRequest) -> Parts:
        meant = [one for one in libraries if wanted.library in (None, one.id)]
        if wanted.library is not None and not meant:
            raise NotFound("library_not_found", "There is no such library.")
        if wanted.series is not None:
            answer = await self._library.get(f"/internal/series/{wanted.series}/folders")
            found = parts.of_series(ComicFolder.model_validate(one) for one in answer["items"])
            if not any(one.id in found for one in meant):
                raise NotFound("series_not_found", "There is no such series in the libraries.")
            return {one.id: list(found[one.id]) for one in meant if one.id in found}
        if wanted.category is not None:
            return await self._category(meant, wanted.category)
        return {one.id: None for one in meant}

    async def _category(self, libraries: list[LibraryInfo], category: str) -> Parts:
        found: Parts = {}
        for one in libraries:
            for root in one.roots:
                asked, on_disk = await run_in_threadpool(parts.of_category, root, category)
                if on_disk or any([await self._knows(one.id, part) for part in asked]):
                    found[one.id] = [*(found.get(one.id) or []), *asked]
        if not found:
            raise NotFound("category_not_found", "There is no such category.")
        return found

    async def _knows(self, library_id: str, part: parts.Part) -> bool:
        async with self._library.lines(f"/internal/libraries/{library_id}/snapshot", params=part.question()) as lines:
            return await anext(lines, None) is not None

    async def _run(self, job: Job, run: Run, progress: Progress) -> None:
        beating = asyncio.create_task(self._beat(job.id, progress))
        status, reason = "completed", None
        try:
            since = await run_in_threadpool(self._store.last_completed_start)
            self._work = asyncio.create_task(run.scan(progress, anew=job.scan_type == "rescan", since=since))
            if self._cancelled:
                self._work.cancel()
            await self._work
        except (Cancelled, asyncio.CancelledError):
            status, reason = ("failed", LEFT_OVER) if self._closing else ("cancelled", None)
        except Problem as problem:
            status, reason = "failed", problem.detail
        except Exception:  # the outermost guard of the work: the job tells the truth whatever went wrong
            log.exception("scan failed")
            status, reason = "failed", "Something went wrong on the server. The log says what."
        finally:
            self._work = None
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
        await run_in_threadpool(self._store.complete_scan_job, job.id, status, progress, reason)
        counts = progress.model_dump(exclude={"errors"})
        log.info("scan ended", extra={"data": {"job": job.id, "status": status, **counts}})
        if status == "completed":
            self._look_again(run.unsettled)

    def _look_again(self, unsettled: Parts) -> None:
        """Has the folders scanned again in which files were still being written."""
        for library_id, folders in unsettled.items():
            known = self._unsettled.get(library_id) or []
            self._unsettled[library_id] = parts.merged([*known, *(folders or [])])
        if not self._unsettled:
            self._pause = NEXT_LOOK
        elif not self._closing and (self._again is None or self._again.done()):
            self._again = asyncio.create_task(self._later(self._pause))
            self._pause = min(LAST_LOOK, self._pause * 2)

    async def _later(self, pause: float) -> None:
        await asyncio.sleep(pause)
        only, self._unsettled = self._unsettled, {}
        self._again = None
        try:
            await self.start_when_free("scan", begun_by="settle", only=only)
        except Problem as problem:
            log.warning("files still being written not looked at", extra={"data": {"reason": problem.detail}})

    async def _beat(self, job_id: str | None, progress: Progress) -> None:
        while True:
            await self._sleep(BEAT)
            phase = "walk" if progress.processed_comics < progress.total_comics else "save"
            try:
                said = await run_in_threadpool(self._store.update_scan_progress, job_id, phase, progress)
            except Problem as problem:
                log.warning("progress not noted", extra={"data": {"reason": problem.detail}})
                continue
            if said != "running":
                self.cancel_here()
