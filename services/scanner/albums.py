"""Folders of pictures: one that holds pictures and nothing else to read is a comic of the format `folder`.

It belongs to the folder above it, as a file there would: its name is its own folder's, its size the sum of its
pictures', its times the newest of theirs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kit import contents
from kit.contents import is_picture

FORMAT = contents.FOLDER
# Files that programs or people put beside comics: a folder may have them, and still be a comic.
COVERS = frozenset(
    {
        "cover",
        "folder",
        "poster",
        "thumb",
        "thumbnail",
        "banner",
        "fanart",
        "backdrop",
        "background",
        "logo",
        "clearart",
    }
)
BESIDES = frozenset({"xml", "json", "txt", "nfo", "md", "url", "ini", "db", "sfv", "md5", "sha1", "opf", "css", "html"})


class File(NamedTuple):
    """A comic on the disk: name as the system spells it, size in bytes, mtime and ctime in seconds since 1970."""

    name: str
    size: int
    mtime: float
    ctime: float
    format: str


def is_beside(name: str) -> bool:
    """May this file lie in a folder of pictures without making it anything else?"""
    stem, _, ending = name.rpartition(".")
    return not stem or ending.lower() in BESIDES


def album(path: str, pictures: Iterable[os.DirEntry[str]]) -> File | None:
    """The folder at `path` as a comic made of `pictures`; None where these are only covers. Raises OSError."""
    size, mtime, ctime, pages = 0, 0.0, 0.0, 0
    for entry in pictures:
        found = entry.stat()
        size += found.st_size
        mtime, ctime = max(mtime, found.st_mtime), max(ctime, found.st_ctime)
        pages += entry.name.rpartition(".")[0].lower() not in COVERS
    return File(path.rpartition("/")[2], size, mtime, ctime, FORMAT) if pages else None


def seen(path: str) -> File:
    """The folder of pictures at `path` as it is now. Raises OSError."""
    with os.scandir(path) as entries:
        made = album(path, _pictures(entries))
    if made:
        return made
    found = os.stat(path)
    return File(path.rpartition("/")[2], 0, found.st_mtime, found.st_ctime, FORMAT)


def _pictures(entries: Iterable[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    return (one for one in entries if one.name[0] != "." and is_picture(one.name) and one.is_file())
