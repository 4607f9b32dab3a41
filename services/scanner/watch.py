"""Watches the folders of libraries, and scans what changes on the disk as it changes.

Events come from the system (inotify and its like). Network disks send none; there the schedule has to look.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress

from watchfiles import watch

from kit.errors import Problem
from kit.paths import for_people, to_path
from kit.wire.catalog import LibraryInfo, Root
from services.scanner.models import ScanRequest
from services.scanner.parts import MOST, Part, merged, of_changes
from services.scanner.run import Parts
from services.scanner.scans import Scans
from services.scanner.walk import reason

log = logging.getLogger("quarterbin.scanner")

BREATH_MS = 1_000  # seconds between two looks whether anybody still listens
QUIET_MS, LONGEST_MS = 400, 3_000  # a burst of events ends after so long without one, or at the latest after
RETRY = 30.0  # seconds until a folder that cannot be watched is tried again; also between looks whether it is there


class Watchers:
    """A watcher for each library that wants one."""

    def __init__(self, scans: Scans) -> None:
        self._scans = scans
        self._tasks: dict[str, list[asyncio.Task[None]]] = {}
        self._roots: dict[str, tuple[Root, ...]] = {}
        self._problems: dict[str, str] = {}
        self._on: set[tuple[str, str]] = set()

    async def follow(self, wanted: set[str]) -> None:
        """Watches these libraries, and no others, as their folders are now."""
        libraries = {one.id: one for one in await self._scans.libraries() if one.id in wanted} if wanted else {}
        for library_id in list(self._tasks):
            library = libraries.get(library_id)
            if library is None or tuple(library.roots) != self._roots[library_id]:
                await self._end(library_id)
        for library in libraries.values():
            if library.id not in self._tasks:
                self._begin(library)

    def state(self, library_id: str) -> tuple[bool, str | None]:
        """Are all its folders watched, and if not, why."""
        roots = self._roots.get(library_id, ())
        on = bool(roots) and all((library_id, root.id) in self._on for root in roots)
        return on, self._problems.get(library_id)

    async def close(self) -> None:
        """Ends all."""
        for library_id in list(self._tasks):
            await self._end(library_id)

    def _begin(self, library: LibraryInfo) -> None:
        touched = _Touched()
        self._roots[library.id] = tuple(library.roots)
        self._tasks[library.id] = [
            *(asyncio.create_task(self._watch(library.id, root, touched)) for root in library.roots),
            asyncio.create_task(self._scan(library.id, touched)),
        ]

    async def _end(self, library_id: str) -> None:
        tasks = self._tasks.pop(library_id)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        self._problems.pop(library_id, None)
        self._on -= {one for one in self._on if one[0] == library_id}

    async def _watch(self, library_id: str, root: Root, touched: _Touched) -> None:
        path, place = to_path(root.path), (library_id, root.id)
        while True:
            try:
                async with aclosing(watched(path)) as bursts:
                    async for paths in bursts:
                        if place not in self._on:
                            self._on.add(place)
                            self._problems.pop(library_id, None)
                            touched.add(None)  # nobody knows what happened while it was not watched
                        touched.add(await asyncio.to_thread(of_changes, root, paths))
            except OSError as error:
                # Without a number it comes from the watcher's core: the system allows only so many watches.
                why = reason(error) if error.errno or not error.args else "The system allows no more watches."
                self._problems[library_id] = f"{for_people(path)} cannot be watched. {why}"
                log.warning("not watched", extra={"data": {"folder": for_people(path), "reason": str(error)}})
            self._on.discard(place)
            await asyncio.sleep(RETRY)

    async def _scan(self, library_id: str, touched: _Touched) -> None:
        while True:
            parts = await touched.wait()
            try:
                wanted = ScanRequest(library=library_id)
                only: Parts | None = None if parts is None else {library_id: parts}
                await self._scans.start_when_free("scan", wanted, begun_by="watch", only=only)
            except Problem as problem:
                log.warning("change not scanned", extra={"data": {"reason": problem.detail}})
                touched.add(parts)
                await asyncio.sleep(RETRY)


class _Touched:
    """What was touched and not scanned yet."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._all = False
        self._some = asyncio.Event()

    def add(self, parts: list[Part] | None) -> None:
        """More of it; None: all of the library."""
        if parts is None or len(self._parts) + len(parts) > MOST:
            self._all, self._parts = True, []
        elif not self._all:
            self._parts = merged([*self._parts, *parts])
        if self._all or self._parts:
            self._some.set()

    async def wait(self) -> list[Part] | None:
        """All that was touched so far, once something was; None: the whole library."""
        await self._some.wait()
        self._some.clear()
        parts, self._parts = None if self._all else self._parts, []
        self._all = False
        return parts


async def watched(path: str) -> AsyncGenerator[set[str]]:
    """The paths that change beneath `path`, in bursts. The first burst is empty, and says that watching has begun.

    Ends when the folder is replaced or gone. Raises OSError where it cannot be watched.
    """
    before, looked = await asyncio.to_thread(os.stat, path), time.monotonic()
    loop, bursts, stop = asyncio.get_running_loop(), asyncio.Queue[set[str] | OSError](), threading.Event()

    def say(what: set[str] | OSError) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            loop.call_soon_threadsafe(bursts.put_nowait, what)

    # In a thread: setting up the watch of many folders, or of a slow disk's, takes its time.
    threading.Thread(target=_listen, args=(path, stop, say), name="watch", daemon=True).start()
    try:
        while True:
            burst = await bursts.get()
            if isinstance(burst, OSError):
                raise burst
            yield burst
            if time.monotonic() - looked > RETRY:
                now, looked = await asyncio.to_thread(os.stat, path), time.monotonic()
                if (now.st_dev, now.st_ino) != (before.st_dev, before.st_ino):
                    return
    finally:
        stop.set()


def _listen(path: str, stop: threading.Event, say: Callable[[set[str] | OSError], None]) -> None:
    """Reports what changes beneath `path`, and finally why it cannot be watched, until told to stop."""
    try:
        for changes in watch(
            path,
            watch_filter=None,
            debounce=LONGEST_MS,
            step=QUIET_MS,
            stop_event=stop,
            rust_timeout=BREATH_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            say({changed for _, changed in changes})
    except OSError as error:
        say(error)
    except RuntimeError as error:  # the errors of the watcher's own core
        say(OSError(str(error)))
