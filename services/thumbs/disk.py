"""Reading the folders of comics, in threads: a disk that hangs takes its own share of them and no more."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from kit.errors import NotFound, Problem, Unavailable, Unprocessable
from kit.paths import open_beneath, to_path
from kit.wire.catalog import ComicLocation, version_of

THREADS = 32
PER_ROOT = 8
PATIENCE = 4.0  # seconds for one read: below what the gateway waits
GONE = (errno.ENOENT, errno.ENOTDIR)
TROUBLE = (errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EMFILE, errno.ENFILE, errno.ENODEV, errno.ENXIO)

Result = TypeVar("Result")


@dataclass(frozen=True)
class Opened:
    """An open comic. `version` is that of the file as it is now, which a scan may not have seen yet."""

    location: ComicLocation
    fd: int
    size: int
    mtime_ns: int
    version: str

    @property
    def is_current(self) -> bool:
        """Is it the file that the library knows?"""
        return self.version == self.location.version


def unreadable(reason: str) -> Unprocessable:
    """The answer for a comic that is there and cannot be read."""
    return Unprocessable("comic_unreadable", reason)


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
            os.close(opened.fd)

    async def open(self, location: ComicLocation) -> Opened:
        """The comic, open; the caller closes `fd`."""
        return await self.run(location.root, lambda: open_comic(location), late=lambda opened: os.close(opened.fd))

    async def run(self, root: str, work: Callable[[], Result], late: Callable[[Result], None] | None = None) -> Result:
        """The result of `work` in a thread. Raises Unavailable after PATIENCE; what comes later goes to `late`."""
        share = self._shares.setdefault(root, asyncio.Semaphore(PER_ROOT))
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(PATIENCE):
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


def open_comic(location: ComicLocation) -> Opened:
    """The comic, open; for a thread. Raises Problem."""
    try:
        fd = open_beneath(to_path(location.root), to_path(location.path))
    except (OSError, ValueError) as error:
        raise _explained(error) from error
    about = os.fstat(fd)
    if not stat.S_ISREG(about.st_mode):
        os.close(fd)
        raise unreadable("It is not a file.")
    version = version_of(about.st_size, about.st_mtime)
    return Opened(location, fd, about.st_size, about.st_mtime_ns, version)


def _explained(error: OSError | ValueError) -> Problem:
    if not isinstance(error, OSError):
        return unreadable("Its path is none that this server can open.")
    if error.errno in GONE:
        return NotFound("comic_file_missing", "The file is not where it was. The next scan finds out where it went.")
    if error.errno in TROUBLE:
        return Unavailable("disk_trouble", "The folder of this comic cannot be read just now.", retry_after=10)
    if error.errno in (errno.EACCES, errno.EPERM):
        return unreadable("The server may not read this file: permission denied.")
    if error.errno is None:
        return unreadable("The file is a link that leads out of its library.")
    return unreadable(f"The file cannot be opened: {os.strerror(error.errno)}.")
