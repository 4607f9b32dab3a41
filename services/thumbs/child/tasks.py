"""The four things a child can be asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from services.thumbs.archives import rar
from services.thumbs.archives.archive import Archive, Unreadable, ends_early
from services.thumbs.archives.formats import open_archive
from services.thumbs.child import comicinfo, pictures, placeholders

Answer = tuple[dict[str, Any], list[bytes]]

_state: dict[str, Any] = {}


def set_up(tool: str | None, missing: list[str]) -> None:
    """Once, at the start of the child: readies 7zz, which lies at `tool`; `missing` are limits that it has not."""
    _state.update(rar=rar.set_up(tool), missing=missing)


def start() -> Answer:
    """What the service asks once: does RAR work, which limits are missing; placeholders `generating` and `broken`."""
    return _state, [placeholders.generating(), placeholders.broken()]


def inspect(fd: int, cover: bool, large: bool = False, chosen: int | None = None) -> Answer:
    """Opens a comic once. Parts: the list of its pages as JSON, ComicInfo as JSON, and the cover where it is wanted and
    can be made; with `large` a second one, twice as wide, from the same decoding. `chosen` is the page that people
    chose for it, which counts as long as it is there and a picture."""
    archive = open_archive(fd)
    info = comicinfo.read(archive.info()) if cover or archive.problem else comicinfo.ComicInfo({})
    problem = archive.problem
    if problem and info.page_count:
        problem = ends_early(len(archive.pages), info.page_count)
    result: dict[str, Any] = {"problem": problem, "solid": archive.solid, "cover_problem": ""}
    parts = [json.dumps(archive.pages).encode(), json.dumps(info.said, ensure_ascii=False).encode()]
    if cover:
        try:
            parts += _covers(archive, info, large, chosen)
        except Unreadable as why:
            result["cover_problem"] = str(why)
    return result, parts


def _covers(archive: Archive, info: comicinfo.ComicInfo, large: bool, chosen: int | None) -> list[bytes]:
    if not archive.pages:
        raise Unreadable(archive.problem)
    if chosen is not None and chosen < len(archive.pages):
        with suppress(Unreadable):
            return pictures.covers(archive.read([chosen])[0], large)
    front = info.front_cover
    index = front if front is not None and 0 <= front < len(archive.pages) else 0
    return pictures.covers(archive.read([index])[0], large)


def pages(fd: int, wanted: list[int]) -> Answer:
    """The pages `wanted` as they are in the archive, a part each. In a solid archive one pass brings them all."""
    return {}, archive_of(fd, wanted).read(wanted)


def resized(fd: int, index: int, width: int) -> Answer:
    """A page as a JPEG of at most `width` pixels across; no part where it is no wider than that already."""
    data = pictures.narrowed(archive_of(fd, [index]).read([index])[0], width)
    return {}, [] if data is None else [data]


def archive_of(fd: int, wanted: list[int]) -> Archive:
    """The archive, which must have these pages."""
    archive = open_archive(fd)
    if not all(0 <= index < len(archive.pages) for index in wanted):
        raise Unreadable("The comic has no such page.")
    return archive


TASKS: dict[str, Callable[..., Answer]] = {"start": start, "inspect": inspect, "pages": pages, "resized": resized}
