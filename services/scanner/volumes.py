"""RARs in several volumes: one comic, named as its first; the others are no comics of their own."""

from __future__ import annotations

import os
from collections.abc import Container, Mapping

from kit.contents import content_of, first_volumes, volumes
from services.scanner import albums
from services.scanner.albums import File
from services.scanner.shelves import format_of

FORMAT = "cbr"


def joined(files: list[File], old: Mapping[str, os.DirEntry[str]]) -> list[File]:
    """The comics of a folder, each with all of its volumes.

    `old` are files named as later volumes of a RAR once were. Raises OSError where one of them cannot be looked at.
    """
    rars = {file.name: file for file in files if file.format == FORMAT}
    if not old and not any(".part" in name.lower() for name in rars):
        return files
    names = {*rars, *old}
    found = []
    for file in files:
        if file.format != FORMAT:
            found.append(file)
        elif not any(first in rars for first in first_volumes(file.name)):
            more = [rars[name] if name in rars else _file(old[name].stat()) for name in volumes(file.name, names)]
            found.append(_whole(file, more))
    return found


def seen(path: str) -> File:
    """The comic at `path` as it is now: a file, with the volumes that lie beside it, or a folder. Raises OSError."""
    if os.path.isdir(path):
        return albums.seen(path)
    name, found = path.rpartition("/")[2], os.stat(path)
    file = File(name, found.st_size, found.st_mtime, found.st_ctime, format_of(name) or "")
    folder = os.path.dirname(path)
    names = volumes(file.name, _Beside(folder))
    return _whole(file, [_file(os.stat(os.path.join(folder, name))) for name in names])


class _Beside(Container[str]):
    """The files of a folder, each looked up only when it is needed."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and os.path.isfile(os.path.join(self._folder, name))


def _file(found: os.stat_result) -> File:
    return File("", found.st_size, found.st_mtime, found.st_ctime, FORMAT)


def _whole(file: File, more: list[File]) -> File:
    size, mtime = content_of((one.size, one.mtime) for one in (file, *more))
    return file._replace(size=size, mtime=mtime, ctime=max(one.ctime for one in (file, *more)))
