"""Folders of pictures: their pages are known from names and sizes; a child decodes the cover and sums the pages.

A child may open no file, so each page that it is to read is opened here and handed to it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from services.thumbs.archives.archive import MAX_ENTRIES, STORED, Entry, Unreadable, check_sizes
from services.thumbs.children import Answer, Refused
from services.thumbs.disk import Disk
from services.thumbs.opened import Album, Opened, close

TOGETHER = 50  # files summed by one child at once

Ask = Callable[[str, dict[str, Any], Sequence[int]], Awaitable[Answer]]


def entries_of(album: Album) -> list[Entry]:
    """Its pages, each a file of its own. Raises Unreadable where there are none, or they are too many or too large."""
    if len(album.names) > MAX_ENTRIES:
        raise Unreadable(f"The folder has {len(album.names)} pictures; at most {MAX_ENTRIES} are read.")
    if not album.names:
        raise Unreadable("There are no pictures in the folder.")
    pages = [Entry(STORED, 0, size, size, None) for size in album.sizes]
    check_sizes(pages)
    return pages


async def inspected(opened: Opened, album: Album, disk: Disk, ask: Ask, *, large: bool, chosen: int | None) -> Answer:
    """What a child answers to `inspect`, of a folder. Raises what `ask` raises, Refused where it cannot be read."""
    try:
        pages = entries_of(album)
    except Unreadable as why:
        raise Refused(str(why)) from why
    info, said = await disk.run(opened.location.root, opened.info, late=_close), b"{}"
    front, remark = None, ""
    if info is not None:
        answer = await _handed(ask, "told", {}, [info])
        front, remark, said = answer.ok["front"], str(answer.ok["problem"]), answer.parts[0]
    covers, problem = await _covers(opened, disk, ask, large, (chosen, front if isinstance(front, int) else None))
    sums = await _sums(opened, disk, ask, len(pages))
    listing = [page._replace(crc=crc) for page, crc in zip(pages, sums, strict=True)]
    return Answer(
        {"problem": remark, "solid": False, "cover_problem": problem}, [json.dumps(listing).encode(), said, *covers]
    )


async def _covers(
    opened: Opened, disk: Disk, ask: Ask, large: bool, wanted: tuple[int | None, int | None]
) -> tuple[list[bytes], str]:
    """The covers, and why there are none: of the page that people chose while that works, else of the front cover or
    the first page.
    """
    count = len(opened.album.names) if opened.album else 0
    chosen, front = ((page if page is not None and 0 <= page < count else None) for page in wanted)
    if chosen is not None:
        with suppress(Refused):
            return (await _cover(opened, disk, ask, chosen, large)), ""
    try:
        return (await _cover(opened, disk, ask, front or 0, large)), ""
    except Refused as why:
        return [], why.why


async def _cover(opened: Opened, disk: Disk, ask: Ask, number: int, large: bool) -> list[bytes]:
    page = await disk.run(opened.location.root, lambda: opened.page(number), late=close)
    return (await _handed(ask, "covers", {"large": large}, [page])).parts


async def _sums(opened: Opened, disk: Disk, ask: Ask, count: int) -> list[int]:
    found: list[int] = []
    for start in range(0, count, TOGETHER):
        some: list[int] = []
        try:
            for number in range(start, min(start + TOGETHER, count)):
                some.append(await disk.run(opened.location.root, lambda one=number: opened.page(one), late=close))  # type: ignore[misc]
        except BaseException:
            close(*some)
            raise
        found += (await _handed(ask, "sums", {}, some)).ok["sums"]
    return found


async def _handed(ask: Ask, task: str, options: dict[str, Any], fds: Sequence[int]) -> Answer:
    try:
        return await ask(task, options, fds)
    finally:
        close(*fds)


def _close(fd: int | None) -> None:
    if fd is not None:
        close(fd)
