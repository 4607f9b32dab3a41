"""Runs scans: the job row with its lease, the reading in a thread, the batches to the library, one after another.

Walking and parsing (this process) and inserting (the library's) overlap: a few batches wait in a queue, and the
thread that reads waits when it is full.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from starlette.concurrency import run_in_threadpool

from kit.client import ServiceClient
from kit.errors import Problem
from kit.wire.catalog import Availability, BatchResult, LibraryInfo, ScanBatch
from services.scanner.diff import Known, Snapshot
from services.scanner.models import Job, Progress
from services.scanner.reading import Cancelled, Reading
from services.scanner.store import JobStore

log = logging.getLogger("quarterbin.scanner")

WAITING = 4  # batches that may wait for the library
BEAT = 0.5  # seconds between two notes of progress
PATIENCE = 30.0  # seconds the library may take for one batch
ATTEMPTS = 5  # for one batch, while the library does not answer


class Scans:
    """Starts, watches and stops scans of this process."""

    def __init__(self, store: JobStore, library: ServiceClient) -> None:
        self._store, self._library = store, library
        self._task: asyncio.Task[None] | None = None
        self._running: tuple[str | None, Progress] = (None, Progress())
        self._stop = threading.Event()

    async def start(self, scan_type: str, library_id: str | None = None) -> Job:
        """Starts a scan and returns its job. Raises Conflict while one runs, NotFound for an unknown library."""
        libraries = await self._libraries(library_id)
        job = await run_in_threadpool(self._store.create_scan_job, scan_type, library_id)
        self._stop = threading.Event()
        self._running = (job.id, Progress())
        self._task = asyncio.create_task(self._run(job, libraries, self._running[1]), name=f"scan {job.id}")
        return job

    def live(self, job: Job) -> Job:
        """The job with this moment's counts, where it runs here; else as the database has it."""
        if self._running[0] != job.id or job.status != "running":
            return job
        return job.model_copy(update=dict(self._running[1]))

    def cancel_here(self) -> None:
        """Stops the scan at the next folder, where it runs in this process."""
        self._stop.set()

    async def close(self) -> None:
        """Stops what runs, and waits until its job tells so."""
        self._stop.set()
        if self._task:
            with suppress(asyncio.CancelledError):
                await self._task

    async def wait(self) -> None:
        """Waits until no scan runs in this process."""
        if self._task:
            await asyncio.wait([self._task])

    async def _libraries(self, library_id: str | None) -> list[LibraryInfo]:
        answer = await self._library.get("/internal/libraries")
        libraries = [LibraryInfo.model_validate(one) for one in answer["items"]]
        if library_id is not None:
            libraries = [one for one in libraries if one.id == library_id]
            if not libraries:
                raise Problem("library_not_found", "There is no such library.", status=404)
        return libraries

    async def _run(self, job: Job, libraries: list[LibraryInfo], progress: Progress) -> None:
        beating = asyncio.create_task(self._beat(job.id, progress))
        status, reason = "completed", None
        try:
            await self._scan(job, libraries, progress)
        except Cancelled:
            status = "cancelled"
        except Problem as problem:
            status, reason = "failed", problem.detail
        except Exception:  # the outermost guard of the work: the job tells the truth whatever went wrong
            log.exception("scan failed")
            status, reason = "failed", "Something went wrong on the server. The log says what."
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
        await run_in_threadpool(self._store.complete_scan_job, job.id, status, progress, reason)
        counts = progress.model_dump(exclude={"errors"})
        log.info("scan ended", extra={"data": {"job": job.id, "status": status, **counts}})

    async def _scan(self, job: Job, libraries: list[LibraryInfo], progress: Progress) -> None:
        anew = job.scan_type == "rescan"
        since = await run_in_threadpool(self._store.last_completed_start)
        snapshots = [(one, await self._snapshot(one)) for one in libraries]
        loop, waiting = asyncio.get_running_loop(), asyncio.Queue[bytes | None](WAITING)

        def hand_over(item: bytes | None) -> None:
            """From the reading thread: waits while the queue is full, and for no longer than the scan lives."""
            future = asyncio.run_coroutine_threadsafe(waiting.put(item), loop)
            while True:
                with suppress(TimeoutError):
                    return future.result(BEAT)
                if self._stop.is_set():
                    future.cancel()
                    raise Cancelled

        def send(batch: ScanBatch) -> None:
            hand_over(batch.model_dump_json().encode())

        def alive() -> None:
            if self._stop.is_set():
                raise Cancelled

        reading = Reading(snapshots, anew=anew, since=since, progress=progress, send=send, alive=alive)

        def read() -> None:
            try:
                reading.run()
            finally:
                if not self._stop.is_set():
                    hand_over(None)

        saving = asyncio.create_task(self._save(waiting))
        try:
            await _together(run_in_threadpool(read), saving, self._stop)
        finally:
            saving.cancel()
        for one in reading.libraries:
            await self._tell_availability(one.info, one.offline)

    async def _snapshot(self, library: LibraryInfo) -> Snapshot:
        snapshot = Snapshot()
        async with self._library.lines(f"/internal/libraries/{library.id}/snapshot") as lines:
            async for line in lines:
                root_id, path, size, mtime, comic_id, missing = json.loads(line)
                snapshot.add(root_id, path, Known(comic_id, size, mtime, bool(missing)))
        return snapshot

    async def _save(self, waiting: asyncio.Queue[bytes | None]) -> None:
        while (body := await waiting.get()) is not None:
            for attempt in range(ATTEMPTS):
                try:
                    await self._library.post_raw(BatchResult, "/internal/scan/batch", body, timeout=PATIENCE)
                    break
                except Problem as problem:
                    # The same batch again changes nothing: a library that restarts costs a pause, not the scan.
                    if attempt == ATTEMPTS - 1 or problem.http_status < 502:
                        raise
                    await asyncio.sleep(BEAT * 2**attempt)

    async def _tell_availability(self, library: LibraryInfo, offline: str | None) -> None:
        if offline or not library.online:
            state = Availability(online=offline is None, reason=offline)
            await self._library.post(f"/internal/libraries/{library.id}/availability", state)

    async def _beat(self, job_id: str | None, progress: Progress) -> None:
        while True:
            await asyncio.sleep(BEAT)
            phase = "walk" if progress.processed_comics < progress.total_comics else "save"
            try:
                said = await run_in_threadpool(self._store.update_scan_progress, job_id, phase, progress)
            except Problem as problem:
                log.warning("progress not noted", extra={"data": {"reason": problem.detail}})
                continue
            if said != "running":
                self._stop.set()


async def _together(reading: Coroutine[Any, Any, None], saving: asyncio.Task[None], stop: threading.Event) -> None:
    """Waits for both; when one fails the other is stopped, and the first failure is raised."""
    read = asyncio.ensure_future(reading)
    try:
        await asyncio.gather(read, saving)
    except BaseException:
        stop.set()
        await asyncio.wait([read])
        raise
