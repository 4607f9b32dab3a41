"""Putting a backup back: checked before anything is replaced, and what was there before is kept."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pysqlite3.dbapi2 as driver

from kit import backup, sqlite
from kit.backup import NoBackup
from kit.errors import Problem, StartupError

SERVICES_DIR = Path(__file__).parent.parent / "services"


def restore(file: Path, data: Path) -> Path | None:
    """Makes `file` the database of the data folder, where no server may run; answers where the old one was kept.

    Raises StartupError, with nothing changed, where the file cannot be used.
    """
    database = data / "comics.db"
    part = data / ".comics.db.restore"
    try:
        backup.check(file)
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        backup.copy(file, part, lambda share: None)
        backup.check(part)
        check_versions(part, file.name)
        with part.open("rb") as copied:
            os.fsync(copied.fileno())
        kept = keep_old(database, data / backup.FOLDER)
        for suffix in ("-wal", "-shm"):  # of the old one: SQLite would take them for the new one's
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        part.replace(database)
        backup.sync(data)
    except NoBackup as error:
        raise StartupError(f"{error} Nothing was changed.") from error
    except Problem as problem:
        raise StartupError(f"{problem.detail} Nothing was changed.") from problem
    except (OSError, driver.Error) as error:
        raise StartupError(f"The backup cannot be put back: {error}.") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return kept


def keep_old(database: Path, folder: Path) -> Path | None:
    """Keeps the database that is there: as a backup, or as it is where it is damaged."""
    if not database.exists():
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = backup.new_name(before_restore=True)
    try:
        return backup.make(database, folder / name)
    except Problem as problem:
        if problem.code not in ("backup_damaged", "backup_failed"):
            raise
    kept = folder / f"damaged-{name}"
    for suffix in ("", "-wal"):
        with contextlib.suppress(FileNotFoundError):
            os.link(database.with_name(database.name + suffix), kept.with_name(kept.name + suffix))
    return kept


def check_versions(path: Path, name: str) -> None:
    """Is every service's part of a version that this program knows? Older ones are brought up to date at start."""
    for service, version in sqlite.versions(path).items():
        if not version or not list((SERVICES_DIR / service / "migrations").glob(f"{version}_*.py")):
            raise NoBackup(f"{name} was made by a newer version ({service}): use that version to put it back.")
