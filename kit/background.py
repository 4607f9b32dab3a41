"""What a service does beside answering, for as long as it runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

log = logging.getLogger(__name__)

PAUSE = 60.0  # seconds between an error and the next attempt

Work = Callable[[], Coroutine[Any, Any, None]]


@asynccontextmanager
async def beside(*work: Work) -> AsyncIterator[None]:
    """Does `work` beside what is inside, and ends it afterwards; what an error ended is begun again after PAUSE."""
    tasks = [asyncio.create_task(_kept(one)) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _kept(work: Work) -> None:
    while True:
        try:
            return await work()
        except Exception:  # the outermost guard: otherwise the work would silently stop until the next start
            log.exception("background work failed", extra={"data": {"again_in_s": PAUSE}})
        await asyncio.sleep(PAUSE)
