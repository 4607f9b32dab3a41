"""Backups that administrators make: one at a time, beside everything else, the newest few kept.

They are auth's because it is what decides who may carry everybody's data away, and what decodes no stranger's bytes. A
backup copies pages of the file and reads no table, so it is no way round the ownership of tables.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from kit import backup
from kit.db import Database
from kit.errors import Conflict, NotFound, Problem

log = logging.getLogger("quarterbin.auth")


@dataclass
class Making:
    """A backup under way: the share that is done, 0 to 1; `began_at` in seconds since 1970."""

    name: str
    began_at: float
    share: float = 0.0


class Backups:
    """The folder DATA_DIR/backups; `keep` is how many made by hand stay."""

    def __init__(self, db: Database, folder: Path, keep: int) -> None:
        self._db, self.folder, self.keep = db, folder, keep
        self.making: Making | None = None
        self.failed: str | None = None  # why the last one did not come about
        self._task: asyncio.Task[None] | None = None

    @property
    def refusal(self) -> str | None:
        """Why there can be none, or None."""
        return None if self._db.dialect == "sqlite" else backup.POSTGRES

    def all(self) -> list[backup.Backup]:
        """The newest first."""
        return backup.all_in(self.folder)

    def start(self) -> Making:
        """Begins one. Raises Conflict while another is made, and with PostgreSQL."""
        if self.refusal:
            raise Conflict("backup_elsewhere", self.refusal)
        if self.making:
            raise Conflict("backup_running", "A backup is already being made.")
        name = backup.new_name()
        if (self.folder / name).exists():
            raise Conflict("backup_running", "A backup was made this very second.")
        self.making, self.failed = Making(name, time.time()), None
        self._task = asyncio.create_task(self._run(self.making))
        return self.making

    def path(self, name: str) -> Path:
        """Where a backup lies. Raises NotFound."""
        path = self.folder / name
        if not backup.NAME.fullmatch(name) or path.is_symlink() or not path.is_file():
            raise NotFound("backup_not_found", "This backup does not exist, or no longer exists.")
        return path

    async def close(self) -> None:
        """Waits for the one under way: it cannot be broken off, and must not outlive the database."""
        if self._task:
            await asyncio.wait([self._task])

    async def _run(self, making: Making) -> None:
        try:
            await run_in_threadpool(self._make, making)
            log.info("backup made", extra={"data": {"name": making.name}})
        except Problem as problem:
            self.failed = problem.detail
            log.error("no backup was made", extra={"data": {"reason": problem.detail}})
        except OSError as error:
            self.failed = backup.failed(error).detail
            log.error("no backup was made", extra={"data": {"reason": self.failed}})
        finally:
            self.making = None

    def _make(self, making: Making) -> None:
        def progress(share: float) -> None:
            making.share = share

        with backup.alone(self.folder):
            backup.make(self._db.path, self.folder / making.name, progress)
            backup.prune(self.folder, self.keep)
