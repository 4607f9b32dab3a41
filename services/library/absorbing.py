"""Work that follows a scan: noting the words of new series for searches, and counting values for filters.

What is not noted or counted yet is found and counted all the same, only more slowly.
"""

from __future__ import annotations

import asyncio
import logging
import time

from starlette.concurrency import run_in_threadpool

from kit.db import Database
from kit.errors import Problem
from services.library.courtesy import People
from services.library.store import told, version
from services.library.store.catalog import facets

LOOK = 5.0  # seconds between two looks while something is pending, or has just changed
REST = 20.0  # the same while nothing is pending: so seldom that the database counts as quiet
AT_ONCE = 100  # series in one transaction, which others who write wait for
# If so many series were added since the last look, a scan is running: its words are noted together when it is over.
SCANNING = 400

log = logging.getLogger("quarterbin.library")


async def keep_absorbing(database: Database, people: People) -> None:
    """Notes what is pending and counts what has changed, for as long as the service runs."""
    before = seen = 0
    counted = False
    while True:
        wait = REST
        try:
            number = await run_in_threadpool(_pending, database)
            if number - before < SCANNING:
                number = await _absorb_all(database, people) if number else 0
            now = await run_in_threadpool(_count_ahead, database, seen, first=not counted)
            counted = counted or now == seen
            wait = LOOK if number or now != seen else REST
            before, seen = number, now
        except Problem as problem:
            log.warning("words are not noted", extra={"data": {"reason": problem.detail}})
        await asyncio.sleep(wait)


async def _absorb_all(database: Database, people: People) -> int:
    """How many are left: none."""
    while True:
        began = time.monotonic()
        done = await run_in_threadpool(_absorb, database)
        if done < AT_ONCE:
            return 0
        await people.let_pass(time.monotonic() - began)


def _pending(database: Database) -> int:
    with database.read() as connection:
        return told.pending(connection)


def _absorb(database: Database) -> int:
    with database.write() as connection:
        return told.absorb(connection, AT_ONCE)


def _count_ahead(database: Database, seen: int, *, first: bool = False) -> int:
    """Counts ahead once the catalogue has come to rest, which is when its version still is `seen`; `first`: also what
    nobody has asked for since the start.

    Returns the version.
    """
    with database.read() as connection:
        now = version.current(connection)
        if now == seen:
            version.renew(connection)
            if first:
                facets.foresee(connection)
    return now
