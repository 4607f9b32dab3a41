"""An open comic: one file, the volumes of a RAR, or a folder of pictures. Opened beneath its root and nowhere else."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple, TypeVar

from kit.contents import FOLDER, MOST_VOLUMES, content_of, following, is_page
from kit.errors import NotFound, Problem, Unavailable, Unprocessable
from kit.paths import open_beneath, to_path
from kit.wire.catalog import ComicLocation, version_of
from services.thumbs.archives.archive import is_info, natural
from services.thumbs.cached import open_cached

GONE = (errno.ENOENT, errno.ENOTDIR)
TROUBLE = (errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EMFILE, errno.ENFILE, errno.ENODEV, errno.ENXIO)
LISTED = 5.0  # seconds for which a change within a file of a folder may go unseen, while people turn its pages
LISTINGS = 200

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
        return _opened(self.location.root, os.path.join(to_path(self.location.path), name))


def close(*fds: int) -> None:
    """Closes files."""
    for fd in fds:
        os.close(fd)


def unreadable(reason: str) -> Unprocessable:
    """The answer for a comic that is there and cannot be read."""
    return Unprocessable("comic_unreadable", reason)


def at_once(location: ComicLocation) -> Opened | None:
    """The comic, open, where that waits for no disk; None where `open_comic` has to be asked. Raises nothing."""
    name = location.path.rpartition("/")[2]
    if location.format == FOLDER or next(iter(following(name)), None) is not None:
        return None
    try:
        fd = open_cached(to_path(location.root), to_path(location.path))
    except ValueError:
        return None
    if fd is None:
        return None
    about = os.fstat(fd)
    if not stat.S_ISREG(about.st_mode):
        close(fd)
        return None
    return _single(location, fd, about)


def _single(location: ComicLocation, fd: int, about: os.stat_result) -> Opened:
    version = version_of(*content_of([(about.st_size, about.st_mtime)]))
    return Opened(location, fd, about.st_size, about.st_mtime_ns, version)


def open_comic(location: ComicLocation) -> Opened:
    """The comic, open; for a thread. Raises Problem."""
    try:
        root, path = location.root, to_path(location.path)
        fd = open_beneath(to_path(root), path)
    except (OSError, ValueError) as error:
        raise _explained(error) from error
    more: list[int] = []
    try:
        about = os.fstat(fd)
        if stat.S_ISDIR(about.st_mode) and location.format == FOLDER:
            album = _listed(os.path.join(to_path(root), path), fd, about.st_mtime_ns)
            version = version_of(*album.content)
            return Opened(location, fd, album.content[0], album.newest_ns, version, album=album)
        if not stat.S_ISREG(about.st_mode):
            raise unreadable("It is not a file.")
        more += _volumes(root, path)
        if not more:
            return _single(location, fd, about)
        abouts = [about, *map(os.fstat, more)]
        size, mtime = content_of((one.st_size, one.st_mtime) for one in abouts)
        newest = max(one.st_mtime_ns for one in abouts)
        return Opened(location, fd, size, newest, version_of(size, mtime), tuple(more))
    except OSError as error:
        close(fd, *more)
        raise _explained(error) from error
    except BaseException:
        close(fd, *more)
        raise


def _volumes(root: str, path: str) -> list[int]:
    """The volumes that follow the first, at `path`, as far as they are there. Raises Problem."""
    found: list[int] = []
    folder, _, name = path.rpartition("/")
    for one in following(name):
        if len(found) + 1 >= MOST_VOLUMES:
            break
        try:
            found.append(_opened(root, f"{folder}/{one}" if folder else one))
        except NotFound:
            break
        except BaseException:
            close(*found)
            raise
    return found


def _opened(root: str, path: str) -> int:
    """A file beneath the root. Raises Problem."""
    try:
        fd = open_beneath(to_path(root), path)
    except (OSError, ValueError) as error:
        raise _explained(error) from error
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise unreadable("It is not a file.")
    return fd


_listings: OrderedDict[tuple[str, int], tuple[float, Album]] = OrderedDict()
_lock = Lock()


def _listed(path: str, fd: int, changed_ns: int) -> Album:
    """What lies in the open folder. Kept for a moment: a page is one file, and looking at all of them takes longer."""
    key = path, changed_ns
    with _lock:
        until, album = _listings.get(key, (0.0, None))
    if album is not None and until > time.monotonic():
        return album
    album = _look(fd)
    with _lock:
        _listings[key] = time.monotonic() + LISTED, album
        _listings.move_to_end(key)
        if len(_listings) > LISTINGS:
            _listings.popitem(last=False)
    return album


def _look(fd: int) -> Album:
    found, info = [], None
    for name in os.listdir(fd):
        if is_page(name):
            about = os.stat(name, dir_fd=fd)
            if stat.S_ISREG(about.st_mode):
                found.append((name, about))
        elif is_info(name):
            info = name
    found.sort(key=lambda one: (natural(one[0]), one[0]))
    content = content_of((about.st_size, about.st_mtime) for _, about in found)
    newest = max((about.st_mtime_ns for _, about in found), default=0)
    return Album([name for name, _ in found], [about.st_size for _, about in found], info, content, newest)


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
