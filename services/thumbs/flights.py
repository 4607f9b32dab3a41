"""One task for all who want the same thing. Its result may be known before the task has finished everything."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, NamedTuple, TypeVar

CLOSING = 5.0  # seconds in which a task whose result is known may still finish

log = logging.getLogger("quarterbin.thumbs")

Result = TypeVar("Result")


class Flight(NamedTuple, Generic[Result]):
    """`known` has the result as soon as the task has told, and at its end at the latest."""

    known: asyncio.Future[Result]
    task: asyncio.Task[Result]


class Flights(Generic[Result]):
    """What is under way, each by a key of its own."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, Flight[Result]] = {}

    def of(
        self, key: Hashable, begin: Callable[[asyncio.Future[Result]], Coroutine[Any, Any, Result]]
    ) -> asyncio.Future[Result]:
        """The result of the task under `key`, which `begin` starts where none is running.

        The task may set its result early, in the future that it is given.
        """
        flight = self._under_way.get(key)
        if flight is None:
            known: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
            flight = self._under_way[key] = Flight(known, asyncio.create_task(begin(known)))
            flight.task.add_done_callback(lambda ended: self._landed(key, ended))
        return flight.known

    async def close(self) -> None:
        """Gives up what is not known yet, and waits for the rest."""
        flights = list(self._under_way.values())
        for flight in flights:
            if not flight.known.done():
                flight.task.cancel()
        if flights:
            await asyncio.wait([flight.task for flight in flights], timeout=CLOSING)

    def _landed(self, key: Hashable, ended: asyncio.Task[Result]) -> None:
        known = self._under_way.pop(key).known
        error = None if ended.cancelled() else ended.exception()
        if known.done():
            if error:
                log.warning("not brought to its end", extra={"data": {"what": str(key), "reason": str(error)}})
        elif ended.cancelled():
            known.cancel()
        elif error:
            known.set_exception(error)
            known.exception()  # seen, even where nobody waits any more
        else:
            known.set_result(ended.result())
