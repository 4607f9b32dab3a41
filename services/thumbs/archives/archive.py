"""What all archives have in common: their interface, the limits they keep, and the order of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

MIB = 1024 * 1024
MAX_ENTRIES = 10_000
MAX_ENTRY = 256 * MIB
MAX_TOTAL = 4096 * MIB
MAX_RATIO = 200  # unpacked to packed bytes, beyond RATIO_FREE
RATIO_FREE = 16 * MIB
MAX_INFO = MIB  # ComicInfo.xml, MetronInfo.xml
COMIC_INFO, METRON_INFO = "comicinfo.xml", "metroninfo.xml"
INFO_NAMES = {COMIC_INFO: "ComicInfo.xml", METRON_INFO: "MetronInfo.xml"}

STORED, DEFLATED, CODED = 0, 8, -1

_DIGITS = re.compile(r"([0-9]+)")


class Unreadable(Exception):
    """Why a comic, or a page of it, cannot be read: one sentence for people."""


class ToolMissing(Unreadable):
    """It could be read if the program that unpacks it were there. The comic itself is not to blame."""


class Entry(NamedTuple):
    """Where a page lies. STORED and DEFLATED bytes begin at `offset`; CODED ones only the archive itself can read.

    Sizes in bytes (0 for a page of a PDF, which has none before it is read); `crc` is the CRC-32 of the unpacked
    bytes, None where the archive has none.
    """

    method: int
    offset: int
    packed: int
    size: int
    crc: int | None


class Archive(Protocol):
    """An open archive. `pages` in reading order; `problem` is empty, or says what is wrong though pages can be read.

    `remark` is empty, or says what is left out though every page can be read.
    `solid`: a page can be read only by unpacking all before it.
    """

    pages: Sequence[Entry]
    problem: str
    remark: str
    solid: bool

    def read(self, wanted: Sequence[int]) -> list[bytes]:
        """The bytes of these pages. Raises Unreadable."""
        ...

    def info(self, kind: str = COMIC_INFO) -> bytes | None:
        """ComicInfo.xml (or MetronInfo.xml), where there is one of at most MAX_INFO bytes that can be had without
        unpacking all."""
        ...


@runtime_checkable
class Solid(Archive, Protocol):
    """An archive that may be solid."""

    def through(self) -> Iterator[tuple[int, bytes]]:
        """All pages by one pass, each with its number, as they come; those that are damaged are left out."""
        ...


def info_kind(name: str) -> str | None:
    """COMIC_INFO or METRON_INFO where a member of this name is that file: in any case, at most one folder deep."""
    last = name.replace("\\", "/").rpartition("/")[2].casefold()
    return last if last in (COMIC_INFO, METRON_INFO) and name.count("/") <= 1 else None


def is_info(name: str) -> bool:
    """Is this member the archive's ComicInfo.xml?"""
    return info_kind(name) == COMIC_INFO


def natural(name: str) -> list[tuple[tuple[int, int, str], ...]]:
    """A key that sorts as people do: folder by folder, 2 before 10, without case."""
    return [tuple(_chunk(chunk) for chunk in _DIGITS.split(part)) for part in name.replace("\\", "/").split("/")]


def _chunk(chunk: str) -> tuple[int, int, str]:
    if chunk.isascii() and chunk.isdigit():
        return 0, int(chunk.lstrip("0")[:4000] or 0), ""
    return 1, 0, chunk.casefold()


def check_sizes(pages: Sequence[Entry]) -> None:
    """Raises Unreadable where the pages are larger than any honest comic's."""
    total = 0
    for number, page in enumerate(pages, 1):
        total += page.size
        if page.size > MAX_ENTRY or page.size < 0:
            raise Unreadable(f"Page {number} unpacks to {page.size // MIB} MiB; at most {MAX_ENTRY // MIB} are read.")
        if page.size > RATIO_FREE and page.size > MAX_RATIO * max(1, page.packed):
            raise Unreadable(f"Page {number} unpacks to more than {MAX_RATIO} times its size, as only traps do.")
    if total > MAX_TOTAL:
        raise Unreadable(f"The pages unpack to {total // MIB} MiB; at most {MAX_TOTAL // MIB} are read.")


def left_out(sizes: Mapping[str, int]) -> str:
    """The sentences about which of COMIC_INFO and METRON_INFO, of these sizes in bytes, are too large to be read."""
    return " ".join(
        f"{INFO_NAMES[kind]} has {-(-size * 10 // MIB) / 10:g} MiB, more than the {MAX_INFO // MIB} MiB that are read: "
        "what it says is left out."
        for kind, size in sorted(sizes.items())
        if size > MAX_INFO
    )


def ends_early(readable: int, promised: int | None) -> str:
    """The sentence about an archive whose end is missing."""
    if promised is not None and promised > readable:
        return f"The archive ends early: {readable} of {promised} pages can be read."
    if readable == 1:
        return "The archive ends early: only its first page can be read."
    if readable:
        return f"The archive ends early: only the first {readable} pages can be read."
    return "The archive ends early: none of its pages can be read."
