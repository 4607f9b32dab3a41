"""Comics that somebody is reading just now, kept open for a moment.

A page that the system has in memory needs no thread then. Nothing here waits for a disk. The read gives up at once
where it would have to wait (RWF_NOWAIT, preadv2(2)), and file systems that cannot promise this, such as those over a
network, refuse it. Only after such a read is the open file looked at, which takes no disk on the others.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field

from kit.wire.catalog import ComicLocation
from services.thumbs.archives.archive import STORED
from services.thumbs.directories import Directory
from services.thumbs.opened import Opened
from services.thumbs.pages import WHOLE

SECONDS = 2.0  # seconds a comic is kept open, for which another file in its place may go unseen
MOST = 64
NOWAIT = getattr(os, "RWF_NOWAIT", None)  # Linux


@dataclass(frozen=True)
class Read:
    """A page: its bytes, the version of the file that they are from, and how many pages that has."""

    version: str
    count: int
    data: bytes | bytearray


@dataclass
class Held:
    """A comic that is kept open. `heads`: headers of its pages that whoever answers wants to keep with it."""

    opened: Opened
    directory: Directory
    state: tuple[int, ...]
    until: asyncio.TimerHandle
    heads: dict[tuple[int, bool], bytes] = field(default_factory=dict)


class AtHand:
    """Open files by comic. Not for threads."""

    def __init__(self) -> None:
        self._kept: dict[str, Held] = {}
        self._room = bytearray()  # what pages are read into that are sent at once; none while no comic is open

    def take(self, opened: Opened, directory: Directory) -> None:
        """Keeps an open comic for a moment where it is one file, and closes it then; else closes it at once."""
        comic_id = opened.location.comic_id
        self._drop(comic_id)
        if NOWAIT is None or opened.album or opened.more or len(self._kept) >= MOST:
            opened.close()
            return
        until = asyncio.get_running_loop().call_later(SECONDS, self._drop, comic_id)
        self._kept[comic_id] = Held(opened, directory, _state(opened.fd), until)

    def page(self, location: ComicLocation, number: int) -> Read | None:
        """A stored page of a comic that is kept and has not changed; None where it has to be read another way."""
        held = self.held(location)
        size = self._size(held, number) if held else None
        if held is None or size is None:
            return None
        data = bytearray(size)
        return Read(held.opened.version, len(held.directory.pages), data) if self._read(held, number, data) else None

    def held(self, location: ComicLocation) -> Held | None:
        """The comic, where it is kept open."""
        held = self._kept.get(location.comic_id)
        if held is None or (held.opened.location.root, held.opened.location.path) == (location.root, location.path):
            return held
        self._drop(location.comic_id)
        return None

    def peek(self, held: Held, number: int) -> memoryview | None:
        """As `page`, but the bytes are valid only until the next of these calls."""
        size = self._size(held, number)
        if size is None:
            return None
        if len(self._room) < size:
            self._room = bytearray(size)
        data = memoryview(self._room)[:size]
        return data if self._read(held, number, data) else None

    def close(self) -> None:
        """Closes all of them."""
        for comic_id in list(self._kept):
            self._drop(comic_id)

    def _size(self, held: Held, number: int) -> int | None:
        """How large a page is, where it can be read here."""
        pages = held.directory.pages
        entry = pages[number] if number < len(pages) else None
        return None if entry is None or entry.method != STORED or entry.size > WHOLE else entry.size

    def _read(self, held: Held, number: int, data: bytearray | memoryview) -> bool:
        try:
            read = os.preadv(held.opened.fd, [data], held.directory.pages[number].offset, NOWAIT or 0)
        except OSError:  # it is not in memory, or this file system does not say
            return False
        if _state(held.opened.fd) != held.state:
            self._drop(held.opened.location.comic_id)
            return False
        return read == len(data)

    def _drop(self, comic_id: str) -> None:
        if held := self._kept.pop(comic_id, None):
            held.until.cancel()
            held.opened.close()
        if not self._kept:
            self._room = bytearray()


def _state(fd: int) -> tuple[int, ...]:
    """What changes with the file: its bytes, its name, its place."""
    about = os.fstat(fd)
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_nlink
