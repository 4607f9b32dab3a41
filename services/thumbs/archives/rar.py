"""CBR: RAR 2 to 5. rarfile reads the directory, 7zz (tool.py) unpacks what is compressed.

A stored page has a place of its own, as in a ZIP. A compressed one in an archive that is not solid is cut out, with
its header, into an archive of one file, which is then unpacked whole; a solid archive is unpacked from its beginning.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import rarfile

from kit.contents import is_page
from services.thumbs.archives import entries, tool
from services.thumbs.archives.archive import (
    CODED,
    COMIC_INFO,
    MAX_ENTRIES,
    MAX_ENTRY,
    MAX_INFO,
    STORED,
    Entry,
    ToolMissing,
    Unreadable,
    check_sizes,
    ends_early,
    info_kind,
    left_out,
    natural,
)

MARK = b"Rar!\x1a\x07"
RAR5 = MARK + b"\x01\x00"
LOCKED = "The archive is protected with a password."
LATER = "This is a later volume of an archive; its first one is missing, or has another name."
UNLISTED = "The archive is damaged: its list of contents cannot be read."


class SeveralVolumes(Exception):
    """It is not whole without the volumes that follow."""


def set_up(path: str | None) -> bool:
    """Takes 7zz at `path` for compressed members, where its self-test succeeds; says whether it did."""
    works = tool.set_up(path)
    rarfile.HACK_SIZE_LIMIT = MAX_ENTRY
    rarfile.SEVENZIP2_TOOL = tool.program or "/nonexistent/7zz"
    rarfile.custom_popen = _popen
    if works:
        rarfile.tool_setup(unrar=False, unar=False, bsdtar=False, sevenzip=False, sevenzip2=True, force=True)
    return works


class RarArchive:
    """A RAR of pages."""

    def __init__(self, fd: int) -> None:
        self.fd, self.problem = fd, ""
        if tool.program is None:
            raise ToolMissing(tool.MISSING)
        try:
            self._rar = rarfile.RarFile(entries.as_file(fd), part_only=True)
        except (rarfile.NeedFirstVolume, rarfile.PasswordRequired, rarfile.NoCrypto) as error:
            raise Unreadable(LATER if isinstance(error, rarfile.NeedFirstVolume) else LOCKED) from error
        except (rarfile.Error, ValueError, OSError, IndexError, TypeError) as error:
            raise Unreadable(UNLISTED) from error
        self.solid = bool(self._rar.is_solid())
        self._members: list[Any] = self._rar.infolist()
        self._check_members()
        files = [number for number, one in enumerate(self._members) if one.is_file() and not one.is_symlink()]
        named = sorted(
            (one for one in files if is_page(self._members[one].filename)),
            key=lambda one: (natural(self._members[one].filename), one),
        )
        size = os.fstat(fd).st_size
        self._numbers = [number for number in named if self._end(self._members[number]) <= size]
        self.pages: Sequence[Entry] = [self._entry(self._original(number)) for number in self._numbers]
        check_sizes(self.pages)
        if self._cut_off(size):
            self.problem = ends_early(len(self.pages), None)
        self._infos = {kind: one for one in reversed(files) if (kind := info_kind(self._members[one].filename))}
        self.remark = left_out({kind: self._members[one].file_size for kind, one in self._infos.items()})
        if not self.pages and not self.problem:
            raise Unreadable("There are no pictures in the archive.")

    def read(self, wanted: Sequence[int]) -> list[bytes]:
        if self.solid:
            return self._read_through([self._numbers[index] for index in wanted])
        return [self._read(self._numbers[index]) for index in wanted]

    def through(self) -> Iterator[tuple[int, bytes]]:
        places: dict[int, list[int]] = {}
        for index, number in enumerate(self._numbers):
            places.setdefault(self._members.index(self._original(number)), []).append(index)
        pieces = tool.unpacked([self.fd], kind_of(self.fd))
        yield from passed(pieces, self._members, places)

    def info(self, kind: str = COMIC_INFO) -> bytes | None:
        at = self._infos.get(kind)
        if at is None or self.solid or self._members[at].file_size > MAX_INFO:
            return None
        try:
            return self._read(at)
        except Unreadable:
            return None

    def _check_members(self) -> None:
        if self._rar.needs_password():
            raise Unreadable(LOCKED)
        main = self._rar._file_parser._main
        if main is not None and main.flags & rarfile.RAR_MAIN_VOLUME:
            raise SeveralVolumes
        if len(self._members) > MAX_ENTRIES:
            raise Unreadable(f"The archive has {len(self._members)} entries; at most {MAX_ENTRIES} are read.")

    def _cut_off(self, size: int) -> bool:
        """Does the file end within a member or a header? A RAR does not tell how many members would follow."""
        return not self._members or self._end(self._members[-1]) > size or bool(self._rar.strerror())

    def _end(self, member: Any) -> int:
        return int(member.data_offset + member.add_size)

    def _original(self, number: int) -> Any:
        """The member itself, or the one that it is a copy of by reference."""
        try:
            return self._rar.getinfo_orig(self._members[number])
        except rarfile.Error:
            return self._members[number]

    def _entry(self, member: Any) -> Entry:
        stored = member.compress_type == rarfile.RAR_M0 and member.file_redir is None
        stored = stored and member.compress_size == member.file_size
        method = STORED if stored else CODED
        return Entry(method, member.data_offset, member.compress_size, member.file_size, member.CRC)

    def _read(self, number: int) -> bytes:
        member = self._original(number)
        entry = self._entry(member)
        if entry.method == STORED:
            return entries.read(self.fd, entry)
        if entry.size > MAX_ENTRY:
            raise Unreadable(entries.DAMAGED)
        main = self._rar._file_parser._main
        if main is None or main._must_disable_hack() or member._must_disable_hack():
            return self._read_through([self._members.index(member)])[0]
        try:
            with self._rar.open(member) as file:
                data = bytes(file.read(entry.size))
        except (rarfile.Error, OSError, EOFError, ValueError) as error:
            raise Unreadable(entries.DAMAGED) from error
        return checked(data, member)

    def _read_through(self, numbers: Sequence[int]) -> list[bytes]:
        """These members out of one pass over the archive from its beginning."""
        originals = [self._members.index(self._original(number)) for number in numbers]
        found = tool.split(tool.unpacked([self.fd], kind_of(self.fd)), sizes_of(self._members), originals)
        return [checked(found.get(number, b""), self._members[number]) for number in originals]


def sizes_of(members: Sequence[Any]) -> list[int]:
    """How many bytes of each member come out when everything is unpacked: none for folders, links and copies."""
    return [one.file_size if one.is_file() and one.file_redir is None else 0 for one in members]


def passed(
    pieces: Iterator[bytes], members: Sequence[Any], places: Mapping[int, Sequence[int]]
) -> Iterator[tuple[int, bytes]]:
    """Pages out of a stream of all members; `places`: the pages that each member is. Damaged ones are left out."""
    for number, data in tool.cut(pieces, sizes_of(members), places):
        with suppress(Unreadable):
            whole = checked(data, members[number])
            for index in places[number]:
                yield index, whole


def kind_of(fd: int) -> str:
    """What 7zz calls this kind of RAR."""
    return "rar5" if os.pread(fd, len(RAR5), 0) == RAR5 else "rar"


def checked(data: bytes, member: Any) -> bytes:
    """The bytes of a member. Raises Unreadable where they are not those that were packed."""
    if len(data) != member.file_size or (member.CRC is not None and zlib.crc32(data) != member.CRC):
        raise Unreadable(entries.DAMAGED)
    return data


def _popen(command: list[str]) -> Any:
    """How rarfile starts its program: one that ends with this process, and has no input."""
    import subprocess

    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            preexec_fn=tool.die_with_parent,  # noqa: PLW1509 - the child that calls this has one thread
        )
    except OSError as error:
        raise rarfile.RarCannotExec(str(error)) from error
