"""One running scan: the snapshots of the library, the reading in a thread of its own, and the batches to the library.

Walking and parsing (in this process) and inserting (in the library's) overlap: a few batches wait in a queue, and the
reading thread waits while it is full.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from kit.client import ServiceClient
from kit.errors import Problem
from kit.wire.catalog import Alike, Availability, Contents, LibraryInfo
from kit.wire.scan import BatchResult
from services.scanner.diff import Snapshot
from services.scanner.elsewhere import Elsewhere
from services.scanner.models import Progress
from services.scanner.parts import Part
from services.scanner.reading import Cancelled, Reading

Parts = dict[str, list[Part] | None]  # by library; None: all of it
Result = TypeVar("Result")

WAITING = 4  # batches that may wait for the library
BEAT = 0.5  # seconds before a batch is sent again, and between two looks of a waiting thread
PATIENCE = 30.0  # seconds the library may take for one batch
ATTEMPTS = 5  # for one batch, while the library does not answer
NICE = 5  # niceness of the reading thread, so that people are answered first
FAREWELL = 0.5  # seconds the reading thread gets to notice that the scan is over


class Run:
    """One scan. `unsettled` holds, when it is over, where files are that were still being written."""

    def __init__(self, library: ServiceClient, libraries: list[LibraryInfo], parts: Parts, settle: float) -> None:
        """`libraries`: all there are; `parts`: what is scanned. Made on the loop that it runs on."""
        self._library, self._all, self._parts, self._rest = library, libraries, parts, settle
        self._loop, self._waiting = asyncio.get_running_loop(), asyncio.Queue[bytes | None](WAITING)
        self._over = threading.Event()
        self.unsettled: Parts = {}

    async def scan(self, progress: Progress, *, anew: bool, since: float) -> None:
        """Scans. When it is cancelled it ends within a second, whatever the disk and the library are doing."""
        reading = self._reading(progress, anew=anew, since=since)
        read = in_thread(reading.run)
        tasks = [asyncio.create_task(one) for one in (self._fill(reading), self._end(read), self._save())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            self._over.set()
            for task in tasks:
                task.cancel()
            if not read.done():
                await asyncio.wait({read}, timeout=FAREWELL)
        self.unsettled = dict(reading.unsettled)
        for one in reading.libraries:
            await self._tell_availability(one.info, one.offline, whole=one.parts is None)

    def _reading(self, progress: Progress, *, anew: bool, since: float) -> Reading:
        libraries = [(one, Snapshot(), self._parts[one.id]) for one in self._all if one.id in self._parts]
        whole = len(libraries) == len(self._all) and all(parts is None for parts in self._parts.values())
        elsewhere = Elsewhere(self._all, lambda contents: self._ask(self._alike(contents)), self._alive)
        return Reading(
            libraries,
            anew=anew,
            since=since,
            progress=progress,
            send=self._send,
            alive=self._alive,
            elsewhere=None if whole else elsewhere,
            settle=self._rest,
        )

    # Called by the reading thread:

    def _alive(self) -> None:
        if self._over.is_set():
            raise Cancelled

    def _send(self, batch: bytes) -> None:
        self._alive()
        self._ask(self._waiting.put(batch))

    def _ask(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Waits for the result of something on the loop, but no longer than the scan lives."""
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        while True:
            with suppress(TimeoutError):
                return future.result(BEAT)
            if self._over.is_set():
                future.cancel()
                raise Cancelled

    # Running meanwhile on the loop:

    async def _fill(self, reading: Reading) -> None:
        """Fetches the snapshots, while the walk is already running."""
        for one in reading.libraries:
            path = f"/internal/libraries/{one.info.id}/snapshot"
            for params in [{}] if one.parts is None else [part.question() for part in one.parts]:
                async with self._library.lines(path, params=params) as lines:
                    async for place in lines:
                        one.snapshot.add(place, await anext(lines), await anext(lines))
        reading.know()

    async def _alike(self, contents: Contents) -> list[Alike]:
        answer = await self._library.post("/internal/scan/alike", contents, timeout=PATIENCE)
        return [Alike.model_validate(one) for one in answer["items"]]

    async def _end(self, read: asyncio.Future[None]) -> None:
        await read
        await self._waiting.put(None)

    async def _save(self) -> None:
        while (body := await self._waiting.get()) is not None:
            for attempt in range(ATTEMPTS):
                try:
                    await self._library.post_as(BatchResult, "/internal/scan/batch", body, timeout=PATIENCE)
                    break
                except Problem as problem:
                    # Sending a batch twice changes nothing, so a library that restarts costs the scan a pause and no
                    # more.
                    if attempt == ATTEMPTS - 1 or problem.http_status < 502:
                        raise
                    await asyncio.sleep(BEAT * 2**attempt)

    async def _tell_availability(self, library: LibraryInfo, offline: str | None, *, whole: bool) -> None:
        if offline or (whole and not library.online):
            state = Availability(online=offline is None, reason=offline)
            await self._library.post(f"/internal/libraries/{library.id}/availability", state)


def in_thread(work: Callable[[], None]) -> asyncio.Future[None]:
    """Runs `work` in a thread that is not waited for when the process ends: a hanging disk must not keep it alive."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def tell(error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
            done.exception()  # retrieved here, for where nobody else does: the scan is over

    def run() -> None:
        error: BaseException | None = None
        if sys.platform == "linux":  # on systems where it applies to this thread and those it starts
            os.nice(NICE)
        try:
            work()
        except BaseException as caught:  # noqa: BLE001 - handed to whoever waits
            error = caught
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, error)

    threading.Thread(target=run, name="scan", daemon=True).start()
    return done
