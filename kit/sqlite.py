"""SQLite: which versions may be used, and where, how a connection is set up, and which tables it may touch."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as driver
import sqlalchemy as sa
from sqlalchemy import event, pool

from kit.errors import StartupError
from kit.mounts import network_file_system
from kit.topology import BY_NAME

# The WAL-reset bug (sqlite.org, release notes of 3.51.3): fixed there and in these two older lines.
FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
BUSY_MS = 5_000
# Pages in the WAL before they go into the file (16 MB): a first scan touches the same ones again and again.
CHECKPOINT_PAGES = 4_000


def check(url: sa.URL) -> None:
    """Raises StartupError where this SQLite, or the file system of the database, would endanger it."""
    version = driver.sqlite_version_info
    line_fixed = any(version[:2] == fixed[:2] and version >= fixed for fixed in FIXED)
    if not (line_fixed or version >= FIXED[0]):
        raise StartupError(f"SQLite {driver.sqlite_version} can corrupt a shared database; 3.51.3 or later is needed.")
    folder = Path(url.database or ".").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartupError(f"The data folder {folder} cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StartupError(f"The data folder {folder} cannot be written to.")
    if kind := network_file_system(folder):
        raise StartupError(
            f"The data folder {folder} is on a network file system ({kind}), where SQLite is not safe: "
            "choose a local folder with DATA_DIR, or name a PostgreSQL server with DATABASE_URL."
        )


def size(path: Path) -> int:
    """Bytes of the database at `path`, with what waits in its log; 0 where there is none."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(one.stat().st_size for one in files if one.exists())


def versions(path: Path) -> dict[str, str]:
    """How far each service's tables are, by service: the number of its last migration."""
    connection = driver.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        found = {}
        for service in (one.name for one in BY_NAME.values() if one.tables):
            row = connection.execute(f"SELECT version_num FROM alembic_version_{service}").fetchone()  # noqa: S608
            found[service] = str(row[0]) if row else ""
        return found
    finally:
        connection.close()


def reader(url: sa.URL, service: str, size: int) -> sa.Engine:
    """Connections that read: each transaction sees one moment, none can write."""
    engine = _engine(url, service, size, "PRAGMA query_only = ON")
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def writer(url: sa.URL, service: str, *, durable: bool) -> sa.Engine:
    """The one connection that writes: it takes the lock when it begins, and waits for it in the pool or in SQLite."""
    sync = "FULL" if durable else "NORMAL"
    engine = _engine(url, service, 1, f"PRAGMA synchronous = {sync}", f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _engine(url: sa.URL, service: str, size: int, *pragmas: str) -> sa.Engine:
    engine = sa.create_engine(
        url,
        module=driver,
        poolclass=pool.QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=10,
        connect_args={"check_same_thread": False, "cached_statements": 512, "timeout": BUSY_MS / 1000},
    )
    authorizer = only_tables_of(service)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: object) -> None:
        connection.isolation_level = None  # transactions are begun by the listeners above, never by the driver
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -16000")
        cursor.execute("PRAGMA journal_size_limit = 67108864")
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()
        connection.set_authorizer(authorizer)

    return engine


# Where a statement names its table, by action: the first or the second argument of the authorizer.
_FIRST = {
    driver.SQLITE_READ,
    driver.SQLITE_INSERT,
    driver.SQLITE_UPDATE,
    driver.SQLITE_DELETE,
    driver.SQLITE_CREATE_TABLE,
    driver.SQLITE_DROP_TABLE,
    driver.SQLITE_CREATE_VTABLE,
    driver.SQLITE_DROP_VTABLE,
    driver.SQLITE_ANALYZE,
}
_SECOND = {
    driver.SQLITE_ALTER_TABLE,
    driver.SQLITE_CREATE_INDEX,
    driver.SQLITE_DROP_INDEX,
    driver.SQLITE_CREATE_TRIGGER,
    driver.SQLITE_DROP_TRIGGER,
}
_REFUSED = {driver.SQLITE_ATTACH, driver.SQLITE_DETACH}
_BUILT_IN = {"json_each", "json_tree", "pragma_table_info", ""}


def only_tables_of(service: str) -> Any:
    """An SQLite authorizer that denies every table but the service's own, when a statement is prepared."""
    tables = BY_NAME[service].tables
    exact = {name for name in tables if not name.endswith("*")} | {f"alembic_version_{service}"} | _BUILT_IN
    prefixes = (*(name[:-1] for name in tables if name.endswith("*")), "sqlite_", "_alembic_tmp_")

    def authorize(action: int, first: str | None, second: str | None, database: str | None, trigger: str | None) -> int:
        if action in _REFUSED:
            return int(driver.SQLITE_DENY)
        if action in _FIRST:
            table = first
        elif action in _SECOND:
            table = second
        else:
            return int(driver.SQLITE_OK)
        if table is None or table in exact or table.startswith(prefixes):
            return int(driver.SQLITE_OK)
        return int(driver.SQLITE_DENY)

    return authorize
