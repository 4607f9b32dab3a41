"""The table thumbnails: one render for all replicas by a lease, three attempts ever, and what the library must hear."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kit.db import Database
from services.thumbs.schema import thumbnails

ATTEMPTS = 3
LEASE = 30.0  # seconds; whoever renders longer renews it
LEFT = "The program that opens comics did not survive it."

_t = thumbnails.c


@dataclass(frozen=True)
class Taken:
    """The lease is this process's: it renders."""

    attempt: int


@dataclass(frozen=True)
class Busy:
    """Another process renders it."""


@dataclass(frozen=True)
class Made:
    """It was made: its file is there, unless it was lost."""


@dataclass(frozen=True)
class Broken:
    """There will be no cover, and why."""

    reason: str


@dataclass(frozen=True)
class Finding:
    """What the library has to hear of one comic."""

    comic_id: str
    version: str
    pages: int | None
    has_thumbnail: bool
    problem: str


class ThumbnailStore:
    """`owner` names this process in its leases."""

    def __init__(self, database: Database, owner: str) -> None:
        self._db, self._owner = database, owner

    def broken(self, comic_id: str, version: str) -> str | None:
        """Why this cover will never be made; None where it may be."""
        query = sa.select(_t.reason).where(*self._key(comic_id, version), _t.state == "broken")
        with self._db.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def take(self, comic_id: str, version: str, *, lost: bool = False) -> Taken | Busy | Made | Broken:
        """Takes the lease of one cover, where nobody holds it and an attempt is left; `lost`: even if it was made."""
        now = time.time()
        with self._db.write() as connection:
            if self._insert(connection, comic_id, version, now):
                return Taken(1)
            query = sa.select(thumbnails).where(*self._key(comic_id, version)).with_for_update()
            row = connection.execute(query).one()
            if row.state == "broken":
                return Broken(row.reason)
            if row.state == "rendering" and row.lease_until > now:
                return Busy()
            if row.state == "done" and not lost:
                return Made()
            if row.attempts >= ATTEMPTS:
                reason = row.reason or LEFT
                self._update(connection, comic_id, version, state="broken", reason=reason, reported=False)
                return Broken(reason)
            lease = {"lease_owner": self._owner, "lease_until": now + LEASE}
            self._update(connection, comic_id, version, state="rendering", attempts=row.attempts + 1, **lease)
            return Taken(row.attempts + 1)

    def renew(self, comic_id: str, version: str) -> None:
        """The lease goes on."""
        with self._db.write() as connection:
            self._update(connection, comic_id, version, lease_until=time.time() + LEASE)

    def done(self, comic_id: str, version: str, pages: int, problem: str) -> None:
        """The cover is made. `problem` is what is wrong with the comic all the same."""
        self._end(comic_id, version, state="done", attempts=0, pages=pages, reason=problem)

    def failed(self, comic_id: str, version: str, attempt: int, reason: str) -> None:
        """The attempt crashed or hung; after the last there is none."""
        self._end(comic_id, version, state="broken" if attempt >= ATTEMPTS else "failed", reason=reason)

    def refused(self, comic_id: str, version: str, pages: int | None, reason: str) -> None:
        """There is no cover to be had, however often one tries."""
        self._end(comic_id, version, state="broken", pages=pages, reason=reason)

    def release(self, comic_id: str, version: str, attempt: int) -> None:
        """The attempt did not take place: it is not counted."""
        self._end(comic_id, version, state="failed", attempts=attempt - 1)

    def unreported(self, limit: int) -> list[Finding]:
        """What the library has not heard yet, the oldest first."""
        query = (
            sa.select(thumbnails)
            .where(sa.not_(_t.reported), _t.state.in_(["done", "broken"]))
            .order_by(_t.updated_at)
            .limit(limit)
        )
        with self._db.read() as connection:
            rows = connection.execute(query).all()
        return [Finding(row.comic_id, row.version, row.pages, row.state == "done", row.reason) for row in rows]

    def reported(self, findings: Sequence[Finding]) -> None:
        """The library has heard these."""
        key = (_t.comic_id == sa.bindparam("id")) & (_t.version == sa.bindparam("of"))
        if findings:
            with self._db.write() as connection:
                rows = [{"id": one.comic_id, "of": one.version} for one in findings]
                connection.execute(thumbnails.update().where(key).values(reported=True), rows)

    def _key(self, comic_id: str, version: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
        return _t.comic_id == comic_id, _t.version == version

    def _insert(self, connection: sa.Connection, comic_id: str, version: str, now: float) -> bool:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        row = {
            "comic_id": comic_id,
            "version": version,
            "state": "rendering",
            "attempts": 1,
            "reason": "",
            "reported": False,
            "lease_owner": self._owner,
            "lease_until": now + LEASE,
            "updated_at": now,
        }
        statement = insert(thumbnails).values(row).on_conflict_do_nothing().returning(_t.comic_id)
        return connection.execute(statement).first() is not None

    def _update(self, connection: sa.Connection, comic_id: str, version: str, **values: object) -> None:
        statement = thumbnails.update().where(*self._key(comic_id, version))
        connection.execute(statement.values(updated_at=time.time(), **values))

    def _end(self, comic_id: str, version: str, **values: object) -> None:
        """Ends the lease, where it is still this process's."""
        with self._db.write() as connection:
            statement = thumbnails.update().where(*self._key(comic_id, version), _t.lease_owner == self._owner)
            connection.execute(statement.values(updated_at=time.time(), lease_until=0.0, reported=False, **values))
