"""Walks a root: reads directories and stats files, opens nothing.

What cannot be read is reported and left alone: comics beneath it are neither gone nor changed. Symbolic links are
followed to files that stay beneath the root; links to folders never are, so that nothing loops and nothing is there
twice; a link that leaves the root is refused and reported.

One thread is the quickest on a warm local disk. Where answers take long (a NAS, a disk that sleeps) the waiting is
shared: up to sixteen directories are read at once, from the moment that three in a row were slow.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from kit.contents import is_old_volume, is_picture
from kit.paths import for_people
from services.scanner.albums import File, album, is_beside
from services.scanner.answering import threads_of
from services.scanner.shelves import FORMATS
from services.scanner.volumes import joined

# What systems and NAS boxes put beside people's files.
SKIPPED = {"__MACOSX", "@eaDir", "#recycle", "#snapshot", "lost+found", "$RECYCLE.BIN", "System Volume Information"}
SERIES_JSON = "series.json"
WALKERS = 16
SLOW = 0.0003  # seconds for a directory or a stat; a warm local disk takes a hundredth of it
S_IFMT, S_IFREG = 0o170000, 0o100000  # what of a mode tells the kind; the kind of plain files
TICK = 100  # comics between two ticks, at most
BEAT = 0.2  # seconds between two looks whether the walk is still wanted, while nothing comes


class Folder(NamedTuple):
    """One directory: its path beneath the root, its comics, when its series.json last changed (None: it has none).

    `errors` say why it, or something in it, could not be read, with the path each is about; `unread` that the whole
    folder is one of those. `album` is the directory itself where it is a comic; `below` are the paths of its folders.
    """

    path: str
    files: list[File]
    series_json: float | None
    errors: list[tuple[str, str]]
    unread: bool = False
    album: File | None = None
    below: list[str] = []  # noqa: RUF012 - nobody adds to it


Tick = Callable[[int], None]


def walk(
    root: str,
    start: str = "",
    *,
    deep: bool = True,
    tick: Tick = lambda comics: None,
    alive: Callable[[], None] = lambda: None,
) -> Iterator[Folder]:
    """Every folder of `root` from `start` on, parents first; `start` alone where not `deep`.

    `tick` hears of every hundred comics found, from several threads, `alive` is asked several times a second; what they
    raise ends the walk. Nothing comes where `start` is not there. Raises OSError where the root itself cannot be read.
    """
    with os.scandir(root):
        pass
    home = os.path.realpath(root)
    if start and os.path.realpath(os.path.join(home, start)) != os.path.join(home, start):
        return  # a link is on the way: what lies there is not of this library
    pace = _Pace()

    def look(path: str) -> Folder:
        began = time.perf_counter()
        try:
            found = _read(root, home, path, tick)
        except OSError as error:
            gone = path == start and isinstance(error, FileNotFoundError | NotADirectoryError)
            return Folder(path, [], None, [] if gone else [(path, reason(error))], unread=True)
        pace.note((time.perf_counter() - began) / (1 + len(found.files)))
        return found

    for folder in _all(look, start, deep, pace, alive, threads_of(root)):
        if folder.errors or not folder.unread:
            yield folder


class _Pace:
    """How long directories and stats take of late."""

    def __init__(self) -> None:
        self._last: deque[float] = deque(maxlen=3)

    def note(self, seconds: float) -> None:
        self._last.append(seconds)

    @property
    def slow(self) -> bool:
        """Three in a row were: one alone may be another program's doing."""
        return len(self._last) == self._last.maxlen and min(self._last) > SLOW


def _all(
    look: Callable[[str], Folder], start: str, deep: bool, pace: _Pace, alive: Callable[[], None], threads: str
) -> Iterator[Folder]:
    pending, flying = [start], set[Future[Folder]]()
    pool: ThreadPoolExecutor | None = None
    try:
        while pending or flying:
            if not pace.slow and not flying:
                found = [look(pending.pop())]
            else:
                pool = pool or ThreadPoolExecutor(WALKERS, thread_name_prefix=threads)
                while pending and len(flying) < WALKERS:
                    flying.add(pool.submit(look, pending.pop()))
                done, flying = wait(flying, BEAT, FIRST_COMPLETED)
                found = [one.result() for one in done]
                alive()
            for one in found:
                if deep:
                    pending.extend(one.below)
                yield one
    finally:
        if pool:
            pool.shutdown(wait=False, cancel_futures=True)


def _read(root: str, home: str, path: str, tick: Tick) -> Folder:
    files: list[File] = []
    below: list[str] = []
    errors: list[tuple[str, str]] = []
    pieces: list[os.DirEntry[str]] = []  # pictures, and later volumes
    series_json, others = None, False
    told = 0
    prefix = path + "/" if path else ""
    with os.scandir(os.path.join(root, path) if path else root) as entries:
        for entry in entries:
            name = entry.name
            kind = FORMATS.get(name.rpartition(".")[2].lower())  # as `format_of`: a call less for every file
            if name[0] == "." or name in SKIPPED:
                continue
            try:
                found = entry.stat(follow_symlinks=False) if kind else None
                if found and found.st_mode & S_IFMT == S_IFREG:
                    files.append(File(name, found.st_size, found.st_mtime, found.st_ctime, kind or ""))
                elif entry.is_symlink() and not _stays(entry, home):
                    errors.append((prefix + name, "The link leads out of its library and is not followed."))
                elif kind and entry.is_file():
                    found = entry.stat()
                    files.append(File(name, found.st_size, found.st_mtime, found.st_ctime, kind))
                elif entry.is_dir(follow_symlinks=False):
                    below.append(prefix + name)
                elif name == SERIES_JSON and entry.is_file():
                    series_json = _newest(entry.stat())
                elif (is_picture(name) or is_old_volume(name)) and entry.is_file():
                    pieces.append(entry)
                else:
                    others = others or not is_beside(name)
            except OSError as error:
                errors.append((prefix + name, reason(error)))
            if len(files) - told >= TICK:
                tick(len(files) - told)
                told = len(files)
    old = {one.name: one for one in pieces if is_old_volume(one.name)}
    pictures = [one for one in pieces if one.name not in old]
    made = None if files or below or others or old or not path else _album(path, _told(pictures, tick), errors)
    tick(len(files) - told + (made is not None))
    return Folder(path, _joined(path, files, old, errors), series_json, errors, False, made, below)


def _joined(
    path: str, files: list[File], old: dict[str, os.DirEntry[str]], errors: list[tuple[str, str]]
) -> list[File]:
    """The files, those that are volumes of one archive as one."""
    try:
        return joined(files, old)
    except OSError as error:
        errors.append((path, reason(error)))
        return files


def _told(pictures: list[os.DirEntry[str]], tick: Tick) -> Iterator[os.DirEntry[str]]:
    """The same entries, while `tick` hears of the progress."""
    for number, one in enumerate(pictures):
        if number % TICK == 0:
            tick(0)
        yield one


def _album(path: str, pictures: Iterator[os.DirEntry[str]], errors: list[tuple[str, str]]) -> File | None:
    """The folder as a comic. Where one of its pictures cannot be read, the comic stays as it was known."""
    try:
        made = None if errors else album(path, pictures)
    except OSError as error:
        errors.append((path, reason(error)))
    else:
        if errors and any(pictures):
            errors.append((path, "Not all of its pictures can be read."))
        return made
    return None


def above(root: str, start: str) -> Iterator[Folder]:
    """The folders above `start`, the root first, without their comics: a series.json there applies to what is below."""
    parts = start.split("/")[:-1] if start else []
    for path in ["/".join(parts[:depth]) for depth in range(len(parts) + 1 if start else 0)]:
        try:
            found = os.stat(os.path.join(root, path, SERIES_JSON))
        except OSError:
            found = None
        told = _newest(found) if found and found.st_mode & S_IFMT == S_IFREG else None
        yield Folder(path, [], told, [])


def hidden(path: str) -> bool:
    """Does a walk skip what lies at `path` beneath the root?"""
    return any(part.startswith(".") or part in SKIPPED for part in path.split("/") if part)


def _newest(found: os.stat_result) -> float:
    return max(found.st_mtime, found.st_ctime)  # ctime: it may have been moved here


def _stays(entry: os.DirEntry[str], home: str) -> bool:
    target = os.path.realpath(entry.path)
    return target == home or target.startswith(home.rstrip("/") + "/")


def reason(error: OSError) -> str:
    """Why the system refused, as a sentence."""
    sentences = {
        PermissionError: "The server has no permission to read it.",
        FileNotFoundError: "It is not there.",
        NotADirectoryError: "It is not a folder.",
        TimeoutError: "It does not answer.",
    }
    return sentences.get(type(error), f"It cannot be read: {for_people(error.strerror or type(error).__name__)}.")
