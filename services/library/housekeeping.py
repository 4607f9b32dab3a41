"""What the service does by itself from time to time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool

from kit.db import Database
from kit.errors import Problem
from services.library.store import missing, version, vocabulary
from services.library.store.layers import reindex

log = logging.getLogger("quarterbin.library")

LOOK = 300.0  # seconds between two looks whether a missing comic's grace is over
SETTLED = 3_600.0  # seconds after the start until words are forgotten, and
DAY = 86_400.0  # from then on between two times
AT_ONCE = 50  # series in one transaction, which others who write wait for


async def keep_hiding(database: Database, grace: float) -> None:
    """Hides comics whose files are gone when their grace (seconds) is over, for as long as the service runs."""
    while True:
        try:
            await run_in_threadpool(_hide, database, grace)
        except Problem as problem:
            log.warning("missing comics are not hidden", extra={"data": {"reason": problem.detail}})
        await asyncio.sleep(LOOK)


async def keep_forgetting(database: Database) -> None:
    """Once a day, where the catalogue has changed, forgets words that nothing says any more; runs as long as the
    service.

    Nobody waits for it: a leftover word only costs a search that finds nothing.
    """
    known = 0
    await asyncio.sleep(SETTLED)
    while True:
        try:
            known = await run_in_threadpool(_forget, database, known)
        except Problem as problem:
            log.warning("old words are not forgotten", extra={"data": {"reason": problem.detail}})
        await asyncio.sleep(DAY)


def index_anew(database: Database, series_ids: Sequence[str]) -> None:
    """Makes the search index of these series again, a few at a time, so that readers and writers are not held up."""
    for first in range(0, len(series_ids), AT_ONCE):
        with database.write() as connection:
            reindex.anew(connection, series_ids[first : first + AT_ONCE])


def _hide(database: Database, grace: float) -> None:
    with database.read() as connection:
        if not missing.due(connection, grace):
            return
    with database.write() as connection:
        missing.hide(connection, grace)


def _forget(database: Database, known: int) -> int:
    """The version of the catalogue of whose words nothing is to be forgotten; `known`: that of the last time."""
    with database.read() as connection:
        now = version.current(connection)
    if now != known:
        with database.write() as connection:
            vocabulary.forget(connection)
    return now
