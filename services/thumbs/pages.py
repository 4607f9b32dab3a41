"""Pages: read at their place in the file where they have one, else unpacked or made smaller by a child."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from kit.errors import NotFound, Problem, Unprocessable
from services.thumbs import metrics
from services.thumbs.archives import entries
from services.thumbs.archives.archive import CODED, MIB, Entry, Unreadable
from services.thumbs.children import Answer, ChildFailed, Refused
from services.thumbs.cover_store import CoverStore
from services.thumbs.directories import Directory, Key, key_of
from services.thumbs.disk import Disk
from services.thumbs.kinds import HEAD, RARE, is_wanted, name_of, picture_type
from services.thumbs.opened import Opened, close
from services.thumbs.solid import Solid
from services.thumbs.trials import Trials

WHOLE = 8 * MIB  # pages up to this size are read in one piece and checked before the answer begins
SMALL = 480  # the reader's row of thumbnails: drawn once and kept
WIDTHS = (SMALL, 800, 1200, 1600, 2400)

Wanted = tuple[Key, int, int]  # comic, page, width (0: as it is)


@dataclass(frozen=True)
class Page:
    """A page to be sent: its bytes in `data`, or, where they are many, to be had from `entry`."""

    kind: str
    size: int
    number: int
    entry: Entry
    data: bytes | None = None
    is_varying: bool = False  # others, who accept other pictures, get another one


class Pages:
    """Reads pages; those that a child brought are kept for a while, and the next one is fetched ahead."""

    def __init__(self, trials: Trials, disk: Disk, files: CoverStore, solid: Solid, cache_bytes: int) -> None:
        self._trials, self._disk, self._files, self._solid, self._room = trials, disk, files, solid, cache_bytes
        self._kept: OrderedDict[Wanted, bytes] = OrderedDict()
        self._bytes = 0
        self._asked: dict[Wanted, asyncio.Task[bytes | None]] = {}

    async def page(
        self, opened: Opened, directory: Directory, number: int, width: int | None, accept: str | None = None
    ) -> Page:
        """Page `number`, from 0, at most `width` pixels wide. Raises NotFound, Unprocessable, Unavailable.

        `accept`: the header of whoever is to see it (None: takes everything); what few can show becomes a JPEG.
        """
        if number >= len(directory.pages):
            count = len(directory.pages)
            sentence = f"There is no page {number + 1}: this comic has {count} page{'s' if count != 1 else ''}."
            raise NotFound("page_not_found", sentence)
        entry = directory.pages[number]
        if width:
            data = await self._by_child(opened, directory, number, width)
            if data is not None:
                return Page("image/jpeg", len(data), number, entry, data)
        found = await self._as_it_is(opened, directory, number)
        if accept is None or found.kind not in RARE:
            return found
        if is_wanted(found.kind, accept):
            return replace(found, is_varying=True)
        data = await self._by_child(opened, directory, number, WIDTHS[-1]) or b""
        return Page("image/jpeg", len(data), number, entry, data, is_varying=True)

    async def _as_it_is(self, opened: Opened, directory: Directory, number: int) -> Page:
        entry = directory.pages[number]
        if entry.method == CODED:
            data = await self._by_child(opened, directory, number, 0)
            self._ahead(opened, directory, number + 1)
        elif entry.size <= WHOLE:
            data = await self._read(opened, entry, number, entry.size)
            metrics.PLACED.inc()
        else:
            head = await self._read(opened, entry, number, HEAD)
            metrics.PLACED.inc()
            return Page(_kind(head, number), entry.size, number, entry)
        data = data or b""
        return Page(_kind(data[:HEAD], number), len(data), number, entry, data)

    async def stream(self, opened: Opened, number: int, entry: Entry, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes of a large page, each piece read when the one before is sent."""
        root = opened.location.root
        fd = await self._disk.run(root, lambda: opened.page(number), late=close)
        try:
            pieces = entries.chunks(fd, entry, start, stop)
            while piece := await self._disk.run(root, lambda: next(pieces, b"")):
                yield piece
        finally:
            close(fd)

    async def close(self) -> None:
        """Gives up what is being unpacked."""
        tasks = list(self._asked.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=5)
        await self._solid.close()

    async def _read(self, opened: Opened, entry: Entry, number: int, stop: int) -> bytes:
        try:
            root = opened.location.root
            return await self._disk.run(root, lambda: opened.read(number, lambda fd: entries.read(fd, entry, 0, stop)))
        except Unreadable as why:
            raise _damaged(number, str(why)) from why

    async def _by_child(self, opened: Opened, directory: Directory, number: int, width: int) -> bytes | None:
        """The bytes from a child; None where the page is no wider than `width` as it is."""
        wanted = (key_of(opened), number, width)
        kept = self._kept.get(wanted)
        if kept is not None:
            self._kept.move_to_end(wanted)
            metrics.PAGES.labels("kept").inc()
            return kept
        metrics.PAGES.labels("resized" if width else "child").inc()
        return await asyncio.shield(self._flight(opened, directory, number, width, background=False))

    def _ahead(self, opened: Opened, directory: Directory, number: int) -> None:
        """Fetches the next page in the background: its reader will want it soon."""
        wanted = (key_of(opened), number, 0)
        coded = number < len(directory.pages) and directory.pages[number].method == CODED
        due = coded and not directory.solid and self._room > 0
        if due and wanted not in self._kept and wanted not in self._asked:
            self._flight(opened, directory, number, 0, background=True)

    def _flight(
        self, opened: Opened, directory: Directory, number: int, width: int, *, background: bool
    ) -> asyncio.Task[bytes | None]:
        """The one task that fetches a page, for all who want it."""
        wanted = (key_of(opened), number, width)
        task = self._asked.get(wanted)
        if task is None:
            again = replace(opened, fd=os.dup(opened.fd), more=tuple(map(os.dup, opened.more)))
            if width == SMALL:
                job = self._small(wanted, directory, again)
            else:
                job = self._fetch(wanted, directory, again, background)
            task = self._asked[wanted] = asyncio.create_task(job)
            task.add_done_callback(lambda ended: self._landed(wanted, ended))
        return task

    def _landed(self, wanted: Wanted, ended: asyncio.Task[bytes | None]) -> None:
        self._asked.pop(wanted, None)
        if not ended.cancelled():
            ended.exception()  # seen, even where nobody waits for it

    async def _small(self, wanted: Wanted, directory: Directory, opened: Opened) -> bytes | None:
        """The page's thumbnail, out of the store where it is there; else it is kept there from now on."""
        kind = f"-p{wanted[1]}-w{SMALL}"
        data = await self._files.get(wanted[0][0], opened.version, kind)
        if data is not None:
            opened.close()
            return data
        data = await self._fetch(wanted, directory, opened, background=False)
        if data is not None:
            with contextlib.suppress(Problem):  # it can be sent all the same
                await self._files.put(wanted[0][0], opened.version, data, kind)
        return data

    async def _fetch(self, wanted: Wanted, directory: Directory, opened: Opened, background: bool) -> bytes | None:
        """Closes `opened`."""
        _, number, width = wanted
        try:
            if width:
                answer = await self._resized(opened, directory, number, width)
                data = answer.parts[0] if answer.parts else None
                if data is not None:
                    self._keep(wanted, data)
                return data
            if directory.solid and (data := await self._solid.page(opened, directory, number)) is not None:
                return data
            options = {"wanted": [number]}
            answer = await self._trials.ask(opened, "pages", options, opened.fds, page=number, background=background)
            self._keep(wanted, answer.parts[0])
            return answer.parts[0]
        except Refused as why:
            raise _damaged(number, why.why) from why
        except (ChildFailed, ValueError) as failed:
            raise _damaged(number, failed.why if isinstance(failed, ChildFailed) else entries.DAMAGED) from failed
        finally:
            opened.close()

    async def _resized(self, opened: Opened, directory: Directory, number: int, width: int) -> Answer:
        if opened.album is not None:
            page = await self._disk.run(opened.location.root, lambda: opened.page(number), late=close)
        elif directory.solid and (data := await self._solid.page(opened, directory, number)) is not None:
            page = _in_memory(data)
        else:
            options = {"index": number, "width": width}
            return await self._trials.ask(opened, "resized", options, opened.fds, page=number)
        try:
            return await self._trials.ask(opened, "narrowed", {"width": width}, [page], page=number)
        finally:
            close(page)

    def _keep(self, wanted: Wanted, data: bytes) -> None:
        if len(data) * 2 > self._room:
            return
        self._bytes += len(data) - len(self._kept.pop(wanted, b""))
        self._kept[wanted] = data
        while self._bytes > self._room:
            self._bytes -= len(self._kept.popitem(last=False)[1])


def _in_memory(data: bytes) -> int:
    """An open file of these bytes, to be closed."""
    fd = os.memfd_create("page", os.MFD_CLOEXEC)
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
    return fd


def _kind(head: bytes, number: int) -> str:
    kind = picture_type(head)
    if kind is None:
        raise Unprocessable("page_not_image", f"Page {number + 1} is not a picture ({name_of(head)}).")
    return kind


def _damaged(number: int, reason: str) -> Problem:
    return Unprocessable("page_unreadable", f"Page {number + 1} cannot be read. {reason}")
