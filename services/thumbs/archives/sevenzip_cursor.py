"""Reads the numbers of a 7z's list of contents, as the format writes them (7zFormat.txt of 7-Zip's LZMA SDK)."""

from __future__ import annotations

import struct

from services.thumbs.archives.archive import MAX_ENTRIES, Unreadable

DAMAGED = "The archive is damaged: its list of contents cannot be read."


class Cursor:
    """Goes through a header from its beginning to its end. Raises Unreadable where it ends too early."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> bytes:
        """The next bytes."""
        piece = self._data[self._at : self._at + count]
        if len(piece) < count:
            raise Unreadable(DAMAGED)
        self._at += count
        return piece

    def byte(self) -> int:
        """The next byte."""
        return self.take(1)[0]

    def number(self) -> int:
        """A number of one to nine bytes: the ones that begin the first byte tell how many follow."""
        first, mask, value = self.byte(), 0x80, 0
        for place in range(8):
            if not first & mask:
                return value | (first & (mask - 1)) << (8 * place)
            value |= self.byte() << (8 * place)
            mask >>= 1
        return value

    def count(self) -> int:
        """A number of things, which no honest archive has more of than MAX_ENTRIES."""
        number = self.number()
        if number > MAX_ENTRIES:
            raise Unreadable(f"The archive has {number} entries; at most {MAX_ENTRIES} are read.")
        return number

    def bits(self, count: int) -> list[bool]:
        """So many bits, the highest of each byte first."""
        data = self.take((count + 7) // 8)
        return [bool(data[one // 8] & 0x80 >> one % 8) for one in range(count)]

    def some(self, count: int) -> list[bool]:
        """The same, or one byte that says: all of them."""
        return [True] * count if self.byte() else self.bits(count)

    def digests(self, count: int) -> list[int | None]:
        """CRC-32s, as far as they are known."""
        return [struct.unpack("<L", self.take(4))[0] if known else None for known in self.some(count)]

    def expect(self, kind: int) -> None:
        """The next byte has to be this."""
        if self.byte() != kind:
            raise Unreadable(DAMAGED)
