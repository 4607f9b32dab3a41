"""Covers and page thumbnails, kept under names that hold their version, within a bound.

A key is `a/ID-VERSION.jpg`, `...-large.jpg` or `...-p12-w480.jpg`; `a` begins the version, which spreads them
evenly; a cover that people chose has `p12` behind its version. What was used last is remembered in a table, late by up
to SWEEP seconds: no request waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from kit.errors import Problem
from services.thumbs.cover_files import File, Files
from services.thumbs.store.pictures import Kept, PictureTable

SWEEP = 60.0  # seconds between two looks at the size
TIDY = 24 * 3600.0  # seconds between two looks at everything that lies there
YOUNG = 3600.0  # seconds for which nothing is swept: it may be in the making, or the library may not know it yet
FULL, ROOM = 1.0, 0.9  # of the bound: above the one, the oldest go until it is the other
MANY = 200
_KEY = re.compile(r"(.)/([0-9A-Za-z_-]{1,64})-(\1[0-9a-f]{11}(?:p\d{1,6})?)(-large|-p\d{1,6}-w\d{1,5})?\.jpg")

log = logging.getLogger("quarterbin.thumbs")

Versions = Callable[[Sequence[str]], Awaitable[Mapping[str, frozenset[str]]]]


def key_of(comic_id: str, version: str, kind: str = "") -> str:
    """Where a picture lies. `kind` is empty (the grid's cover), `-large`, or `-p12-w480` (page 12, 480 wide)."""
    return f"{version[:1]}/{comic_id}-{version}{kind}.jpg"


class CoverStore:
    """Pictures in `files`, at most `bound` bytes of them."""

    def __init__(self, files: Files, table: PictureTable, bound: int) -> None:
        self.files, self._table, self.bound = files, table, bound
        self._put: dict[str, Kept] = {}
        self._used: dict[str, float] = {}

    async def get(self, comic_id: str, version: str, kind: str = "") -> bytes | None:
        """The picture; None where there is none."""
        key = key_of(comic_id, version, kind)
        data = await self.files.get(key)
        if data:
            self._used[key] = time.time()
        return data

    def at_hand(self, comic_id: str, version: str) -> bytes | None:
        """The grid's cover, where it can be had without waiting; None where `get` has to be asked."""
        key = key_of(comic_id, version)
        data = self.files.at_hand(key)
        if data:
            self._used[key] = time.time()
        return data

    def lacks(self, comic_id: str, version: str) -> bool:
        """Is it known, without waiting, that there is no such cover for the grid?"""
        return self.files.lacks(key_of(comic_id, version))

    async def put(self, comic_id: str, version: str, data: bytes, kind: str = "") -> None:
        """Keeps a picture. Raises Unavailable or OutOfSpace."""
        await asyncio.to_thread(await self.putting(comic_id, version, {kind: data}))

    async def putting(self, comic_id: str, version: str, pictures: Mapping[str, bytes]) -> Callable[[], None]:
        """Keeps pictures, by their kinds, once what is returned has been called, in a thread. Both raise as `put`."""
        keyed = {key_of(comic_id, version, kind): data for kind, data in pictures.items()}
        now = time.time()
        self._put |= {key: Kept(key, comic_id, version, len(data), now) for key, data in keyed.items()}
        return await self.files.putting(keyed)

    async def check(self) -> str:
        """For health checks; raises as `put` does."""
        return await self.files.check()

    async def run(self, versions: Versions) -> None:
        """Keeps the bound and sweeps until cancelled. `versions` tells those of comics that there are."""
        tidy_at = time.monotonic() + SWEEP
        while True:
            await asyncio.sleep(SWEEP)
            try:
                await self.note()
                await self.evict()
                if time.monotonic() >= tidy_at:
                    await self.tidy(versions)
                    tidy_at = time.monotonic() + TIDY
            except Problem as problem:
                log.info("the cover store is not swept", extra={"data": {"reason": problem.detail}})

    async def note(self) -> None:
        """Writes down what was put and used. Raises Problem; then it is written next time."""
        put, used = self._put, self._used
        self._put, self._used = {}, {}
        try:
            if put or used:
                await self._table.note(list(put.values()), used)
        except Problem:
            self._put, self._used = put | self._put, used | self._used
            raise

    async def evict(self) -> None:
        """Where there is more than the bound, takes away what nobody used for longest."""
        size = await asyncio.to_thread(self._table.size)
        if size <= self.bound * FULL:
            return
        while size > self.bound * ROOM and (oldest := await asyncio.to_thread(self._table.oldest, MANY)):
            gone = []
            for one in oldest:
                if size <= self.bound * ROOM:
                    break
                gone.append(one.key)
                size -= one.bytes
            await self._drop(gone)

    async def tidy(self, versions: Versions) -> None:
        """Sweeps what belongs to no comic, or to another version of it; takes in what has no row."""
        async for files in self.files.all():
            for some in (files[at : at + MANY] for at in range(0, len(files), MANY)):
                await self._take_in(some)
        after = ""
        while ids := await asyncio.to_thread(self._table.comics, after, MANY):
            known = await versions(ids)
            outdated = await asyncio.to_thread(
                self._table.outdated, {one: known.get(one, frozenset()) for one in ids}, YOUNG
            )
            await self._drop([one.key for one in outdated])
            after = ids[-1]

    async def _take_in(self, files: Sequence[File]) -> None:
        old = {file.key: file for file in files if file.changed_at < time.time() - YOUNG}
        lost, known = [], []
        for key in await asyncio.to_thread(self._table.unknown, list(old)):
            match = _KEY.fullmatch(key)
            if match:
                known.append(Kept(key, match[2], match[3], old[key].bytes, old[key].changed_at))
            elif not key.startswith(".check"):
                lost.append(key)
        await self._table.note(known, {})
        await self._drop(lost)

    async def _drop(self, keys: Sequence[str]) -> None:
        if keys:
            await self.files.delete(keys)
            await self._table.drop(keys)
