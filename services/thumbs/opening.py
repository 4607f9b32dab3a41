"""Opens a comic, beneath the root of its library and nowhere else."""

from __future__ import annotations

import os
import stat
import time
from collections import OrderedDict
from threading import Lock

from kit.contents import FOLDER, MOST_VOLUMES, content_of, following, is_page
from kit.errors import NotFound
from kit.paths import open_beneath, to_path
from kit.wire.catalog import ComicLocation, version_of
from services.thumbs.archives.archive import is_info, natural
from services.thumbs.cached import open_cached
from services.thumbs.opened import Album, Opened, close, explained, open_file, unreadable

LISTED = 5.0  # seconds for which a change within a file of a folder may go unseen, while people turn its pages
LISTINGS = 200


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
        raise explained(error) from error
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
        raise explained(error) from error
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
            found.append(open_file(root, f"{folder}/{one}" if folder else one))
        except NotFound:
            break
        except BaseException:
            close(*found)
            raise
    return found


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
