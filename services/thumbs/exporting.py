"""Comics as one stream of a CBZ: their pages in reading order, and a ComicInfo.xml of what the catalogue says."""

from __future__ import annotations

import logging
import os
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.types import Receive, Scope, Send

from kit.client import ServiceClient
from kit.errors import NotFound, Problem, Unavailable, Unprocessable
from kit.identity import Identity
from kit.wire.catalog import ComicLocation
from kit.wire.export import Described
from services.thumbs.answers import Streamed
from services.thumbs.archives.archive import Entry, Unreadable
from services.thumbs.directories import Directories, Directory
from services.thumbs.disk import Disk
from services.thumbs.file_names import safe
from services.thumbs.kinds import HEIC, JXL
from services.thumbs.opened import Opened
from services.thumbs.pages import Pages
from services.thumbs.zip_writer import ZipWriter

AT_ONCE = 16  # exports and downloads that are sent at the same time
PIECE = 512 * 1024  # bytes of a file that are read at once
INFO = "ComicInfo.xml"
LEFT_OUT = "Not exported.txt"
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/avif": "avif"}
EXTENSIONS |= {HEIC: "heic", JXL: "jxl"}

log = logging.getLogger("quarterbin.thumbs")


class BrokeOff(Exception):
    """What has begun to be sent cannot be sent to its end."""


class Download(Streamed):
    """A long answer. Where it breaks off it is left without its end: the connection closes, and the client knows."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except BrokeOff as why:
            log.warning("download broke off", extra={"data": {"path": scope["path"], "reason": str(why)}})


@dataclass(frozen=True)
class Comic:
    """A comic that is open; the one who opened it closes it."""

    opened: Opened
    directory: Directory
    described: Described

    def close(self) -> None:
        """Closes its files."""
        self.opened.close()


class Exporter:
    """Streams files and comics; what it keeps at a time is one page, and a few bytes for each that was sent."""

    def __init__(self, library: ServiceClient, disk: Disk, directories: Directories, pages: Pages) -> None:
        self._library, self._disk, self._directories, self._pages = library, disk, directories, pages
        self._places = AT_ONCE

    def take_place(self) -> None:
        """Begins a download, which ends with `give_place`. Raises Unavailable where too many are under way."""
        if not self._places:
            sentence = "Too many downloads are under way: try again in a moment."
            raise Unavailable("downloads_busy", sentence, retry_after=15)
        self._places -= 1

    def give_place(self) -> None:
        """Ends one."""
        self._places += 1

    async def file(self, opened: Opened, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes of a file as it is on the disk. Raises BrokeOff where it has become shorter."""
        while start < stop:
            read = partial(os.pread, opened.fd, min(PIECE, stop - start), start)
            try:
                piece = await self._disk.run(opened.location.root, read)
            except (OSError, Problem) as error:
                raise BrokeOff(str(error)) from error
            if not piece:
                raise BrokeOff("the file has become shorter")
            start += len(piece)
            yield piece

    async def opened(self, location: ComicLocation, reader: Identity) -> Comic:
        """A comic, open, for somebody who may read it. Raises Problem where it cannot be read."""
        opened = await self._disk.open(location)
        try:
            directory = await self._directories.of(opened)
            about = {"pages": len(directory.pages)}
            if reader.age_limit is not None:
                about["age_limit"] = reader.age_limit
            path = f"/internal/comics/{location.comic_id}/described"
            return Comic(opened, directory, await self._library.get_as(Described, path, params=about))
        except BaseException:
            opened.close()
            raise

    async def first(self, locations: Sequence[ComicLocation], reader: Identity) -> tuple[int, Comic, list[str]]:
        """The first of these comics that can be read, which it is, and why those before it cannot.

        Raises Unprocessable where none can.
        """
        refused: list[str] = []
        for number, location in enumerate(locations, 1):
            try:
                return number, await self.opened(location, reader), refused
            except (NotFound, Unprocessable) as problem:
                refused.append(_left_out(number, location, problem))
        raise Unprocessable("nothing_to_export", f"None of these comics can be read. {refused[0]}")

    async def one(self, comic: Comic) -> AsyncIterator[bytes]:
        """A comic as a CBZ. Raises BrokeOff where a page cannot be read."""
        writer = ZipWriter(comic.opened.mtime_ns / 1e9)
        async for piece in self._members(writer, "", comic):
            yield piece
        yield writer.end()

    async def many(
        self, locations: Sequence[ComicLocation], begin: tuple[int, Comic, list[str]], now: float, reader: Identity
    ) -> AsyncIterator[bytes]:
        """Comics in one CBZ, a folder each, from what `first` found on; what cannot be opened is named in a text."""
        at, comic, refused = begin
        writer, refused = ZipWriter(now), list(refused)
        async for piece in self._members(writer, _folder(at, comic), comic):
            yield piece
        for number, location in enumerate(locations[at:], at + 1):
            try:
                comic = await self.opened(location, reader)
            except (NotFound, Unprocessable) as problem:
                refused.append(_left_out(number, location, problem))
                continue
            except Problem as problem:
                raise BrokeOff(problem.detail) from problem
            try:
                async for piece in self._members(writer, _folder(number, comic), comic):
                    yield piece
            finally:
                comic.close()
        if refused:
            yield _whole(writer, LEFT_OUT, "\r\n".join([*refused, ""]).encode())
        yield writer.end()

    async def _members(self, writer: ZipWriter, folder: str, comic: Comic) -> AsyncIterator[bytes]:
        yield _whole(writer, folder + INFO, comic.described.comic_info.encode())
        width = max(3, len(str(len(comic.directory.pages))))
        try:
            for number in range(len(comic.directory.pages)):
                page = await self._pages.page(comic.opened, comic.directory, number, None)
                name = f"{folder}{number + 1:0{width}}.{EXTENSIONS[page.kind]}"
                if page.data is not None:
                    yield _whole(writer, name, page.data)
                    continue
                yield writer.member(name, page.size, await self._crc(comic.opened, number, page.entry))
                async for piece in self._pages.stream(comic.opened, number, page.entry, 0, page.size):
                    yield piece
        except (Problem, Unreadable) as why:
            raise BrokeOff(str(why)) from why

    async def _crc(self, opened: Opened, number: int, entry: Entry) -> int:
        """The checksum of a large page, which stands before it: read through once where the archive has none."""
        crc = 0
        async for piece in self._pages.stream(opened, number, entry, 0, entry.size):
            crc = zlib.crc32(piece, crc)
        return crc


def _whole(writer: ZipWriter, name: str, data: bytes) -> bytes:
    return writer.member(name, len(data), zlib.crc32(data)) + data


def _folder(number: int, comic: Comic) -> str:
    return f"{number:03} {safe(comic.described.title)}/"


def _left_out(number: int, location: ComicLocation, problem: Problem) -> str:
    return f"{number:03} {safe(location.path.rpartition('/')[2])}: {problem.detail}"
