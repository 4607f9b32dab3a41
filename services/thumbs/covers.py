"""Covers: from the store, or made once for all who ask, in this process and in its replicas."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kit.errors import Problem
from kit.wire.catalog import ComicLocation, cover_version
from services.thumbs import albums, metrics
from services.thumbs.children import Answer, ChildFailed, Refused
from services.thumbs.cover_store import CoverStore
from services.thumbs.directories import Directories
from services.thumbs.disk import Disk
from services.thumbs.flights import Flights
from services.thumbs.found import told
from services.thumbs.opened import Opened
from services.thumbs.reports import Reports
from services.thumbs.store.thumbnails import LEASE, Broken, Inside, Made, Taken, ThumbnailStore, large_of
from services.thumbs.trials import Trials

LOOK_AGAIN = 0.2  # seconds between looks at what another replica renders
REMEMBERED = 10_000  # broken covers, so that a grid of them asks the database once,
FORGOTTEN = 60.0  # seconds until it is asked again: an administrator may have had it tried once more

log = logging.getLogger("quarterbin.thumbs")

Size = Literal["grid", "large"]
KINDS: dict[Size, str] = {"grid": "", "large": "-large"}


@dataclass(frozen=True)
class Cover:
    """A JPEG, or None and the `reason` why there is none, a sentence for people. `version` is that of its file."""

    data: bytes | None
    version: str
    reason: str = ""


@dataclass(frozen=True)
class Wish:
    """What is asked for: a size of the cover, or of the `page` that people chose for it.

    `asked_at`: the library asked then (seconds since 1970), and has to hear what is inside.
    """

    size: Size = "grid"
    page: int | None = None
    asked_at: float | None = None

    def lease(self, version: str) -> str:
        """What it is leased under; `version` is the file's."""
        version = cover_version(version, self.page)
        return version if self.size == "grid" else large_of(version)


class Covers:
    """Makes and finds covers."""

    def __init__(
        self,
        *,
        files: CoverStore,
        store: ThumbnailStore,
        trials: Trials,
        disk: Disk,
        directories: Directories,
        reports: Reports,
    ) -> None:
        self.files, self.store, self.disk, self._trials = files, store, disk, trials
        self.directories, self.reports = directories, reports
        self._flights: Flights[Cover] = Flights()
        self._broken: OrderedDict[tuple[str, str], tuple[float, str]] = OrderedDict()

    async def kept(self, location: ComicLocation, size: Size) -> Cover | None:
        """The cover that was made before; None where none was."""
        version = location.cover_version
        data = await self.files.get(location.comic_id, version, KINDS[size])
        return Cover(data, version) if data else None

    def can_wait(self, comic_id: str, version: str, coming: int) -> bool:
        """Is it a version of the grid's cover that is not there, while the children have enough to do?

        So many others are `coming`, and will wait for a child in a moment.
        """
        return bool(version) and not self._trials.pool.is_short(coming) and self.files.lacks(comic_id, version)

    def at_hand(self, location: ComicLocation) -> bytes | None:
        """The grid's cover, where it can be had without waiting."""
        return self.files.at_hand(location.comic_id, location.cover_version)

    async def made(self, location: ComicLocation, size: Size, wait: float) -> Cover | None:
        """The cover, made where it is missing; None when that takes longer than `wait` seconds, and goes on.

        Raises Unavailable where too many wait, or a disk or the database does not answer.
        """
        cover = self._flight(location, Wish(size, location.cover_page))
        done, _ = await asyncio.wait({cover}, timeout=wait)
        return cover.result() if done else None

    def begin(self, location: ComicLocation) -> None:
        """Has the cover made, where it is not there; returns at once."""
        self._flight(location, Wish(page=location.cover_page))

    async def inspected(self, location: ComicLocation, asked_at: float) -> None:
        """Opens a comic in the background, and has the library told. Raises as `made` does."""
        if location.anew:
            await self.forget(location.comic_id)
        await asyncio.wait({cover := self._flight(location, Wish(asked_at=asked_at))})
        cover.result()

    async def retry(self, location: ComicLocation) -> None:
        """Forgets that it failed, and begins anew; returns at once."""
        await self.forget(location.comic_id)
        self.begin(location)

    async def forget(self, comic_id: str) -> None:
        """The comic counts as never tried."""
        await self.store.forget([comic_id])
        await self._trials.forget(comic_id)
        self.directories.forget(comic_id)
        self._broken.clear()

    async def close(self) -> None:
        """Gives up what is being made; the leases are freed. What is made is kept."""
        self.store.hurry()
        await self._flights.close()

    def _flight(self, location: ComicLocation, wish: Wish) -> asyncio.Future[Cover]:
        """What becomes of the one task that makes a cover, for all who want it."""
        key = (location.comic_id, wish.lease(location.version))
        return self._flights.of(key, lambda known: self._make(location, wish, known))

    async def _make(self, location: ComicLocation, wish: Wish, known: asyncio.Future[Cover]) -> Cover:
        """The cover, made and kept; `known` has it before that."""
        try:
            opened = await self.disk.open(location)
        except Problem as problem:
            if problem.http_status >= 500:
                raise
            if wish.asked_at is not None and problem.http_status == 422:
                await self.reports.unopened(location.comic_id, location.version, problem.detail)
            return Cover(None, location.version, problem.detail)
        try:
            return await self._found_or_rendered(opened, wish, known)
        finally:
            opened.close()

    async def _found_or_rendered(self, opened: Opened, wish: Wish, known: asyncio.Future[Cover]) -> Cover:
        comic_id, version = opened.location.comic_id, cover_version(opened.version, wish.page)
        if (reason := await self._known_broken(comic_id, version, wish)) is not None:
            return Cover(None, version, reason)
        lost_since = wish.asked_at
        look = wish.asked_at is None and not opened.is_current  # the known version was looked for before
        while True:
            if look and (data := await self.files.get(comic_id, version, KINDS[wish.size])):
                return Cover(data, version)
            lease = await self.store.take(comic_id, wish.lease(opened.version), lost_since=lost_since)
            if isinstance(lease, Broken):
                return await self._broken_cover(comic_id, version, lease.reason, wish)
            if isinstance(lease, Taken):
                return await self._render(opened, lease.attempt, wish, known)
            if isinstance(lease, Made) and wish.asked_at is not None:
                return Cover(b"", version)  # somebody else was faster, and tells the library
            look = wish.asked_at is None
            # Made, and yet not there: the file was lost, unless another replica is only just writing it.
            lost_since = time.time() if isinstance(lease, Made) and lost_since is None else None
            if lost_since is None:
                await asyncio.sleep(LOOK_AGAIN)

    async def _known_broken(self, comic_id: str, version: str, wish: Wish) -> str | None:
        """Why there will be no cover, as far as it is known; None where the lease will tell."""
        if wish.asked_at is not None:
            return None
        until, reason = self._broken.get((comic_id, version), (0.0, ""))
        if until > time.monotonic():
            return reason
        # A comic that has no cover for the grid has no large one.
        return await asyncio.to_thread(self.store.broken, comic_id, version) if wish.size == "large" else None

    async def _broken_cover(self, comic_id: str, version: str, reason: str, wish: Wish) -> Cover:
        self._broken[comic_id, version] = (time.monotonic() + FORGOTTEN, reason)
        if len(self._broken) > REMEMBERED:
            self._broken.popitem(last=False)
        if wish.asked_at is not None:
            await self.store.tell_again(comic_id, version)
        self.reports.nudge()
        return Cover(None, version, reason)

    async def _render(self, opened: Opened, attempt: int, wish: Wish, known: asyncio.Future[Cover]) -> Cover:
        comic_id, lease = opened.location.comic_id, wish.lease(opened.version)
        version = cover_version(opened.version, wish.page)
        try:
            answer = await self._leased(opened, wish)
            cover = await self._keep(opened, answer, wish, known)
        except Refused as why:
            metrics.REFUSED.inc()
            if why.passing:
                await self.store.release(comic_id, lease, attempt)
            else:
                await self.store.refused(comic_id, lease, None, why.why, None)
            cover = Cover(None, version, why.why)
        except ChildFailed as failed:
            metrics.CRASHED.inc()
            await self.store.failed(comic_id, lease, attempt, failed.why)
            cover = Cover(None, version, failed.why)
        except (Problem, asyncio.CancelledError):
            await asyncio.shield(self.store.release(comic_id, lease, attempt))
            raise
        self.reports.nudge()
        return cover

    async def _keep(self, opened: Opened, answer: Answer, wish: Wish, known: asyncio.Future[Cover]) -> Cover:
        """Puts the covers where all find them, and what was learnt into the table."""
        comic_id, lease = opened.location.comic_id, wish.lease(opened.version)
        version = cover_version(opened.version, wish.page)
        directory = self.directories.learn(opened, answer)
        contents = told(directory, answer) if wish.size == "grid" and wish.page is None else ""
        if len(answer.parts) < 3:
            reason = str(answer.ok["cover_problem"])
            metrics.REFUSED.inc()
            await self.store.refused(comic_id, lease, len(directory.pages), reason, contents)
            return Cover(None, version, reason)
        cover = Cover(answer.parts[-1], version)
        if wish.size == "grid":  # with a large cover the grid's is kept as well, for whoever asks for that next
            known.set_result(cover)
        pictures = dict(zip(KINDS.values(), answer.parts[2:], strict=False))
        if wish.size == "large" and await self.files.get(comic_id, version) is not None:
            del pictures[KINDS["grid"]]  # what browsers have of it under this version stays what it is, to the byte
        first = await self.files.putting(comic_id, version, pictures)
        inside = Inside(len(directory.pages), directory.problem, contents)
        await self.store.done(comic_id, lease, inside, first=first, patient=known.done())
        metrics.MADE.inc()
        return cover

    async def _leased(self, opened: Opened, wish: Wish) -> Answer:
        """The child's answer; the lease is renewed for as long as it takes, the time in the queue too."""
        renewing: asyncio.Task[None] | None = None

        def begin() -> None:
            nonlocal renewing
            renewing = asyncio.create_task(self._renewed(opened.location.comic_id, wish.lease(opened.version)))

        timer = asyncio.get_running_loop().call_later(LEASE / 2, begin)
        try:
            return await self._inspected(opened, wish)
        finally:
            timer.cancel()
            if renewing:
                renewing.cancel()

    async def _renewed(self, comic_id: str, lease: str) -> None:
        """Renews a lease until cancelled. Where that fails another replica may do the same once more, and no harm."""
        while True:
            try:
                await self.store.renew(comic_id, lease)
            except Problem as problem:
                log.info("a lease is not renewed", extra={"data": {"comic": comic_id, "reason": problem.detail}})
            await asyncio.sleep(LEASE / 2)

    async def _inspected(self, opened: Opened, wish: Wish) -> Answer:
        large, background = wish.size == "large", wish.asked_at is not None

        async def ask(task: str, options: dict[str, Any], fds: Sequence[int]) -> Answer:
            return await self._trials.ask(opened, task, options, fds, page=None, background=background)

        if opened.album:
            return await albums.inspected(opened, opened.album, self.disk, ask, large=large, chosen=wish.page)
        return await ask("inspect", {"cover": True, "large": large, "chosen": wish.page}, opened.fds)
