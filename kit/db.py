"""The database: SQLAlchemy Core on SQLite (WAL) or PostgreSQL, the same code, each service in its own tables.

One kind of connection reads; one writes, and begins IMMEDIATE: a transaction that turns from reading to writing is
what makes 'database is locked'. SQLite comes from the wheel `pysqlite3`: what Python and Debian ship up to 3.51.2 can
corrupt a database in WAL mode when several connections write or checkpoint at the same moment.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects import sqlite as sqlite_dialect

from kit import migrate, postgres, sqlite, written
from kit.errors import BadRequest, OutOfSpace, Problem, Unavailable
from kit.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

log = logging.getLogger("quarterbin.db")

READERS = 8
QUIET = 20  # uses in a minute; a database that is used less is quiet


class Database:
    """The tables of one service.

    `read()` gives a connection that sees one moment of the database and cannot write; `write()` one transaction that
    commits when its block ends well. Both raise Unavailable (503) or OutOfSpace (507) when the database cannot, and
    BadRequest for text no database takes. Raises StartupError at once where the database must not be used.
    Not `durable`: a power cut may take back the newest transactions, whole, and no commit waits for the disk.
    """

    def __init__(self, settings: Settings, service: str, *, durable: bool = True) -> None:
        self.service = service
        self._uses = 0
        url = sa.make_url(settings.sqlalchemy_url)
        self.dialect = url.get_backend_name()
        if self.dialect == "sqlite":
            sqlite.check(url)
            self._reader = sqlite.reader(url, service, READERS)
            self._writer = sqlite.writer(url, service, durable=durable)
        else:
            self._reader = self._writer = postgres.engine(url, service, READERS + 2, durable=durable)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection for reading."""
        self._uses += 1
        with translated(), self._reader.connect() as connection:
            if self.dialect == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction for writing; at most one at a time on SQLite."""
        with translated(), self._writer.begin() as connection:
            yield connection

    def init_db(self, migrations: Path) -> None:
        """Brings the service's tables up to date from `migrations`, under a lock, all or nothing."""
        if self.dialect == "postgresql":
            postgres.prepare_role(self._writer, self.service)
        with self.write() as connection:
            if self.dialect == "postgresql":
                postgres.lock(connection)
            migrate.upgrade(connection, self.service, migrations)

    def watch(self, tables: Collection[str], then: Callable[[sa.Connection], None]) -> None:
        """Calls `then` within each transaction that wrote into one of `tables`, just before it commits."""
        written.watch(self._writer, tables, then)

    def check(self) -> str:
        """Asks the database something small; for health checks. Raises as `read` does."""
        with self.read() as connection:
            version = connection.execute(sa.text(VERSION_OF[self.dialect])).scalar_one()
        return f"{self.dialect} {version}"

    def size(self) -> int:
        """Bytes of the whole database, of all services."""
        if self.dialect == "sqlite":
            return sqlite.size(self.path)
        with self.read() as connection:
            return int(connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())

    @property
    def path(self) -> Path:
        """The file of the database, with SQLite."""
        return Path(str(self._reader.url.database))

    def rest(self) -> None:
        """Closes connections, with up to 16 MB of pages each, where little was asked since the last call."""
        if self._uses < QUIET:
            for engine in (self._reader, self._writer):
                if isinstance(engine.pool, sa.QueuePool) and not engine.pool.checkedout():
                    engine.dispose()
        self._uses = 0

    def close(self) -> None:
        """Closes every connection."""
        self._reader.dispose()
        self._writer.dispose()


def insert_into(dialect: str, table: sa.Table) -> sqlite_dialect.Insert | postgresql.Insert:
    """An INSERT that can say what happens where the row is there: databases spell it alike, SQLAlchemy apart."""
    if dialect == "sqlite":
        return sqlite_dialect.insert(table)
    from sqlalchemy.dialects import postgresql  # imported here: it takes megabytes that are not needed with SQLite

    return postgresql.insert(table)


VERSION_OF = {"sqlite": "SELECT sqlite_version()", "postgresql": "SHOW server_version"}


@contextmanager
def translated() -> Iterator[None]:
    """Turns what the database says of itself into the house's errors."""
    try:
        yield
    except (exc.OperationalError, exc.TimeoutError) as error:
        raise unavailable(error) from error
    except (exc.DataError, OverflowError, UnicodeEncodeError) as error:
        raise BadRequest("bad_value", "A value in this request cannot be stored in a database.") from error
    except ValueError as error:
        if "NUL" in str(error):  # psycopg refuses U+0000 in text
            raise BadRequest("bad_value", "A value in this request cannot be stored in a database.") from error
        raise


def unavailable(error: Exception) -> Problem:
    """The problem that a failing database is to those who asked."""
    said = str(getattr(error, "orig", error)).lower()
    log.warning("database failed", extra={"data": {"reason": said.splitlines()[0] if said else type(error).__name__}})
    if "full" in said or "no space" in said:
        return OutOfSpace("disk_full", "The server's disk is full. Reading goes on; changes wait.", retry_after=10)
    if "readonly" in said or "read-only" in said:
        return Unavailable("read_only", "The server cannot write to its data folder just now.", retry_after=10)
    if "disk i/o" in said:
        return Unavailable("disk_failed", "The server's disk refuses to read or write just now.", retry_after=10)
    return Unavailable("database_busy", "The database is busy. Please try again in a moment.", retry_after=1)
