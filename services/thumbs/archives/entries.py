"""Reads one page from its place in the file, in the service itself or in a child. Standard library only."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Iterator
from typing import Any

from services.thumbs.archives.archive import DEFLATED, MAX_ENTRY, STORED, Entry, Unreadable

CHUNK = 256 * 1024

DAMAGED = "The page is damaged in the archive."
CUT = "The archive ends in the middle of this page."


class _Placed(io.RawIOBase):
    """An open file with a position of its own: two children that hold the same one would move each other's."""

    def __init__(self, fd: int) -> None:
        self._fd, self._at = fd, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: os.fstat(self._fd).st_size}[whence]
        if base + offset < 0:
            raise OSError("before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        got = os.preadv(self._fd, [buffer], self._at)
        self._at += got
        return got


def as_file(fd: int) -> io.BufferedReader:
    """An open file for libraries that want one; `fd` stays the caller's."""
    return io.BufferedReader(_Placed(fd))


def read(fd: int, entry: Entry, start: int = 0, stop: int | None = None) -> bytes:
    """The bytes `start` to `stop` of an entry, in one piece. Raises Unreadable."""
    if entry.method == STORED:
        stop = entry.size if stop is None else min(stop, entry.size)
        data = os.pread(fd, stop - start, entry.offset + start)
        if len(data) == stop - start:
            return data
    return b"".join(chunks(fd, entry, start, stop))


def chunks(fd: int, entry: Entry, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The same, piece by piece, each of at most CHUNK bytes. Raises Unreadable, perhaps only at the end."""
    stop = entry.size if stop is None else min(stop, entry.size)
    if entry.size > MAX_ENTRY or entry.method not in (STORED, DEFLATED):
        raise Unreadable(DAMAGED)
    return _stored(fd, entry, start, stop) if entry.method == STORED else _deflated(fd, entry, start, stop)


def _stored(fd: int, entry: Entry, start: int, stop: int) -> Iterator[bytes]:
    at = start
    while at < stop:
        data = os.pread(fd, min(CHUNK, stop - at), entry.offset + at)
        if not data:
            raise Unreadable(CUT)
        at += len(data)
        yield data


def _deflated(fd: int, entry: Entry, start: int, stop: int) -> Iterator[bytes]:
    crc, done = 0, 0
    for data in inflated(fd, entry.offset, entry.packed):
        crc = zlib.crc32(data, crc)
        piece = data[max(0, start - done) : max(0, stop - done)]
        done += len(data)
        if done > entry.size:
            raise Unreadable(DAMAGED)
        if piece:
            yield piece
        if done >= stop and stop < entry.size:
            return  # the range ends before the page does: the rest is not checked
    if done != entry.size or (entry.crc is not None and crc != entry.crc):
        raise Unreadable(DAMAGED)


def inflated(fd: int, offset: int, packed: int) -> Iterator[bytes]:
    """The bytes that `packed` bytes at `offset` unpack to, in pieces of at most CHUNK. Raises Unreadable."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    at, end, waiting = offset, offset + packed, b""
    try:
        while not unpacker.eof:
            if not waiting and at < end:
                waiting = os.pread(fd, min(CHUNK, end - at), at)
                at += len(waiting)
                if not waiting:
                    raise Unreadable(CUT)
            data = unpacker.decompress(waiting, CHUNK)
            waiting = unpacker.unconsumed_tail
            if data:
                yield data
            elif not waiting and at >= end:
                break
    except zlib.error as error:
        raise Unreadable(DAMAGED) from error
    if not unpacker.eof:
        raise Unreadable(DAMAGED)
