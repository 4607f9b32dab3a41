"""Comics that somebody reads just now, kept open for a moment: a page that the system has in memory needs no thread.

Nothing here waits for a disk. The read is one that gives up at once where it would have to (RWF_NOWAIT, preadv2(2)),
and file systems that cannot promise this, as those over a network, refuse it; only then is the open file looked at,
which on the others takes no disk either.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass

from kit.wire.catalog import ComicLocation
from services.thumbs.archives.archive import STORED
from services.thumbs.directories import Directory
from services.thumbs.opened import Opened
from services.thumbs.pages import WHOLE

SECONDS = 2.0  # how long a comic is kept open: another file at its place may go unseen that long
MOST = 64
NOWAIT = getattr(os, "RWF_NOWAIT", None)  # Linux


@dataclass(frozen=True)
class Read:
    """A page: its bytes, the version of the file that they are from, and how many pages that has."""

    version: str
    count: int
    data: bytes | bytearray


class AtHand:
    """Open files by comic. Not for threads."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Opened, Directory, tuple[int, ...], asyncio.TimerHandle]] = {}

    def take(self, opened: Opened, directory: Directory) -> None:
        """Keeps an open comic for a moment where it is one file, and closes it then; else closes it at once."""
        comic_id = opened.location.comic_id
        self._drop(comic_id)
        if NOWAIT is None or opened.album or opened.more or len(self._kept) >= MOST:
            opened.close()
            return
        until = asyncio.get_running_loop().call_later(SECONDS, self._drop, comic_id)
        self._kept[comic_id] = opened, directory, _state(opened.fd), until

    def page(self, location: ComicLocation, number: int) -> Read | None:
        """A stored page of a comic that is kept and has not changed; None where it has to be read another way."""
        kept = self._kept.get(location.comic_id)
        if kept is None or NOWAIT is None:
            return None
        opened, directory, state, _ = kept
        if (opened.location.root, opened.location.path) != (location.root, location.path):
            self._drop(location.comic_id)
            return None
        entry = directory.pages[number] if number < len(directory.pages) else None
        if entry is None or entry.method != STORED or entry.size > WHOLE:
            return None
        data = bytearray(entry.size)
        try:
            whole = os.preadv(opened.fd, [data], entry.offset, NOWAIT) == entry.size
        except OSError:  # it is not in memory, or this file system does not say
            return None
        if _state(opened.fd) != state:
            self._drop(location.comic_id)
            return None
        return Read(opened.version, len(directory.pages), data) if whole else None

    def close(self) -> None:
        """Closes all of them."""
        for comic_id in list(self._kept):
            self._drop(comic_id)

    def _drop(self, comic_id: str) -> None:
        if kept := self._kept.pop(comic_id, None):
            kept[-1].cancel()
            kept[0].close()


def _state(fd: int) -> tuple[int, ...]:
    """What changes with the file: its bytes, its name, its place."""
    about = os.fstat(fd)
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_nlink
