"""What a child can be asked. `fds` are the open files of one comic: its volumes, in order; of a folder those needed."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from services.thumbs.archives import entries, rar
from services.thumbs.archives.archive import (
    COMIC_INFO,
    MAX_ENTRY,
    MAX_INFO,
    METRON_INFO,
    STORED,
    Archive,
    Entry,
    Solid,
    ToolMissing,
    Unreadable,
    ends_early,
    left_out,
)
from services.thumbs.archives.formats import open_archive
from services.thumbs.child import comicinfo, metroninfo, pictures, placeholders

Answer = tuple[dict[str, Any], list[bytes]]

TRIED = 3  # pages from the first on, where the one that should be the cover is no picture
METRON = "MetronInfo"  # where the document of that name stands among what ComicInfo says

_state: dict[str, Any] = {}
_say: list[Callable[[bytes], object]] = []
_opened: list[Callable[[], object]] = []


def set_up(tool: str | None, missing: list[str], say: Callable[[bytes], object], opened: Callable[[], object]) -> None:
    """Once, at the start of the child: readies 7zz, which lies at `tool`; `missing` are limits that it has not.

    `say` sends what the service is to hear before the answer: each page that was unpacked. `opened` is called when the
    comic is open.
    """
    _state.update(rar=rar.set_up(tool), missing=missing)
    _say[:], _opened[:] = [say], [opened]


def _is_open() -> None:
    for tell in _opened:
        tell()


def start(fds: Sequence[int]) -> Answer:
    """What the service asks once: does RAR work, which limits are missing; placeholders `generating` and `broken`."""
    return _state, [placeholders.generating(), placeholders.broken()]


def inspect(fds: Sequence[int], cover: bool, large: bool = False, chosen: int | None = None) -> Answer:
    """Opens a comic once. Parts: the list of its pages as JSON, ComicInfo as JSON, and the cover where it is wanted and
    can be made; with `large` a second one, twice as wide, from the same decoding. `chosen` is the page that people
    chose for it, which counts as long as it is there and a picture."""
    archive = _open(fds)
    info = comicinfo.read(archive.info()) if cover or archive.problem else comicinfo.ComicInfo({})
    if cover and (metron := metroninfo.read(archive.info(METRON_INFO))):
        info.said[METRON] = metron
    problem = archive.problem
    if problem and info.page_count:
        problem = ends_early(len(archive.pages), info.page_count)
    problem = " ".join(filter(None, (problem, archive.remark)))
    result: dict[str, Any] = {"problem": problem, "solid": archive.solid, "cover_problem": ""}
    pages = [_summed(fds[0], page) for page in archive.pages] if cover else archive.pages
    parts = [json.dumps(pages).encode(), json.dumps(info.said, ensure_ascii=False).encode()]
    if cover:
        try:
            pictured, remark = _covers(archive, info, large, chosen)
            parts += pictured
            result["problem"] = " ".join(filter(None, (problem, remark)))
        except Unreadable as why:
            result["cover_problem"] = str(why)
    return result, parts


def _open(fds: Sequence[int]) -> Archive:
    archive = open_archive(fds)
    _is_open()
    return archive


def _covers(archive: Archive, info: comicinfo.ComicInfo, large: bool, chosen: int | None) -> tuple[list[bytes], str]:
    """The cover, of the first of the pages for it that is a picture; and, where that is another, a sentence why."""
    if not archive.pages:
        raise Unreadable(archive.problem)
    if chosen is not None and chosen < len(archive.pages):
        with suppress(Unreadable):
            return pictures.covers(archive.read([chosen])[0], large), ""
    front = info.front_cover
    usual = front if front is not None and 0 <= front < len(archive.pages) else 0
    try:
        return pictures.covers(archive.read([usual])[0], large), ""
    except ToolMissing:
        raise
    except Unreadable as why:
        for index in range(min(TRIED, len(archive.pages))):
            if index not in (usual, chosen):
                with suppress(Unreadable):
                    found = pictures.covers(archive.read([index])[0], large)
                    return found, f"Page {usual + 1} cannot be shown, and the cover is page {index + 1}. {why}"
        raise


def pages(fds: Sequence[int], wanted: list[int]) -> Answer:
    """The pages `wanted` as they are in the archive, a part each. In a solid archive one pass brings them all."""
    return {}, archive_of(fds, wanted).read(wanted)


def resized(fds: Sequence[int], index: int, width: int) -> Answer:
    """A page as a JPEG of at most `width` pixels across; no part where it is no wider than that already."""
    data = pictures.narrowed(archive_of(fds, [index]).read([index])[0], width)
    return {}, [] if data is None else [data]


def archive_of(fds: Sequence[int], wanted: list[int]) -> Archive:
    """The archive, which must have these pages."""
    archive = _open(fds)
    if not all(0 <= index < len(archive.pages) for index in wanted):
        raise Unreadable("The comic has no such page.")
    return archive


def unpack(fds: Sequence[int], most: int) -> Answer:
    """Unpacks a solid archive by one pass, its pages one after the other, into the last of `fds`, at most `most` bytes.

    Of each that is there the service hears at once: `{"page", "at", "size"}`.
    """
    archive, out, at = _open(fds[:-1]), fds[-1], 0
    if not isinstance(archive, Solid):
        raise Unreadable("The archive is not solid.")
    for page, data in archive.through():
        if at + len(data) > most:
            break
        view = memoryview(data)
        while view:
            view = view[os.pwrite(out, view, at + len(data) - len(view)) :]
        for say in _say:
            say(json.dumps({"page": page, "at": at, "size": len(data)}).encode())
        at += len(data)
    return {}, []


def told(fds: Sequence[int]) -> Answer:
    """The ComicInfo.xml of a folder of pictures, and why it is left out. Part: what it says, as JSON."""
    size = os.fstat(fds[0]).st_size
    info = comicinfo.read(_file(fds[0]) if size <= MAX_INFO else None)
    ok = {"front": info.front_cover, "problem": left_out({COMIC_INFO: size})}
    return ok, [json.dumps(info.said, ensure_ascii=False).encode()]


def covers(fds: Sequence[int], large: bool) -> Answer:
    """The cover, of a page that is a file of its own."""
    _is_open()
    return {}, pictures.covers(_file(fds[0]), large)


def narrowed(fds: Sequence[int], width: int) -> Answer:
    """The same as `resized`, of a page that is a file of its own."""
    _is_open()
    data = pictures.narrowed(_file(fds[0]), width)
    return {}, [] if data is None else [data]


def sums(fds: Sequence[int]) -> Answer:
    """The CRC-32 of each of these files, read through."""
    found = []
    for fd in fds:
        found.append(_sum(fd, _entry(fd)))
    return {"sums": found}, []


def _sum(fd: int, entry: Entry) -> int:
    crc = 0
    for piece in entries.chunks(fd, entry):
        crc = zlib.crc32(piece, crc)
    return crc


def _summed(fd: int, page: Entry) -> Entry:
    """The page with its CRC-32, which a tar does not have: comics are known again by the checksums of their pages."""
    if page.crc is not None or page.method != STORED:
        return page
    try:
        return page._replace(crc=_sum(fd, page))
    except Unreadable:
        return page


def _entry(fd: int) -> Entry:
    size = os.fstat(fd).st_size
    return Entry(STORED, 0, size, size, None)


def _file(fd: int) -> bytes:
    entry = _entry(fd)
    if entry.size > MAX_ENTRY:
        raise Unreadable(f"The file has {entry.size} bytes; at most {MAX_ENTRY} are read.")
    return entries.read(fd, entry)


TASKS: dict[str, Callable[..., Answer]] = {
    one.__name__: one for one in (start, inspect, pages, resized, unpack, told, covers, narrowed, sums)
}
