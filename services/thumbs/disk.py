"""Reads comics from the disk in threads, so that a hanging disk takes its share of the threads and no more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from typing import TypeVar

from kit.errors import Unavailable
from kit.wire.catalog import ComicLocation
from services.thumbs.opened import Opened
from services.thumbs.opening import at_once, open_comic

THREADS = 32
PER_ROOT = 8
PATIENCE = 4.0  # seconds for one read: below what the gateway waits

Result = TypeVar("Result")


class Disk:
    """Threads that read comics."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "disk")
        self._shares: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def opened(self, location: ComicLocation) -> AsyncIterator[Opened]:
        """The comic, open while the block lasts. Raises NotFound, Unprocessable or Unavailable."""
        opened = await self.open(location)
        try:
            yield opened
        finally:
            opened.close()

    async def open(self, location: ComicLocation) -> Opened:
        """The comic, open; the caller closes it."""
        if opened := at_once(location):
            return opened
        return await self.run(location.root, lambda: open_comic(location), late=Opened.close)

    async def run(self, root: str, work: Callable[[], Result], late: Callable[[Result], None] | None = None) -> Result:
        """The result of `work` in a thread. Raises Unavailable after PATIENCE; what comes later goes to `late`."""
        share = self._shares.setdefault(root, asyncio.Semaphore(PER_ROOT))
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(PATIENCE) if share.locked() else nullcontext():
                await share.acquire()
        except TimeoutError as error:
            raise _slow() from error
        future = loop.run_in_executor(self._threads, work)
        future.add_done_callback(lambda _: share.release())
        try:
            done, _ = await asyncio.wait({future}, timeout=PATIENCE)
        except asyncio.CancelledError:
            future.add_done_callback(lambda ended: _settle(ended, late))
            raise
        if not done:
            future.add_done_callback(lambda ended: _settle(ended, late))
            raise _slow()
        return future.result()

    def close(self) -> None:
        """Lets the threads end; those that hang are not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _settle(ended: asyncio.Future[Result], late: Callable[[Result], None] | None) -> None:
    if not ended.cancelled() and ended.exception() is None and late:
        late(ended.result())


def _slow() -> Unavailable:
    return Unavailable("disk_slow", "The folder of this comic does not answer just now.", retry_after=5)
