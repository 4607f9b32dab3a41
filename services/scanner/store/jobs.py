"""Scan jobs in the database. A job is a lease: who runs it renews it, and a lease that has run out is nobody's."""

from __future__ import annotations

import json
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from kit.db import Database
from kit.errors import Conflict
from kit.ids import new_id
from services.scanner.models import Job, Progress
from services.scanner.schema import scan_jobs

LEASE = 6.0  # seconds without a sign of life after which a job's process is taken for dead
KEPT = 2 * 366 * 86_400.0  # seconds after which a job is forgotten: twice the longest interval of a schedule
LEFT_OVER = "The scanner stopped in the middle of this scan. Nothing is lost: it begins again by itself."


class JobStore:
    """The table scan_jobs. `owner` names this process in its leases."""

    def __init__(self, database: Database, owner: str) -> None:
        self._db, self._owner = database, owner

    def create_scan_job(
        self,
        scan_type: str,
        library_id: str | None = None,
        *,
        category: str | None = None,
        series_id: str | None = None,
        begun_by: str = "hand",
    ) -> Job:
        """A new running job, leased by this process.

        Very old jobs are deleted. Raises Conflict naming the one that runs.
        """
        now = time.time()
        row = {
            "id": new_id(),
            "scan_type": scan_type,
            "library_id": library_id,
            "category": category,
            "series_id": series_id,
            "begun_by": begun_by,
            "status": "running",
            "phase": "walk",
            "started_at": now,
            "cancel_requested": False,
            "lease_owner": self._owner,
            "lease_until": now + LEASE,
            **_columns(Progress()),
        }
        try:
            with self._db.write() as connection:
                self._close_left_over(connection)
                connection.execute(scan_jobs.delete().where(scan_jobs.c.completed_at < now - KEPT))
                connection.execute(scan_jobs.insert().values(row))
        except exc.IntegrityError as error:
            running = self.get_running_scan_job()
            raise Conflict(
                "scan_running", "A scan is running already.", job_id=running.id if running else None
            ) from error
        return _job(row)

    def update_scan_progress(self, job_id: str | None, phase: str, progress: Progress) -> str:
        """Notes how far the job is and renews its lease.

        Returns `running`, `cancel` when somebody asked for that, or `lost` when the job is this process's no more.
        """
        mine = (scan_jobs.c.id == job_id) & (scan_jobs.c.status == "running") & (scan_jobs.c.lease_owner == self._owner)
        change = (
            scan_jobs.update()
            .where(mine)
            .values(phase=phase, lease_until=time.time() + LEASE, **_columns(progress))
            .returning(scan_jobs.c.cancel_requested)
        )
        with self._db.write() as connection:
            row = connection.execute(change).first()
        if row is None:
            return "lost"
        return "cancel" if row.cancel_requested else "running"

    def complete_scan_job(self, job_id: str | None, status: str, progress: Progress, reason: str | None = None) -> None:
        """Ends the job as completed, failed (with a reason) or cancelled; one that has ended already stays as it is."""
        change = (
            scan_jobs.update()
            .where((scan_jobs.c.id == job_id) & (scan_jobs.c.status == "running"))
            .values(status=status, phase=None, completed_at=time.time(), reason=reason, **_columns(progress))
        )
        with self._db.write() as connection:
            connection.execute(change)

    def request_cancel(self) -> Job | None:
        """Asks the running job to stop; None where none runs."""
        change = scan_jobs.update().where(scan_jobs.c.status == "running").values(cancel_requested=True)
        with self._db.write() as connection:
            row = connection.execute(change.returning(*scan_jobs.c)).mappings().first()
        return _job(dict(row)) if row else None

    def close_left_over(self) -> None:
        """Closes what a dead process left running, as failed with its reason."""
        with self._db.write() as connection:
            self._close_left_over(connection)

    def get_cut_off_job(self) -> Job | None:
        """The last job, where it failed because its process ended; None where it was itself begun for that reason."""
        job = self.get_latest_scan_job()
        return job if job and job.status == "failed" and job.reason == LEFT_OVER and job.begun_by != "restart" else None

    def get_scan_status(self, job_id: str) -> Job | None:
        """The job of that id."""
        return self._first(sa.select(scan_jobs).where(scan_jobs.c.id == job_id))

    def get_latest_scan_job(self) -> Job | None:
        """The job that was started last."""
        return self._first(sa.select(scan_jobs).order_by(scan_jobs.c.started_at.desc(), scan_jobs.c.id.desc()).limit(1))

    def get_running_scan_job(self) -> Job | None:
        """The job that runs."""
        return self._first(sa.select(scan_jobs).where(scan_jobs.c.status == "running"))

    def last_completed_start(self) -> float:
        """When the last scan of all libraries that completed was started, in seconds since 1970; 0 where none did."""
        everything = (scan_jobs.c.library_id.is_(None), scan_jobs.c.category.is_(None), scan_jobs.c.series_id.is_(None))
        whole = sa.and_(scan_jobs.c.status == "completed", *everything)
        with self._db.read() as connection:
            return connection.execute(sa.select(sa.func.max(scan_jobs.c.started_at)).where(whole)).scalar() or 0.0

    def list_scan_jobs(self, limit: int, offset: int) -> tuple[list[Job], int]:
        """Jobs, the newest first, and how many there are."""
        page = sa.select(scan_jobs).order_by(scan_jobs.c.started_at.desc(), scan_jobs.c.id.desc())
        with self._db.read() as connection:
            rows = connection.execute(page.limit(limit).offset(offset)).mappings().all()
            total = connection.execute(sa.select(sa.func.count()).select_from(scan_jobs)).scalar_one()
        return [_job(dict(row)) for row in rows], total

    def _close_left_over(self, connection: sa.Connection) -> None:
        now = time.time()
        dead = (scan_jobs.c.status == "running") & (scan_jobs.c.lease_until < now)
        change = scan_jobs.update().where(dead)
        connection.execute(change.values(status="failed", phase=None, completed_at=now, reason=LEFT_OVER))

    def _first(self, query: sa.Select[Any]) -> Job | None:
        with self._db.read() as connection:
            row = connection.execute(query).mappings().first()
        return _job(dict(row)) if row else None


def _columns(progress: Progress) -> dict[str, Any]:
    return {**progress.model_dump(exclude={"errors"}), "errors": json.dumps([e.model_dump() for e in progress.errors])}


def _job(row: dict[str, Any]) -> Job:
    errors = json.loads(row.pop("errors"))
    return Job.model_validate({**row, "errors": errors})
