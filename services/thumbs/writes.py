"""Writes of many requests in one transaction: a commit waits for the disk, so what comes together goes together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import sqlalchemy as sa

from kit.db import Database

MOST = 200  # works in one transaction

Result = TypeVar("Result")
Work = Callable[[sa.Connection], Any]


class Writes:
    """A thread that writes; what comes while it commits goes into the next transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._thread = ThreadPoolExecutor(1, "writes")
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._run: asyncio.Task[None] | None = None

    async def write(self, work: Callable[[sa.Connection], Result]) -> Result:
        """The result of `work`, committed. Raises what `Database.write` does; then nothing of its company counts."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._run is None:
            self._run = asyncio.create_task(self._all())
        return await future

    def close(self) -> None:
        """Lets the thread end with what it has."""
        self._thread.shutdown(wait=True)

    async def _all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                results = await loop.run_in_executor(self._thread, self._commit, [work for work, _ in batch])
            except Exception as error:  # noqa: BLE001 - it is raised where it belongs: with all who wait
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
            else:
                for (_, future), result in zip(batch, results, strict=True):
                    if not future.done():
                        future.set_result(result)
        self._run = None

    def _commit(self, works: list[Work]) -> list[Any]:
        with self._db.write() as connection:
            return [work(connection) for work in works]
