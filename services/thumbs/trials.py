"""Asks children about comics. What they do not survive is tried three times ever, by all replicas together.

Then it is in quarantine: no child sees it again, and the library lists it among the problems, until somebody has it
tried once more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kit.errors import Problem
from services.thumbs.children import Answer, ChildFailed, Refused
from services.thumbs.opened import Opened
from services.thumbs.pool import Pool
from services.thumbs.reports import Reports
from services.thumbs.store.strikes import MOST, OPENING, Strikes, Struck


class Quarantined(Refused):
    """It is not tried again."""


class Trials:
    """`ask` is Pool.ask, with the count kept."""

    def __init__(self, pool: Pool, strikes: Strikes, reports: Reports) -> None:
        self.pool, self.strikes, self._reports = pool, strikes, reports

    async def ask(
        self,
        opened: Opened,
        task: str,
        options: dict[str, Any],
        fds: Sequence[int],
        *,
        page: int | None,
        background: bool = False,
        news: Callable[[bytes], None] | None = None,
    ) -> Answer:
        """A child's answer about a comic. Raises Quarantined, and what Pool.ask raises.

        `page` is what a child that fails after the opening failed over; None: whoever asks keeps that count.
        """
        comic_id, version = opened.location.comic_id, opened.version
        what = OPENING if page is None else page
        struck = await self.strikes.look(comic_id, version, what)
        if struck:
            await self._tell(opened, struck)
            raise Quarantined(struck.reason)
        try:
            return await self.pool.ask(task, options, fds, background=background, news=news)
        except ChildFailed as failed:
            over = page if failed.opened else OPENING
            if over is not None:
                reason = f"{failed.why} It was tried {MOST} times and is not tried again by itself."
                if await self.strikes.strike(comic_id, version, over, reason) >= MOST:
                    await self._tell(opened, Struck(over, reason, told=False))
            raise

    async def forget(self, comic_id: str) -> None:
        """The comic counts as never tried."""
        await self.strikes.forget([comic_id])

    async def _tell(self, opened: Opened, struck: Struck) -> None:
        """The library hears of it, now or the next time that somebody asks."""
        if struck.told or not opened.is_current:
            return
        comic_id, version = opened.location.comic_id, opened.version
        try:
            if struck.page == OPENING:
                await self._reports.unopened(comic_id, version, struck.reason)
            else:
                await self._reports.torn(comic_id, version, f"Page {struck.page + 1} cannot be read. {struck.reason}")
        except Problem:
            return
        await self.strikes.told(comic_id, version, struck.page)
