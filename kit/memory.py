"""Returns free memory to the system, of which glibc by itself keeps most. On other systems nothing is done."""

from __future__ import annotations

import asyncio
import ctypes
import sys
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
# Bytes; what is larger (a password's hashing) is given back at once, and not only until glibc has got used to it.
# A page is smaller: to have its memory mapped anew each time would cost more than to read it.
LARGE = 4 * 1024 * 1024
ARENAS = 2  # heaps that threads share
EVERY = 60.0  # seconds


def settle() -> None:
    """Called once, before there are threads. Processes forked later inherit it."""
    if (libc := _glibc()) is not None:
        for what, much in ((M_MMAP_THRESHOLD, LARGE), (M_TRIM_THRESHOLD, LARGE), (M_ARENA_MAX, ARENAS)):
            libc.mallopt(what, much)


async def keep_trim(rest: Callable[[], None] | None) -> None:
    """Now and then calls `rest`, and gives back what lies free between what is used, until cancelled."""
    libc = _glibc()
    while True:
        await asyncio.sleep(EVERY)
        if rest is not None:
            await run_in_threadpool(rest)
        if libc is not None:
            libc.malloc_trim(0)


def _glibc() -> Any:
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
