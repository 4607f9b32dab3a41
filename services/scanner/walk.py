"""Walks a root: reads directories and stats files, opens nothing.

What cannot be read is reported and left alone: comics beneath it are neither gone nor changed. Symbolic links are
followed to files that stay beneath the root; links to folders never are, so that nothing loops and nothing is there
twice; a link that leaves the root is refused and reported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from kit.paths import for_people
from services.scanner.shelves import format_of

# What systems and NAS boxes put beside people's files.
SKIPPED = {"__MACOSX", "@eaDir", "#recycle", "#snapshot", "lost+found", "$RECYCLE.BIN", "System Volume Information"}
SERIES_JSON = "series.json"


class File(NamedTuple):
    """A comic's file: name as the system spells it, size in bytes, mtime in seconds since 1970."""

    name: str
    size: int
    mtime: float


class Folder(NamedTuple):
    """One directory: its path beneath the root, its comics, when its series.json last changed (None: it has none).

    `error` says why it, or something in it, could not be read, with the path it is about; `unread` that the whole
    folder is one of those.
    """

    path: str
    files: list[File]
    series_json: float | None
    errors: list[tuple[str, str]]
    unread: bool = False


def walk(root: str) -> Iterator[Folder]:
    """Every folder beneath `root`, the root first. Raises OSError where the root itself cannot be read."""
    with os.scandir(root):
        pass
    home = os.path.realpath(root)
    pending = [""]
    while pending:
        path = pending.pop()
        try:
            folder, below = _read(root, home, path)
        except OSError as error:
            yield Folder(path, [], None, [(path, reason(error))], unread=True)
            continue
        pending.extend(below)
        yield folder


def _read(root: str, home: str, path: str) -> tuple[Folder, list[str]]:
    files: list[File] = []
    below: list[str] = []
    errors: list[tuple[str, str]] = []
    series_json = None
    prefix = path + "/" if path else ""
    with os.scandir(os.path.join(root, path) if path else root) as entries:
        for entry in entries:
            name = entry.name
            if name[0] == "." or name in SKIPPED:
                continue
            try:
                if entry.is_symlink() and not _stays(entry, home):
                    errors.append((prefix + name, "The link leads out of its library and is not followed."))
                elif format_of(name):
                    if entry.is_file():
                        found = entry.stat()
                        files.append(File(name, found.st_size, found.st_mtime))
                    elif entry.is_dir(follow_symlinks=False):
                        below.append(prefix + name)
                elif entry.is_dir(follow_symlinks=False):
                    below.append(prefix + name)
                elif name == SERIES_JSON and entry.is_file():
                    found = entry.stat()
                    series_json = max(found.st_mtime, found.st_ctime)  # ctime: it may have been moved here
            except OSError as error:
                errors.append((prefix + name, reason(error)))
    return Folder(path, files, series_json, errors), below


def _stays(entry: os.DirEntry[str], home: str) -> bool:
    target = os.path.realpath(entry.path)
    return target == home or target.startswith(home.rstrip("/") + "/")


def reason(error: OSError) -> str:
    """Why the system refused, as a sentence."""
    sentences = {
        PermissionError: "The server has no permission to read it.",
        FileNotFoundError: "It was there a moment ago and is gone.",
        NotADirectoryError: "It is no folder.",
    }
    return sentences.get(type(error), f"It cannot be read: {for_people(error.strerror or type(error).__name__)}.")
