"""A ZIP whose list of contents, at its end, is missing or broken: its entries are found one after the other."""

from __future__ import annotations

import os
import struct

from kit.contents import is_page
from services.thumbs.archives import entries, names
from services.thumbs.archives.archive import (
    DEFLATED,
    MAX_ENTRIES,
    MAX_ENTRY,
    STORED,
    Entry,
    Unreadable,
    ends_early,
)

LOCAL = struct.Struct("<4s5H3L2H")
MARK = b"PK\x03\x04"
DESCRIPTION = b"PK\x07\x08"  # of an entry's sizes, behind its bytes
DIRECTORY_MARKS = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x08", b"PK\x06\x06")
SIZES_FOLLOW, ENCRYPTED, UTF8 = 0x8, 0x1, 0x800
ZIP64 = 0xFFFFFFFF


def members(fd: int) -> tuple[list[tuple[str, Entry]], str]:
    """Names and places of all entries that are whole, and what to say of the archive (empty: nothing is missing)."""
    found: list[tuple[str, Entry]] = []
    at, size = 0, os.fstat(fd).st_size
    while len(found) < MAX_ENTRIES:
        head = os.pread(fd, LOCAL.size, at)
        if head[:4] in DIRECTORY_MARKS:
            return found, ""  # every entry was found; only the list of contents is damaged
        if len(head) == LOCAL.size and head[:4] != MARK:
            return found, f"The archive is damaged: {_count(found)} of its pages can be read."
        if len(head) < LOCAL.size:
            break
        _, _, flags, method, _, _, crc, packed, length, name_length, extra_length = LOCAL.unpack(head)
        if flags & ENCRYPTED:
            raise Unreadable("The archive is protected with a password.")
        start = at + LOCAL.size + name_length + extra_length
        raw = os.pread(fd, name_length + extra_length, at + LOCAL.size)
        name = names.decoded(raw[:name_length], raw[name_length:], is_utf8=bool(flags & UTF8))
        if ZIP64 in (packed, length):
            packed, length = _zip64(raw[name_length:])
        if flags & SIZES_FOLLOW and packed == 0:
            measured = _measured(fd, start, size) if method == DEFLATED else _bounded(fd, start) if not method else None
            if measured is None:
                break
            packed, length, crc, at = *measured[:3], measured[3]
        else:
            at = start + packed
        if at > size:
            break
        if method in (STORED, DEFLATED) and (method == DEFLATED or packed == length):
            found.append((name, Entry(method, start, packed, length, crc)))
    return found, ends_early(_count(found), None)


def _count(found: list[tuple[str, Entry]]) -> int:
    return sum(is_page(name) for name, _ in found)


def _zip64(extra: bytes) -> tuple[int, int]:
    """Packed and unpacked size from the extra field 1."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == 1 and length >= 16 and len(extra) >= 20:
            whole, packed = struct.unpack_from("<QQ", extra, 4)
            return packed, whole
        extra = extra[4 + length :]
    return ZIP64, ZIP64


def _bounded(fd: int, start: int) -> tuple[int, int, int, int] | None:
    """The same as `_measured` for a stored entry: its bytes end where a description fits what lies before it."""
    at, kept = start, b""
    while at - start <= MAX_ENTRY and (data := os.pread(fd, entries.CHUNK, at)):
        window, base = kept + data, at - len(kept)
        place = -1
        while (place := window.find(DESCRIPTION, place + 1)) >= 0:
            length = base + place - start
            head = os.pread(fd, 24, base + place)
            for form in (struct.Struct("<4sLLL"), struct.Struct("<4sLQQ")):
                if len(head) >= form.size and form.unpack_from(head)[2:] == (length, length):
                    return length, length, form.unpack_from(head)[1], base + place + form.size
        at, kept = at + len(data), window[-3:]
    return None


def _measured(fd: int, start: int, end: int) -> tuple[int, int, int, int] | None:
    """Packed size, size, CRC and the end of an entry that tells its sizes only behind its bytes."""
    import zlib

    unpacker, at, length, crc = zlib.decompressobj(-zlib.MAX_WBITS), start, 0, 0
    waiting = b""
    try:
        while not unpacker.eof:
            if not waiting:
                waiting = os.pread(fd, entries.CHUNK, at)
                at += len(waiting)
                if not waiting:
                    return None
            data = unpacker.decompress(waiting, entries.CHUNK)
            waiting = unpacker.unconsumed_tail
            length, crc = length + len(data), zlib.crc32(data, crc)
            if length > MAX_ENTRY:
                return None
    except zlib.error:
        return None
    data_end = at - len(unpacker.unused_data)
    described = 16 if os.pread(fd, 4, data_end) == DESCRIPTION else 12
    if os.pread(fd, 4, data_end + described)[:2] != b"PK":
        described += 8  # the long form, with sizes of 64 bits
    return data_end - start, length, crc, min(data_end + described, end)
