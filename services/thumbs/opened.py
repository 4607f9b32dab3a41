"""An open comic: one file, the volumes of a RAR, or a folder of pictures."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from kit.errors import NotFound, Problem, Unavailable, Unprocessable
from kit.paths import open_beneath, to_path
from kit.wire.catalog import ComicLocation

GONE = (errno.ENOENT, errno.ENOTDIR)
TROUBLE = (errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EMFILE, errno.ENFILE, errno.ENODEV, errno.ENXIO)

Result = TypeVar("Result")


class Album(NamedTuple):
    """A folder of pictures: names and sizes of its pages in reading order, and whether ComicInfo.xml lies there."""

    names: list[str]
    sizes: list[int]
    info: str | None
    content: tuple[int, float]
    newest_ns: int


@dataclass(frozen=True)
class Opened:
    """An open comic. `version` is that of what lies there now, which a scan may not have seen yet.

    `more` are the volumes after the first; `album` is set where it is a folder, which `fd` is then. Sizes and times are
    those of all files together.
    """

    location: ComicLocation
    fd: int
    size: int
    mtime_ns: int
    version: str
    more: tuple[int, ...] = ()
    album: Album | None = None

    @property
    def is_current(self) -> bool:
        """Is it what the library knows?"""
        return self.version == self.location.version

    @property
    def fds(self) -> list[int]:
        """Its files, for a child; of a folder none."""
        return [] if self.album else [self.fd, *self.more]

    def dup(self) -> list[int]:
        """The same files once more; the caller closes them."""
        return [os.dup(fd) for fd in self.fds]

    def close(self) -> None:
        """Closes all of it."""
        close(self.fd, *self.more)

    def page(self, number: int) -> int:
        """The open file that page `number` lies in, to be closed; for a thread. Raises Problem."""
        if self.album is None:
            return os.dup(self.fd)
        return self._file(self.album.names[number])

    def info(self) -> int | None:
        """The open ComicInfo.xml of a folder, to be closed; None where there is none. Raises Problem."""
        return self._file(self.album.info) if self.album and self.album.info else None

    def read(self, number: int, work: Callable[[int], Result]) -> Result:
        """What `work` makes of the open file that page `number` lies in; for a thread. Raises Problem."""
        if self.album is None:
            return work(self.fd)
        fd = self.page(number)
        try:
            return work(fd)
        finally:
            os.close(fd)

    def _file(self, name: str) -> int:
        return open_file(self.location.root, os.path.join(to_path(self.location.path), name))


def close(*fds: int) -> None:
    """Closes files."""
    for fd in fds:
        os.close(fd)


def unreadable(reason: str) -> Unprocessable:
    """The answer for a comic that is there and cannot be read."""
    return Unprocessable("comic_unreadable", reason)


def open_file(root: str, path: str) -> int:
    """A file beneath the root. Raises Problem."""
    try:
        fd = open_beneath(to_path(root), path)
    except (OSError, ValueError) as error:
        raise explained(error) from error
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise unreadable("It is not a file.")
    return fd


def explained(error: OSError | ValueError) -> Problem:
    """Why a file could not be opened, for people."""
    if not isinstance(error, OSError):
        return unreadable("This server cannot open its path.")
    if error.errno in GONE:
        return NotFound("comic_file_missing", "The file is not where it was. The next scan finds out where it went.")
    if error.errno in TROUBLE:
        return Unavailable("disk_trouble", "The folder of this comic cannot be read just now.", retry_after=10)
    if error.errno in (errno.EACCES, errno.EPERM):
        return unreadable("The server may not read this file: permission denied.")
    if error.errno is None:
        return unreadable("The file is a link that leads out of its library.")
    return unreadable(f"The file cannot be opened: {os.strerror(error.errno)}.")
