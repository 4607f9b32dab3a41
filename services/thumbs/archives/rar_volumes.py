"""CBR in several volumes: one archive over several files, whose pages may begin in one and end in the next.

rarfile and 7zz both find volumes by their names. rarfile gets names here that lead to the files that are open already;
7zz gets a folder of links to them (tool.py).
"""

from __future__ import annotations

import builtins
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import rarfile

from kit.contents import MOST_VOLUMES, following, is_page
from services.thumbs.archives import entries, rar, tool
from services.thumbs.archives.archive import (
    CODED,
    COMIC_INFO,
    MAX_ENTRIES,
    MAX_ENTRY,
    MAX_INFO,
    Archive,
    Entry,
    ToolMissing,
    Unreadable,
    check_sizes,
    is_info,
    left_out,
    natural,
)

FIRST = tool.VOLUME
OLD = FIRST.removesuffix(".rar")
NUMBERS = {
    FIRST: 0,
    **{name: number for number, name in enumerate(islice(following(FIRST), MOST_VOLUMES), 1)},
    **{OLD + name[1:]: number for number, name in enumerate(islice(following("v.rar"), MOST_VOLUMES), 1)},
}


def opened(fds: Sequence[int]) -> Archive:
    """The RAR in these files: what lies beside an archive that is whole by itself is none of its."""
    try:
        return rar.RarArchive(fds[0])
    except rar.SeveralVolumes:
        return RarVolumes(fds)


class RarVolumes:
    """A RAR of several volumes. `solid` where anything is compressed: 7zz is given no names, and reads it in order."""

    def __init__(self, fds: Sequence[int]) -> None:
        self._fds = list(fds)
        if tool.program is None:
            raise ToolMissing(tool.MISSING)
        self._torn: set[int] = set()  # members that go on where nothing is
        self._begun, self._unfinished = 0, False
        self._rar = self._listed()
        self._members: list[Any] = self._rar.infolist()
        if self._rar.needs_password():
            raise Unreadable(rar.LOCKED)
        if len(self._members) > MAX_ENTRIES:
            raise Unreadable(f"The archive has {len(self._members)} entries; at most {MAX_ENTRIES} are read.")
        self.problem, missing = "", self._missing()
        if missing and self._unfinished:
            self._torn.add(len(self._members) - 1)
        files = [
            number
            for number, one in enumerate(self._members)
            if one.is_file() and not one.is_symlink() and number not in self._torn
        ]
        self._numbers = sorted(
            (one for one in files if is_page(self._members[one].filename)),
            key=lambda one: (natural(self._members[one].filename), one),
        )
        self.pages: Sequence[Entry] = [self._entry(self._members[number]) for number in self._numbers]
        check_sizes(self.pages)
        self.solid = any(not _stored(self._members[number]) for number in self._numbers)
        self._info = next((one for one in files if is_info(self._members[one].filename)), None)
        self.remark = "" if self._info is None else left_out({COMIC_INFO: self._members[self._info].file_size})
        if missing or self._torn:
            self.problem = self._incomplete(missing)
        if not self.pages and not self.problem:
            raise Unreadable("There are no pictures in the archive.")

    def read(self, wanted: Sequence[int]) -> list[bytes]:
        numbers = [self._numbers[index] for index in wanted]
        through = [number for number in numbers if not _stored(self._members[number])]
        found = self._read_through(through) if through else {}
        return [found[number] if number in found else self._read_stored(number) for number in numbers]

    def through(self) -> Iterator[tuple[int, bytes]]:
        places = {number: [index] for index, number in enumerate(self._numbers)}
        yield from rar.passed(tool.unpacked(self._fds, rar.kind_of(self._fds[0])), self._members, places)

    def info(self, kind: str = COMIC_INFO) -> bytes | None:
        if kind != COMIC_INFO or self._info is None or not _stored(self._members[self._info]):
            return None
        if self._members[self._info].file_size > MAX_INFO:
            return None
        try:
            return self._read_stored(self._info)
        except Unreadable:
            return None

    def _listed(self) -> Any:
        rarfile.open = self._open
        try:
            return rarfile.RarFile(FIRST, info_callback=self._note)
        except rarfile.NeedFirstVolume as error:
            raise Unreadable(rar.LATER) from error
        except (rarfile.PasswordRequired, rarfile.NoCrypto) as error:
            raise Unreadable(rar.LOCKED) from error
        except (rarfile.Error, ValueError, OSError, IndexError, TypeError) as error:
            raise Unreadable(rar.UNLISTED) from error

    def _open(self, name: Any, *more: Any) -> Any:
        """What rarfile opens: volumes by their names here, and what it makes itself."""
        number = NUMBERS.get(name) if isinstance(name, str) else None
        if number is None:
            return builtins.open(name, *more)
        if number >= len(self._fds):
            raise FileNotFoundError(name)
        return entries.as_file(self._fds[number])

    def _note(self, header: Any) -> None:
        """Sees every header of every volume."""
        if header.type != rarfile.RAR_BLOCK_FILE:
            return
        if not header.flags & (rarfile.RAR_FILE_SPLIT_BEFORE | rarfile.RAR_FILE_VERSION):
            self._begun += not getattr(header, "file_version", None)  # rarfile leaves older versions out, too
        self._unfinished = bool(header.flags & rarfile.RAR_FILE_SPLIT_AFTER)
        end = header.data_offset + header.add_size
        if end > os.fstat(self._fds[NUMBERS[header.volume_file]]).st_size:
            self._torn.add(self._begun - 1)

    def _missing(self) -> int | None:
        """Which volume, from 1, is missing; None where none is."""
        error = str(self._rar.strerror() or "")
        return len(self._fds) + 1 if error.startswith("Cannot open next volume") else None

    def _incomplete(self, missing: int | None) -> str:
        count = len(self.pages)
        readable = f"{count} of its pages can be read" if count else "none of its pages can be read"
        if missing:
            return f"The archive is in several volumes, and volume {missing} is missing: {readable}."
        return f"The archive is in several volumes, one of which ends early: {readable}."

    def _entry(self, member: Any) -> Entry:
        return Entry(CODED, 0, member.compress_size, member.file_size, member.CRC)

    def _read_stored(self, number: int) -> bytes:
        member = self._members[number]
        if member.file_size > MAX_ENTRY:
            raise Unreadable(entries.DAMAGED)
        rarfile.open = self._open
        try:
            with self._rar.open(member) as file:
                data = bytes(file.read(member.file_size))
        except (rarfile.Error, OSError, EOFError, ValueError) as error:
            raise Unreadable(entries.DAMAGED) from error
        return rar.checked(data, member)

    def _read_through(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """These members out of one pass over all volumes."""
        kind = rar.kind_of(self._fds[0])
        found = tool.split(tool.unpacked(self._fds, kind), rar.sizes_of(self._members), numbers)
        return {number: rar.checked(found.get(number, b""), self._members[number]) for number in numbers}


def _stored(member: Any) -> bool:
    return member.compress_type == rarfile.RAR_M0 and member.file_redir is None
