"""Comics of more than one file: a RAR in several volumes, a folder of pictures. Told by names and stats alone.

scanner and thumbs have to agree on what belongs to a comic and on its size and time, from which its version is made.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

FOLDER = "folder"  # the format of a folder of pictures; its path is the folder's
PICTURES = frozenset({"jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "avif", "heic", "heif", "jxl"})
JUNK = frozenset({"__macosx", "@eadir"})
MOST_VOLUMES = 100
# `name.part1.rar`, `name.part01.rar`: RAR's own names since version 3. Before: `name.rar`, `name.r00` to `name.z99`.
_PART = re.compile(r"(?s)(.*\.part)(\d{1,6})(\.(?:rar|cbr))", re.IGNORECASE)
_OLD = re.compile(r"(?s)(.*\.)(?:(rar)|([r-z])(\d\d))", re.IGNORECASE)


def is_picture(name: str) -> bool:
    """Is this the name of a picture?"""
    stem, _, extension = name.rpartition(".")
    return bool(stem) and extension.casefold() in PICTURES


def is_page(name: str) -> bool:
    """Is this, by its name, a picture that is a page, and no leftover of some program? `name` may be a path."""
    parts = name.replace("\\", "/").split("/")
    return is_picture(parts[-1]) and not any(map(_is_junk, parts))


def _is_junk(part: str) -> bool:
    """Hidden, or what macOS and Synology leave behind. `./1.jpg` is a page, and so is one in `...And Justice`."""
    is_hidden = part.startswith(".") and part != "." and not part.startswith("..")
    return is_hidden or part.casefold() in JUNK


def content_of(files: Iterable[tuple[int, float]]) -> tuple[int, float]:
    """Size and mtime of a comic of these files, each `(size in bytes, mtime)`: all of them, and the newest."""
    size, newest = 0, 0.0
    for one, mtime in files:
        size, newest = size + one, max(newest, mtime)
    return size, newest


def volumes(name: str, there: Container[str]) -> list[str]:
    """The names of an archive's volumes after its first, `name`: one after the other, as far as they are `there`."""
    found: list[str] = []
    for one in following(name):
        if one not in there or len(found) + 1 >= MOST_VOLUMES:
            break
        found.append(one)
    return found


def following(name: str) -> Iterator[str]:
    """What the volumes after the first, `name`, are called; nothing where it is not named like a first one."""
    if part := _PART.fullmatch(name):
        if int(part[2]) == 1:
            for number in range(2, MOST_VOLUMES + 1):
                yield f"{part[1]}{number:0{len(part[2])}}{part[3]}"
    elif (old := _OLD.fullmatch(name)) and old[2]:
        letters = "RSTUVWXYZ" if old[2].isupper() else "rstuvwxyz"
        yield from (f"{old[1]}{letter}{number:02}" for letter in letters for number in range(100))


def is_old_volume(name: str) -> bool:
    """Is this named as RAR once named a later volume: `name.r00`?"""
    old = _OLD.fullmatch(name)
    return old is not None and old[2] is None


def first_volumes(name: str) -> tuple[str, ...]:
    """What the first volume may be called of which `name.part2.rar` is a later one; nothing where it is none.

    Only `.rar`: what somebody named `.cbr` may well be the second part of a story. Old names end in no comic's way.
    """
    part = _PART.fullmatch(name)
    if part is None or int(part[2]) < 2 or part[3].lower() != ".rar":
        return ()
    return tuple(f"{part[1]}{1:0{width}}{part[3]}" for width in sorted({1, len(part[2])}))
