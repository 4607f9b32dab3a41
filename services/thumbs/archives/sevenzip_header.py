"""The list of contents of a 7z. It is read here and not by 7-Zip's program, which finds members only by name.

Format: 7zFormat.txt of 7-Zip's LZMA SDK. Members lie one after the other in blocks ("folders"), each packed as one.
"""

from __future__ import annotations

import stat
import struct
from typing import NamedTuple

from services.thumbs.archives.archive import MAX_ENTRIES, Unreadable
from services.thumbs.archives.sevenzip_cursor import DAMAGED, Cursor

END, HEADER, PROPERTIES, ADDITIONAL, STREAMS, FILES, PACK, UNPACK, SUBSTREAMS = range(9)
SIZE, CRC, FOLDER, UNPACK_SIZES, PER_FOLDER, EMPTY_STREAM, EMPTY_FILE, ANTI, NAMES = range(9, 18)
ATTRIBUTES, ENCODED_HEADER = 0x15, 0x17
UNIX_MODE = 0x8000  # of the attributes: their upper half holds the mode of the file


class Coder(NamedTuple):
    """A method and its properties; `plain` where it makes one stream of one."""

    method: bytes
    properties: bytes
    plain: bool


class Block(NamedTuple):
    """What is packed as one: `packed` bytes at `offset` make `size`."""

    coders: list[Coder]
    offset: int
    packed: int
    size: int


class Member(NamedTuple):
    """A file: where it begins in the unpacked block number `block`, which is None where it is empty or a folder."""

    name: str
    block: int | None
    start: int
    size: int
    crc: int | None
    link: bool


Substreams = list[list[tuple[int, int | None]]]  # of each block: size and CRC of the files in it


def streams(cursor: Cursor) -> tuple[list[Block], Substreams]:
    """The blocks, and what each holds."""
    blocks: list[Block] = []
    crcs: list[int | None] = []
    packs: list[tuple[int, int]] = []
    inside: Substreams | None = None
    while (kind := cursor.byte()) != END:
        if kind == PACK:
            packs = _packs(cursor)
        elif kind == UNPACK:
            blocks, crcs = _blocks(cursor, packs)
        elif kind == SUBSTREAMS:
            inside = _substreams(cursor, blocks, crcs)
        else:
            raise Unreadable(DAMAGED)
    return blocks, inside or [[(block.size, crc)] for block, crc in zip(blocks, crcs, strict=True)]


def members(cursor: Cursor) -> tuple[list[Block], list[Member]]:
    """Blocks and files, from behind the mark HEADER."""
    blocks: list[Block] = []
    inside: Substreams = []
    files: list[Member] = []
    while (kind := cursor.byte()) != END:
        if kind == STREAMS:
            blocks, inside = streams(cursor)
        elif kind == FILES:
            files = _files(cursor, inside)
        else:
            raise Unreadable(DAMAGED)
    return blocks, files


def _packs(cursor: Cursor) -> list[tuple[int, int]]:
    """Offset and size of the packed streams; the first byte behind the archive's 32 is 0."""
    at, count = cursor.number(), cursor.count()
    sizes: list[int] = []
    while (kind := cursor.byte()) != END:
        if kind == SIZE:
            sizes = [cursor.number() for _ in range(count)]
        elif kind == CRC:
            cursor.digests(count)
        else:
            raise Unreadable(DAMAGED)
    places = []
    for size in sizes:
        places.append((at, size))
        at += size
    return places


def _blocks(cursor: Cursor, packs: list[tuple[int, int]]) -> tuple[list[Block], list[int | None]]:
    cursor.expect(FOLDER)
    count = cursor.count()
    if cursor.byte():
        raise Unreadable(DAMAGED)  # kept outside of the header: no program writes that
    shapes = [_coders(cursor) for _ in range(count)]
    cursor.expect(UNPACK_SIZES)
    blocks, first = [], 0
    for coders, outs, ins in shapes:
        sizes = [cursor.number() for _ in range(outs)]
        mine = packs[first : first + ins]
        if len(mine) < ins or not sizes:
            raise Unreadable(DAMAGED)
        first += ins
        blocks.append(Block(coders, 32 + mine[0][0], sum(size for _, size in mine), max(sizes)))
    crcs: list[int | None] = [None] * count
    while (kind := cursor.byte()) != END:
        if kind != CRC:
            raise Unreadable(DAMAGED)
        crcs = cursor.digests(count)
    return blocks, crcs


def _coders(cursor: Cursor) -> tuple[list[Coder], int, int]:
    """The coders of a block, how many sizes it states, how many packed streams it reads."""
    coders, ins, outs = [], 0, 0
    count = cursor.number()
    if not 1 <= count <= 32:
        raise Unreadable(DAMAGED)
    for _ in range(count):
        flags = cursor.byte()
        method = cursor.take(flags & 0xF)
        of_in, of_out = (cursor.number(), cursor.number()) if flags & 0x10 else (1, 1)
        properties = cursor.take(cursor.number()) if flags & 0x20 else b""
        coders.append(Coder(method, properties, of_in == of_out == 1))
        ins, outs = ins + of_in, outs + of_out
    packed = ins - (outs - 1)
    if not 1 <= packed <= 32 or outs > 32:
        raise Unreadable(DAMAGED)
    for _ in range(2 * (outs - 1) + (packed if packed > 1 else 0)):
        cursor.number()  # which coder feeds which: skipped, as 7zz unpacks what has more than one
    return coders, outs, packed


def _substreams(cursor: Cursor, blocks: list[Block], crcs: list[int | None]) -> Substreams:
    counts = [1] * len(blocks)
    kind = cursor.byte()
    if kind == PER_FOLDER:
        counts = [cursor.count() for _ in blocks]
        if sum(counts) > MAX_ENTRIES:
            raise Unreadable(f"The archive has {sum(counts)} entries; at most {MAX_ENTRIES} are read.")
        kind = cursor.byte()
    sizes = []
    for block, count in zip(blocks, counts, strict=True):
        own = [cursor.number() if kind == SIZE else 0 for _ in range(count - 1)]
        rest = block.size - sum(own)
        if rest < 0:
            raise Unreadable(DAMAGED)
        sizes.append([*own, rest] if count else [])
    if kind == SIZE:
        kind = cursor.byte()
    known = [count == 1 and crc is not None for count, crc in zip(counts, crcs, strict=True)]
    missing = sum(count for count, there in zip(counts, known, strict=True) if not there)
    told: list[int | None] = [None] * missing
    while kind != END:
        if kind != CRC:
            raise Unreadable(DAMAGED)
        told = cursor.digests(missing)
        kind = cursor.byte()
    following = iter(told)
    return [
        [(own[0], crc)] if there else [(size, next(following)) for size in own]
        for own, crc, there in zip(sizes, crcs, known, strict=True)
    ]


def _files(cursor: Cursor, inside: Substreams) -> list[Member]:
    count = cursor.count()
    names, empty, modes = [""] * count, [False] * count, [0] * count
    while (kind := cursor.number()) != END:
        part = Cursor(cursor.take(cursor.number()))
        if kind == EMPTY_STREAM:
            empty = part.bits(count)
        elif kind == NAMES:
            names = _names(part, count)
        elif kind == ATTRIBUTES:
            known = part.some(count)
            part.expect(0)
            told = [struct.unpack("<L", part.take(4))[0] if one else 0 for one in known]
            modes = [one >> 16 if one & UNIX_MODE else 0 for one in told]
    places: list[tuple[int | None, int, int, int | None]] = []
    for number, block in enumerate(inside):
        start = 0
        for size, crc in block:
            places.append((number, start, size, crc))
            start += size
    following = iter(places)
    found = []
    for name, nothing, mode in zip(names, empty, modes, strict=True):
        place = (None, 0, 0, None) if nothing else next(following, (None, 0, 0, None))
        found.append(Member(name, *place, stat.S_ISLNK(mode)))
    return found


def _names(part: Cursor, count: int) -> list[str]:
    part.expect(0)
    text = part.take(len(part._data) - 1).decode("utf-16-le", "replace")
    names = text.split("\0")
    if len(names) < count:
        raise Unreadable(DAMAGED)
    return names[:count]
