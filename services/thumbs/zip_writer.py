"""Writes a ZIP of stored members to a stream that cannot go back (APPNOTE.TXT 6.3.10, with ZIP64 where it is needed).

Python's own writer would put sizes and checksums behind the members of such a stream, which readers of comics that
stream themselves do not take for stored ones. Here both are known before a member begins.
"""

from __future__ import annotations

import struct
import time

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64, _LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
_UTF8, _STORED = 0x0800, 0
_MOST, _MOST_MEMBERS = 0xFFFFFFFF, 0xFFFF


class ZipWriter:
    """What belongs around the bytes of the members; the caller sends both, in the order in which they are made."""

    def __init__(self, mtime: float) -> None:
        """All members get the time `mtime` (seconds since 1970, written in UTC; a ZIP knows 1980 to 2107)."""
        told = time.gmtime(min(max(mtime, 315_532_800.0), 4_354_819_198.0))
        date = (told.tm_year - 1980) << 9 | told.tm_mon << 5 | told.tm_mday
        self._stamp = (told.tm_hour << 11 | told.tm_min << 5 | told.tm_sec // 2, date)
        self._directory = bytearray()
        self._members = 0
        self._at = 0

    def member(self, name: str, size: int, crc: int) -> bytes:
        """What comes before the `size` bytes (fewer than 4 GiB) of a member."""
        told = name.encode()
        version = 45 if self._at > _MOST else 20
        same = (_UTF8, _STORED, *self._stamp, crc, size, size, len(told))
        extra = struct.pack("<2HQ", 1, 8, self._at) if self._at > _MOST else b""
        self._directory += _CENTRAL + struct.pack(
            "<6H3L5H2L", 0x0300 | version, version, *same, len(extra), 0, 0, 0, 0o644 << 16, min(self._at, _MOST)
        )
        self._directory += told + extra
        header = _LOCAL + struct.pack("<5H3L2H", version, *same, 0) + told
        self._members += 1
        self._at += len(header) + size
        return header

    def end(self) -> bytes:
        """What comes after the last member."""
        size, count = len(self._directory), self._members
        tail = bytes(self._directory)
        if self._at > _MOST or count > _MOST_MEMBERS or size > _MOST:
            tail += _END64 + struct.pack("<Q2H2L4Q", 44, 0x032D, 45, 0, 0, count, count, size, self._at)
            tail += _LOCATOR64 + struct.pack("<LQL", 0, self._at + size, 1)
        few = min(count, _MOST_MEMBERS)
        return tail + _END + struct.pack("<4H2LH", 0, 0, few, few, min(size, _MOST), min(self._at, _MOST), 0)
