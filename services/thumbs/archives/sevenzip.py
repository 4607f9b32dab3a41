"""CB7: 7z. A block of files that is packed in a way Python knows is unpacked here, any other by 7zz (tool.py).

Files are taken by their place in a block, never by name. A file that is only stored has a place in the archive.
"""

from __future__ import annotations

import bz2
import lzma
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from kit.contents import is_page
from services.thumbs.archives import entries, tool
from services.thumbs.archives.archive import (
    CODED,
    COMIC_INFO,
    MAX_INFO,
    MIB,
    STORED,
    Entry,
    Unreadable,
    check_sizes,
    info_kind,
    left_out,
    natural,
)
from services.thumbs.archives.sevenzip_cursor import DAMAGED, Cursor
from services.thumbs.archives.sevenzip_header import (
    ENCODED_HEADER,
    HEADER,
    Block,
    Member,
    members,
    streams,
)

MARK = b"7z\xbc\xaf\x27\x1c"
START = struct.Struct("<6s2BLQQL")
MAX_HEADER = 16 * MIB
MAX_DICTIONARY = 256 * MIB
LOCKED = "The archive is protected with a password."
CUT = "The archive ends early: its list of contents, at its end, is missing, so none of its pages can be read."

COPY, LZMA, LZMA2, DEFLATE, BZIP2 = b"\x00", b"\x03\x01\x01", b"\x21", b"\x04\x01\x08", b"\x04\x02\x02"
AES = b"\x06\xf1\x07\x01"


class SevenZipArchive:
    """A 7z of pages."""

    def __init__(self, fd: int) -> None:
        self.fd, self.problem, self._size = fd, "", os.fstat(fd).st_size
        self._blocks, self._members = self._contents()
        if any(coder.method == AES for block in self._blocks for coder in block.coders):
            raise Unreadable(LOCKED)
        found = [one for one in self._members if one.block is not None and not one.link]
        self._pages = sorted((one for one in found if is_page(one.name)), key=lambda one: (natural(one.name), one.name))
        self.pages: Sequence[Entry] = [self._entry(one) for one in self._pages]
        check_sizes(self.pages)
        together = [one.block for one in self._pages if not self._is_copy(one)]
        self.solid = len(set(together)) < len(together)
        self._infos = {kind: one for one in reversed(found) if (kind := info_kind(one.name))}
        self.remark = left_out({kind: one.size for kind, one in self._infos.items()})
        if not self.pages:
            raise Unreadable("There are no pictures in the archive.")

    def read(self, wanted: Sequence[int]) -> list[bytes]:
        data: dict[Member, bytes] = {}
        for number in sorted({self._place(self._pages[index])[0] for index in wanted}):
            data |= self._read_block(number, [self._pages[one] for one in wanted if self._pages[one].block == number])
        return [data[self._pages[index]] for index in wanted]

    def through(self) -> Iterator[tuple[int, bytes]]:
        inside = [one for one in self._members if one.block is not None]
        if all(map(_is_known, self._blocks)):
            for number, block in enumerate(self._blocks):
                yield from self._passed(self._unpacked(block), [one for one in inside if one.block == number])
        else:
            yield from self._passed(tool.unpacked([self.fd], "7z"), inside)

    def _passed(self, pieces: Iterator[bytes], inside: Sequence[Member]) -> Iterator[tuple[int, bytes]]:
        """The pages among these members, which are all that the stream holds."""
        index = {one: number for number, one in enumerate(self._pages)}
        places = {place: index[one] for place, one in enumerate(inside) if one in index}
        if not places:
            return
        for place, data in tool.cut(pieces, [one.size for one in inside], places):
            if inside[place].crc in (None, zlib.crc32(data)):
                yield places[place], data

    def info(self, kind: str = COMIC_INFO) -> bytes | None:
        """ComicInfo.xml only where it begins its block: else everything before it would have to be unpacked."""
        one = self._infos.get(kind)
        if one is None or one.size > MAX_INFO or one.start > MIB:
            return None
        try:
            return self._read_block(self._place(one)[0], [one])[one]
        except Unreadable:
            return None

    def _contents(self) -> tuple[list[Block], list[Member]]:
        start = os.pread(self.fd, START.size, 0)
        if len(start) < START.size:
            raise Unreadable(CUT)
        _, _, _, crc, offset, size, header_crc = START.unpack(start)
        if zlib.crc32(start[12:]) != crc or size > MAX_HEADER:
            raise Unreadable(DAMAGED)
        if START.size + offset + size > self._size:
            raise Unreadable(CUT)
        if size == 0:
            return [], []
        header = os.pread(self.fd, size, START.size + offset)
        if zlib.crc32(header) != header_crc:
            raise Unreadable(DAMAGED)
        for _ in range(4):  # a header may be packed, and that one again
            cursor = Cursor(header)
            kind = cursor.byte()
            if kind == HEADER:
                return members(cursor)
            if kind != ENCODED_HEADER:
                break
            header = self._unpacked_header(cursor)
        raise Unreadable(DAMAGED)

    def _unpacked_header(self, cursor: Cursor) -> bytes:
        blocks, inside = streams(cursor)
        if any(coder.method == AES for block in blocks for coder in block.coders):
            raise Unreadable(LOCKED)
        if len(blocks) != 1 or blocks[0].size > MAX_HEADER or not _is_known(blocks[0]):
            raise Unreadable(DAMAGED)
        header = b"".join(tool.split(self._unpacked(blocks[0]), [blocks[0].size], [0]).values())
        if len(header) != blocks[0].size or inside[0][0][1] not in (None, zlib.crc32(header)):
            raise Unreadable(DAMAGED)
        return header

    def _place(self, member: Member) -> tuple[int, Block]:
        if member.block is None:
            raise Unreadable(entries.DAMAGED)
        return member.block, self._blocks[member.block]

    def _is_copy(self, member: Member) -> bool:
        block = self._place(member)[1]
        return [coder.method for coder in block.coders] == [COPY] and block.packed == block.size

    def _entry(self, member: Member) -> Entry:
        block = self._place(member)[1]
        at = block.offset + member.start
        if self._is_copy(member) and at + member.size <= self._size:
            return Entry(STORED, at, member.size, member.size, member.crc)
        return Entry(CODED, block.offset, block.packed, member.size, member.crc)

    def _read_block(self, number: int, wanted: Sequence[Member]) -> dict[Member, bytes]:
        """These members of one block, in one pass from its beginning to the last of them."""
        inside = [one for one in self._members if one.block == number]
        numbers = {inside.index(one): one for one in wanted}
        sizes = [one.size for one in inside]
        if _is_known(self._blocks[number]):
            found = tool.split(self._unpacked(self._blocks[number]), sizes, list(numbers))
        else:
            before = [one.size for one in self._members if one.block is not None and one.block < number]
            shifted = [len(before) + one for one in numbers]
            cut = tool.split(tool.unpacked([self.fd], "7z"), before + sizes, shifted)
            found = {place - len(before): data for place, data in cut.items()}
        data = {}
        for place, member in numbers.items():
            data[member] = found.get(place, b"")
            if len(data[member]) != member.size or member.crc not in (None, zlib.crc32(data[member])):
                raise Unreadable(entries.DAMAGED)
        return data

    def _unpacked(self, block: Block) -> Iterator[bytes]:
        """What a block unpacks to, in pieces."""
        at, end = block.offset, min(block.offset + block.packed, self._size)
        try:
            decoder = _decoder(block)
            waiting = b""
            while not decoder.eof:
                if decoder.needs_input and not waiting:
                    waiting = os.pread(self.fd, min(tool.CHUNK, end - at), at) if at < end else b""
                    at += len(waiting)
                    if not waiting:
                        return
                piece = decoder.decompress(waiting, tool.CHUNK)
                waiting = b""
                if piece:
                    yield piece
        except (lzma.LZMAError, zlib.error, OSError, EOFError, ValueError, struct.error) as error:
            raise Unreadable(entries.DAMAGED) from error


class _Inflate:
    """zlib in the shape of Python's other decoders."""

    def __init__(self) -> None:
        self._unpacker, self.eof, self.needs_input = zlib.decompressobj(-zlib.MAX_WBITS), False, True

    def decompress(self, data: bytes, most: int) -> bytes:
        piece = self._unpacker.decompress(self._unpacker.unconsumed_tail + data, most)
        self.eof, self.needs_input = self._unpacker.eof, not self._unpacker.unconsumed_tail
        return piece


class _Copy:
    """What is not packed, the same way."""

    eof, needs_input = False, True

    def decompress(self, data: bytes, most: int) -> bytes:
        return data


def _is_known(block: Block) -> bool:
    """Is it packed by one method that Python has?"""
    return len(block.coders) == 1 and block.coders[0].method in (COPY, LZMA, LZMA2, DEFLATE, BZIP2)


def _decoder(block: Block) -> Any:
    method, properties, _ = block.coders[0]
    if method == DEFLATE:
        return _Inflate()
    if method == BZIP2:
        return bz2.BZ2Decompressor()
    if method == COPY:
        return _Copy()
    if method == LZMA2:
        bits = properties[0] if properties else 99
        size = (2 | bits & 1) << (bits // 2 + 11) if bits <= 40 else MAX_DICTIONARY + 1
        one = {"id": lzma.FILTER_LZMA2, "dict_size": size}
    else:
        packed, size = struct.unpack("<BL", properties)
        lc, rest = packed % 9, packed // 9
        one = {"id": lzma.FILTER_LZMA1, "dict_size": size, "lc": lc, "lp": rest % 5, "pb": rest // 5}
    if size > MAX_DICTIONARY:
        raise Unreadable(f"The archive needs more than {MAX_DICTIONARY // MIB} MiB of memory to be unpacked.")
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[{**one, "dict_size": max(4096, size)}])
