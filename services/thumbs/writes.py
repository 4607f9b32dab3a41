"""Writes many requests' changes in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa

from kit.db import Database
from kit.errors import Problem
from services.thumbs.gathering import Gathering

MOST = 200  # works in one transaction
PATIENCE = 0.2  # seconds that a patient work waits for company

Result = TypeVar("Result")
Work = Callable[[sa.Connection], Any]


class _Wanted(NamedTuple):
    work: Work
    first: Callable[[], object] | None
    future: asyncio.Future[Any]


Batch = tuple[asyncio.AbstractEventLoop, list[_Wanted]]


class Writes:
    """A thread that writes; what comes while it commits goes into the next transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._batches: SimpleQueue[Batch | None] = SimpleQueue()  # None: that was all
        self._thread: Thread | None = None
        self._waiting: list[_Wanted] = []
        self._gathering = Gathering(self._begin)

    async def write(
        self,
        work: Callable[[sa.Connection], Result],
        *,
        first: Callable[[], object] | None = None,
        patient: bool = False,
    ) -> Result:
        """The result of `work`, committed. Raises what `Database.write` does; then nothing of its company counts.

        `first` is done before, in the same thread and outside of the transaction; where it raises a Problem, that is
        raised here, and `work` is left. `patient`: nobody has to wait for it, so it waits a moment for others.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Wanted(work, first, future))
        self._gathering.within(PATIENCE if patient else 0)
        return await future

    def hurry(self) -> None:
        """Somebody waits for what was patient."""
        self._gathering.hurry()

    def close(self) -> None:
        """Lets the thread end with what it has."""
        self._batches.put(None)
        if self._thread:
            self._thread.join()

    def _begin(self) -> None:
        batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        if self._waiting:
            self._gathering.within(0)
        batch = [one for one in batch if not one.future.done()]  # the caller may be gone
        if not batch:
            self._gathering.ended()
            return
        if self._thread is None:
            self._thread = Thread(target=self._work, name="writes", daemon=True)
            self._thread.start()
        self._batches.put((asyncio.get_running_loop(), batch))

    def _work(self) -> None:
        """In the thread: an executor's futures would cost more than what small writes do."""
        while wanted := self._batches.get():
            loop, batch = wanted
            try:
                results = self._commit(batch)
            except Exception as error:  # noqa: BLE001 - it is raised where it belongs: with all who wait
                results = [error] * len(batch)
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(self._ended, batch, results)

    def _ended(self, batch: Sequence[_Wanted], results: Sequence[Any]) -> None:
        for one, result in zip(batch, results, strict=True):
            if one.future.done():
                continue
            if isinstance(result, BaseException):
                one.future.set_exception(result)
            else:
                one.future.set_result(result)
        self._gathering.ended()

    def _commit(self, batch: Sequence[_Wanted]) -> list[Any]:
        """What each came to: its result, or the Problem of what was to be done first."""
        results: list[Any] = [_tried(one.first) for one in batch]
        if not all(results):
            with self._db.write() as connection:
                return [failed or one.work(connection) for failed, one in zip(results, batch, strict=True)]
        return results


def _tried(first: Callable[[], object] | None) -> Problem | None:
    try:
        if first:
            first()
    except Problem as problem:
        return problem
    return None
