"""Gathers work, because doing it together costs less, until somebody has to wait for it; then one batch begins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Gathering:
    """Says when a batch is to begin, by calling `begin`; the next one not before `ended` is called."""

    def __init__(self, begin: Callable[[], None]) -> None:
        self._begin = begin
        self._due: float | None = None  # by the loop's clock; None: nothing has gathered
        self._timer: asyncio.Handle | None = None
        self._under_way = False

    def within(self, seconds: float) -> None:
        """Something has come that is to be begun within so many seconds, or when the batch under way has ended."""
        due = asyncio.get_running_loop().time() + seconds
        if self._due is None or due < self._due:
            self._due = due
            self._set()

    def hurry(self) -> None:
        """What has gathered is wanted now."""
        if self._due is not None:
            self.within(0)

    def ended(self) -> None:
        """The batch is done."""
        self._under_way = False
        self._set()

    def _set(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._due is None or self._under_way:
            return
        loop = asyncio.get_running_loop()
        # Even what is due now waits for those that this turn of the loop brings as well.
        self._timer = loop.call_soon(self._go) if self._due <= loop.time() else loop.call_at(self._due, self._go)

    def _go(self) -> None:
        self._timer, self._due, self._under_way = None, None, True
        self._begin()
