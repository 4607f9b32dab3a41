"""Solid archives: each page depends on those before it, so they are unpacked once, in order, into a bounded disk cache.

A page is available as soon as the pass has reached it, and not only at its end.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
from collections import OrderedDict
from pathlib import Path

from kit.errors import Problem
from services.thumbs import metrics
from services.thumbs.archives.archive import MIB
from services.thumbs.children import ChildFailed, Refused
from services.thumbs.directories import Directory, Key, key_of
from services.thumbs.opened import Opened, close
from services.thumbs.trials import Trials

MOST = 256 * MIB  # of one archive: what a child may write. Pages behind it are unpacked one by one.


class _Cache:
    """A file without a name, closed with its last user."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            self.fd = os.dup(file.fileno())

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError):  # there is none
            os.close(self.fd)


class _Pass:
    """One archive on its way into the cache: where its pages lie there, `(offset, size)`, as far as it has come."""

    def __init__(self, cache: _Cache, pages: int) -> None:
        self.cache, self._pages = cache, pages
        self.places: dict[int, tuple[int, int]] = {}
        self.bytes, self.ended = 0, False
        self._changed = asyncio.Condition()
        self.tasks: set[asyncio.Task[None]] = set()

    def news(self, packet: bytes) -> None:
        """What the child says of a page; believed only as far as it cannot do harm."""
        try:
            page, at, size = (int(json.loads(packet)[name]) for name in ("page", "at", "size"))
        except (ValueError, KeyError, TypeError):
            return
        if 0 <= page < self._pages and 0 <= at <= at + size <= MOST:
            self.places[page] = at, size
            self.bytes = max(self.bytes, at + size)
            self._spawn(self._tell())

    async def end(self) -> None:
        """Nothing more comes."""
        self.ended = True
        await self._tell()

    async def page(self, number: int) -> bytes | None:
        """The page, as soon as it is there; None where it will not be."""
        async with self._changed:
            await self._changed.wait_for(lambda: number in self.places or self.ended)
        if number not in self.places:
            return None
        at, size = self.places[number]
        data = await asyncio.to_thread(os.pread, self.cache.fd, size, at)
        return data if len(data) == size else None

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _spawn(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


class Solid:
    """At most `room` bytes of unpacked archives in `folder`; the one that nobody read for longest goes first."""

    def __init__(self, trials: Trials, folder: Path, room: int) -> None:
        self._trials, self._folder, self._room = trials, folder, room
        self._passes: OrderedDict[Key, _Pass] = OrderedDict()
        self._running: set[asyncio.Task[None]] = set()

    async def page(self, opened: Opened, directory: Directory, number: int) -> bytes | None:
        """A page of a solid archive, unpacked with all others; None where it has to be unpacked by itself."""
        key = key_of(opened)
        one = self._passes.get(key) or self._begin(key, opened, directory)
        if one is None:
            return None
        self._passes.move_to_end(key)
        return await one.page(number)

    async def close(self) -> None:
        """Gives up what is being unpacked."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running, timeout=5)
        self._passes.clear()

    def _begin(self, key: Key, opened: Opened, directory: Directory) -> _Pass | None:
        if self._room < MIB:
            return None
        try:
            one = self._passes[key] = _Pass(_Cache(self._folder), len(directory.pages))
        except OSError:
            return None  # no place on the disk
        metrics.UNPACKED.inc()
        task = asyncio.create_task(self._run(key, opened, opened.dup(), one))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return one

    async def _run(self, key: Key, opened: Opened, fds: list[int], one: _Pass) -> None:
        options = {"most": min(MOST, self._room)}
        try:
            await self._trials.ask(opened, "unpack", options, [*fds, one.cache.fd], page=None, news=one.news)
        except (Refused, ChildFailed):
            pass  # a page that is not there is asked for by itself, and has its own error
        except Problem:
            self._passes.pop(key, None)  # too many wait: the next who asks begins anew
        finally:
            close(*fds)
            await one.end()
        total = sum(each.bytes for each in self._passes.values())
        for oldest in [each for each in self._passes if each != key]:
            if total <= self._room:
                break
            if self._passes[oldest].ended:
                total -= self._passes.pop(oldest).bytes
