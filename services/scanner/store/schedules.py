"""When libraries are scanned by themselves."""

from __future__ import annotations

import sqlalchemy as sa

from kit.db import Database
from services.scanner.models import Schedule
from services.scanner.schema import schedules

NEVER = Schedule()


class ScheduleStore:
    """The table schedules. A library without a row has no schedule and is not watched."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self) -> dict[str, tuple[Schedule, float | None]]:
        """By library: its schedule, and when it is due, in seconds since 1970 (None: never)."""
        with self._db.read() as connection:
            rows = connection.execute(sa.select(schedules)).all()
        return {
            row.library_id: (
                Schedule(cron=row.cron, interval_minutes=row.interval_minutes, watch=row.watch),
                row.due_at,
            )
            for row in rows
        }

    def put(self, library_id: str, schedule: Schedule, due_at: float | None) -> None:
        """Sets a library's schedule."""
        row = {"library_id": library_id, **schedule.model_dump(), "due_at": due_at}
        with self._db.write() as connection:
            connection.execute(sa.delete(schedules).where(schedules.c.library_id == library_id))
            connection.execute(sa.insert(schedules).values(row))

    def passed(self, library_id: str, due_at: float, next_due: float | None) -> bool:
        """Notes that a due scan was started. False where another process was faster, or the schedule has changed."""
        mine = (schedules.c.library_id == library_id) & (schedules.c.due_at == due_at)
        with self._db.write() as connection:
            return connection.execute(sa.update(schedules).where(mine).values(due_at=next_due)).rowcount == 1
