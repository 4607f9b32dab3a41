"""CBZ: ZIP, its directory read by the standard library, its entries' places checked one by one.

Format: PKWARE's APPNOTE 6.3.10. A ZIP may declare many entries over the same bytes (a file of 140 KB can so hold
62 GiB), which Python before 3.13 opens: here, entries that overlap refuse the whole archive.
"""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Sequence
from contextlib import suppress

from kit.contents import is_page
from services.thumbs.archives import entries, names, salvage
from services.thumbs.archives.archive import (
    CODED,
    COMIC_INFO,
    DEFLATED,
    MAX_ENTRIES,
    MAX_INFO,
    STORED,
    Entry,
    Unreadable,
    check_sizes,
    ends_early,
    info_kind,
    left_out,
    natural,
)
from services.thumbs.archives.salvage import ENCRYPTED, LOCAL, MARK, SIZES_FOLLOW, UTF8, ZIP64

MARKS = (MARK, b"PK\x05\x06", b"PK\x07\x08", b"PK\x01\x02")
EPUB_CONTENTS = "META-INF/container.xml"
# Methods that the child unpacks through zipfile. Readers of comics know no others.
CODECS = (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def _name(info: zipfile.ZipInfo) -> str:
    is_utf8 = bool(info.flag_bits & UTF8)
    raw = info.orig_filename.encode("utf-8" if is_utf8 else "cp437")
    return names.decoded(raw.partition(b"\0")[0], info.extra, is_utf8=is_utf8)


def has_directory(fd: int) -> bool:
    """Does it end as a ZIP does, whatever stands before it (a program that unpacks itself)?"""
    return zipfile.is_zipfile(entries.as_file(fd))


class _WrongDirectory(Exception):
    """The list of contents does not agree with the entries."""


class ZipArchive:
    """A ZIP of pages."""

    solid = False

    def __init__(self, fd: int) -> None:
        self.fd, self.problem = fd, ""
        self._file = entries.as_file(fd)
        self._codec: dict[Entry, zipfile.ZipInfo] = {}
        members = self._directory()
        if len(members) > MAX_ENTRIES:
            raise Unreadable(f"The archive has {len(members)} entries; at most {MAX_ENTRIES} are read.")
        self.is_epub = any(name == EPUB_CONTENTS for name, _ in members)
        self.pages: Sequence[Entry] = self._in_order(members)
        check_sizes(self.pages)
        self._infos = {kind: entry for name, entry in reversed(members) if (kind := info_kind(name))}
        self.remark = left_out({kind: entry.size for kind, entry in self._infos.items()})
        if not self.pages and not self.problem and not self.is_epub:
            raise Unreadable("There are no pictures in the archive.")

    def read(self, wanted: Sequence[int]) -> list[bytes]:
        return [self._read(self.pages[index]) for index in wanted]

    def info(self, kind: str = COMIC_INFO) -> bytes | None:
        entry = self._infos.get(kind)
        if entry is None or entry.size > MAX_INFO:
            return None
        try:
            return self._read(entry)
        except Unreadable:
            return None

    def _in_order(self, members: list[tuple[str, Entry]]) -> list[Entry]:
        """The pages among the members."""
        pages = sorted((one for one in members if is_page(one[0])), key=lambda one: (natural(one[0]), one[0]))
        return [entry for _, entry in pages]

    def _read(self, entry: Entry) -> bytes:
        if entry.method != CODED:
            return entries.read(self.fd, entry)
        try:
            with self._archive.open(self._codec[entry]) as member:
                data = member.read(entry.size + 1)
        except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable(entries.DAMAGED) from error
        if len(data) != entry.size:
            raise Unreadable(entries.DAMAGED)
        return data

    def _directory(self) -> list[tuple[str, Entry]]:
        """Names and places of all files. Falls back to what can be found without the list of contents."""
        try:
            self._archive = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, UnicodeDecodeError, struct.error, ValueError, OverflowError, OSError):
            members, self.problem = salvage.members(self.fd)
            return members
        except NotImplementedError as error:
            raise Unreadable("The archive is split over several files, which are not read.") from error
        # Of several with one name the last counts, as for every unpacker: programs change a ZIP by adding to it.
        latest = {one.orig_filename: one for one in self._archive.infolist()}
        infos = [one for one in latest.values() if not one.filename.endswith("/")]
        for one in infos:
            one.filename = _name(one)
        if len(infos) > MAX_ENTRIES:
            raise Unreadable(f"The archive has {len(infos)} entries; at most {MAX_ENTRIES} are read.")
        if any(one.flag_bits & ENCRYPTED for one in infos if is_page(one.filename)):
            raise Unreadable("The archive is protected with a password.")
        try:
            return self._placed(infos, is_strict=True)
        except _WrongDirectory:
            members, problem = salvage.members(self.fd)
        if problem:  # it may be the headers that are wrong
            with suppress(_WrongDirectory):
                return self._placed(infos, is_strict=False)
        self.problem = problem
        return members

    def _placed(self, infos: list[zipfile.ZipInfo], *, is_strict: bool) -> list[tuple[str, Entry]]:
        """Each file with its place, taken from the header before its bytes, which must agree with the directory.

        `is_strict`: about sizes and sums too.
        """
        members, end, size = [], 0, os.fstat(self.fd).st_size
        if any(info.header_offset < 0 for info in infos):
            raise _WrongDirectory
        for info in sorted(infos, key=lambda one: one.header_offset):
            if info.header_offset > size:
                continue  # cut off, as below
            if info.header_offset < end:
                raise Unreadable("Entries of the archive overlap, as they only do in malicious files.")
            offset = self._data_offset(info, is_strict=is_strict)
            end = offset + info.compress_size
            if end > size:
                continue  # a page that is cut off; counted below
            members.append((info.filename, self._entry(info, offset)))
        promised = sum(is_page(info.filename) for info in infos)
        readable = sum(is_page(name) for name, _ in members)
        if readable < promised:
            self.problem = ends_early(readable, promised)
        return members

    def _data_offset(self, info: zipfile.ZipInfo, *, is_strict: bool) -> int:
        raw = os.pread(self.fd, LOCAL.size, info.header_offset)
        if len(raw) < LOCAL.size or raw[:4] != MARK:
            raise _WrongDirectory
        _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = LOCAL.unpack(raw)
        if method != info.compress_type or (flags ^ info.flag_bits) & ENCRYPTED:
            raise _WrongDirectory
        is_said = not flags & SIZES_FOLLOW and 0 not in (crc, packed, size) and ZIP64 not in (packed, size)
        if is_strict and is_said and (crc, packed, size) != (info.CRC, info.compress_size, info.file_size):
            raise _WrongDirectory
        return info.header_offset + LOCAL.size + int(name_length) + int(extra_length)

    def _entry(self, info: zipfile.ZipInfo, offset: int) -> Entry:
        if info.compress_type == STORED and info.compress_size != info.file_size:
            raise _WrongDirectory
        method = info.compress_type if info.compress_type in (STORED, DEFLATED) else CODED
        entry = Entry(method, offset, info.compress_size, info.file_size, info.CRC)
        if method == CODED:
            if info.compress_type not in CODECS and is_page(info.filename):
                raise Unreadable(
                    f"The archive is packed in a way that is not known here (method {info.compress_type})."
                )
            self._codec[entry] = info
        return entry
