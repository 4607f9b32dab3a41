"""Starts the scans that are due, and keeps the watchers in step with the schedules."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import datetime

from starlette.concurrency import run_in_threadpool

from kit.errors import Conflict, NotFound, Problem
from services.scanner.cron import Cron
from services.scanner.models import ScanRequest, Schedule
from services.scanner.scans import Scans
from services.scanner.store.schedules import ScheduleStore
from services.scanner.watch import Watchers

log = logging.getLogger("quarterbin.scanner")

LOOK = 20.0  # seconds between two looks at the schedules


class Timetable:
    """The schedules of all libraries, and the loop that follows them."""

    def __init__(self, store: ScheduleStore, scans: Scans, watchers: Watchers) -> None:
        self._store, self._scans, self._watchers = store, scans, watchers
        self._changed = asyncio.Event()

    async def all(self) -> dict[str, tuple[Schedule, float | None]]:
        """By library: its schedule and when it is due."""
        return await run_in_threadpool(self._store.all)

    async def put(self, library_id: str, schedule: Schedule) -> None:
        """Sets a schedule."""
        await run_in_threadpool(self._store.put, library_id, schedule, next_due(schedule, time.time()))
        self._changed.set()

    async def follow(self) -> None:
        """Runs for as long as the service does."""
        while True:
            pause = LOOK
            try:
                schedules = await self.all()
                await self._watchers.follow({one for one, (schedule, _) in schedules.items() if schedule.watch})
                for library_id, (schedule, due_at) in schedules.items():
                    if due_at is not None and due_at <= time.time():
                        await self._due(library_id, schedule, due_at)
                pause = min([LOOK, *(due - time.time() for _, due in schedules.values() if due)])
            except Problem as problem:
                log.warning("schedules not followed", extra={"data": {"reason": problem.detail}})
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), max(1.0, pause))
            except TimeoutError:
                continue

    async def _due(self, library_id: str, schedule: Schedule, due_at: float) -> None:
        try:
            await self._scans.start("scan", ScanRequest(library=library_id), begun_by="schedule")
        except Conflict:
            return  # another scan is running: this one is tried again at the next look
        except NotFound:
            log.info("schedule of a library that is gone", extra={"data": {"library": library_id}})
        await run_in_threadpool(self._store.passed, library_id, due_at, next_due(schedule, time.time()))


def next_due(schedule: Schedule, now: float) -> float | None:
    """When the next scan is due, in seconds since 1970; None where never."""
    if schedule.interval_minutes is not None:
        return now + 60 * schedule.interval_minutes
    if schedule.cron is None:
        return None
    moment, cron = datetime.fromtimestamp(now), Cron(schedule.cron)
    while True:
        moment = cron.next_after(moment)
        if moment.timestamp() > now:  # not in the hour that comes twice in autumn
            return moment.timestamp()
