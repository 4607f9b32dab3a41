"""Backups of the SQLite database: one file, made while the server runs, checked before it counts.

A backup is the whole database as it was at one moment, and a database itself: `sqlite3 FILE` opens it. It holds no
secret that opens a door: passwords as argon2id, sessions and API keys as digests. What it does not hold is made anew:
the services' secrets, covers.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pysqlite3.dbapi2 as driver

from kit import sqlite
from kit.errors import Conflict, OutOfSpace, Problem, Unavailable
from kit.topology import SERVICES

FOLDER = "backups"  # in DATA_DIR
NAME = re.compile(r"quarterbin-(before-restore-)?\d{8}-\d{6}\.db")
STEP = 2000  # pages copied between two words about how far it is
TABLES = {f"alembic_version_{service.name}" for service in SERVICES if service.tables}
POSTGRES = "The database is PostgreSQL's, and so is its backup: use pg_dump and pg_restore."


class NoBackup(Exception):
    """Why a file is no backup that could be put back; one sentence."""


@dataclass(frozen=True)
class Backup:
    """A file in the folder of backups; `made_at` is in seconds since 1970."""

    name: str
    size: int
    made_at: float


def new_name(before_restore: bool = False) -> str:
    """A name that says when."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return f"quarterbin-{'before-restore-' if before_restore else ''}{stamp}.db"


def all_in(folder: Path) -> list[Backup]:
    """The backups in a folder, the newest first."""
    found = []
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                about = entry.stat()
                found.append(Backup(entry.name, about.st_size, about.st_mtime))
    return sorted(found, key=lambda one: one.name[-18:], reverse=True)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder, whoever makes it. Raises Conflict where another is being made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Conflict("backup_running", "A backup is already being made.") from error
    finally:
        os.close(descriptor)


def make(database: Path, target: Path, progress: Callable[[float], None] = lambda share: None) -> Path:
    """Copies the database at `database` to `target`, atomically; `progress` hears the share that is done, 0 to 1.

    Whoever writes meanwhile is not held up and not in it. Raises OutOfSpace, Unavailable.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        copy(database, part, progress)
        check(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
        sync(target.parent)
    except NoBackup as error:
        raise Unavailable("backup_damaged", f"The copy is not whole, and was thrown away: {error}") from error
    except (OSError, driver.Error) as error:
        raise failed(error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def copy(database: Path, target: Path, progress: Callable[[float], None]) -> None:
    """SQLite's own backup, of one moment. Raises sqlite's errors."""
    source = driver.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    copied = driver.connect(str(target), isolation_level=None)
    try:
        source.execute(f"PRAGMA busy_timeout = {sqlite.BUSY_MS}")
        copied.execute("PRAGMA synchronous = OFF")  # synced once, by whoever asked
        # A transaction that has read keeps its moment: without it each write of a service would begin the copy anew.
        source.execute("BEGIN")
        source.execute("PRAGMA schema_version").fetchone()

        def step(status: int, left: int, total: int) -> None:
            progress(1 - left / total if total else 1.0)

        source.backup(copied, pages=STEP, progress=step)
        copied.execute("PRAGMA journal_mode = DELETE")  # one file, which may lie anywhere
    finally:
        copied.close()
        source.close()


def check(path: Path) -> None:
    """Is this a whole database of ours? Raises NoBackup."""
    try:
        with path.open("rb") as file:
            if file.read(16) != b"SQLite format 3\0":
                raise NoBackup(f"{path.name} is no SQLite database.")
    except OSError as error:
        raise NoBackup(f"{path.name} cannot be read: {error.strerror}.") from error
    try:
        connection = driver.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
        try:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
            tables = {str(row[1]) for row in connection.execute("PRAGMA table_list")}
        finally:
            connection.close()
    except driver.Error as error:
        raise NoBackup(f"{path.name} is damaged: {error}.") from error
    if found != ["ok"]:
        raise NoBackup(f"{path.name} is damaged: {found[0].splitlines()[0]}.")
    if not tables >= TABLES:
        raise NoBackup(f"{path.name} is a database, but not one of Quarterbin.")


def prune(folder: Path, keep: int) -> None:
    """Keeps the newest `keep` that were made by hand; those from before a restore only people take away."""
    made = [one for one in all_in(folder) if "before-restore" not in one.name]
    for one in made[keep:]:
        (folder / one.name).unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Makes sure that names in `folder` outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def failed(error: Exception) -> Problem:
    """Why no backup could be made."""
    said = str(error)
    if "full" in said.lower() or "no space" in said.lower():
        return OutOfSpace("disk_full", "The disk is full: there is no room for a backup.", retry_after=60)
    return Unavailable("backup_failed", f"The backup could not be made: {said}.", retry_after=5)
