"""The table thumbnails: one render for all replicas by a lease, three attempts ever, and what the library must hear."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from kit.db import Database, insert_into
from services.thumbs.schema import thumbnails
from services.thumbs.writes import Writes

ATTEMPTS = 3
LEASE = 30.0  # seconds; whoever renders longer renews it
LARGE = "-large"
LEFT = "The program that opens comics did not survive it."

_CHOSEN = re.compile(r".+p\d+")
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


Lease = Taken | Busy | Made | Broken


@dataclass(frozen=True)
class Inside:
    """What was found in a comic: its pages, what is wrong with it all the same, and what the library hears, JSON."""

    pages: int
    problem: str
    contents: str


@dataclass(frozen=True)
class Finding:
    """What the library has to hear of one comic."""

    comic_id: str
    version: str
    pages: int | None
    has_thumbnail: bool
    problem: str
    contents: str | None


class ThumbnailStore:
    """`owner` names this process in its leases.

    `version` is that of a file, of its large cover (`large_of`) or of a chosen one (`cover_version`).
    """

    def __init__(self, database: Database, writes: Writes, owner: str) -> None:
        self._db, self._writes, self._owner = database, writes, owner

    async def take(self, comic_id: str, version: str, *, lost_since: float | None = None) -> Lease:
        """Takes the lease of one cover, where nobody holds it and an attempt is left.

        `lost_since`: what was made before that time counts as not made.
        """

        def take(connection: sa.Connection) -> Lease:
            return self._take(connection, comic_id, version, lost_since)

        return await self._writes.write(take)

    def hurry(self) -> None:
        """Somebody waits for what was patient."""
        self._writes.hurry()

    async def renew(self, comic_id: str, version: str) -> None:
        """The lease goes on."""
        until = time.time() + LEASE
        await self._writes.write(lambda connection: _update(connection, comic_id, version, lease_until=until))

    async def done(
        self, comic_id: str, version: str, found: Inside, *, first: Callable[[], object], patient: bool = False
    ) -> None:
        """The cover is made, once `first` has put it where it belongs. `first` and `patient`: see Writes."""
        row = {"pages": found.pages, "reason": found.problem, "contents": found.contents}
        await self._end(comic_id, version, first, patient, state="done", attempts=0, **row)

    async def failed(self, comic_id: str, version: str, attempt: int, reason: str) -> None:
        """The attempt crashed or hung; after the last there is none."""
        await self._end(comic_id, version, state="broken" if attempt >= ATTEMPTS else "failed", reason=reason)

    async def refused(self, comic_id: str, version: str, pages: int | None, reason: str, contents: str | None) -> None:
        """There is no cover to be had, however often one tries."""
        await self._end(comic_id, version, state="broken", pages=pages, reason=reason, contents=contents)

    async def release(self, comic_id: str, version: str, attempt: int) -> None:
        """The attempt did not take place: it is not counted."""
        await self._end(comic_id, version, state="failed", attempts=attempt - 1)

    async def tell_again(self, comic_id: str, version: str) -> None:
        """The library asked for it again: it has to hear what is known."""
        await self._writes.write(lambda connection: _update(connection, comic_id, version, reported=False))

    async def forget(self, comic_ids: Sequence[str], states: Sequence[str] = ("failed", "broken")) -> None:
        """These comics count as never tried, where they stand in one of `states`."""
        gone = sa.delete(thumbnails).where(_t.comic_id.in_(comic_ids), _t.state.in_(states))
        await self._writes.write(lambda connection: connection.execute(gone))

    def broken(self, comic_id: str, version: str) -> str | None:
        """Why this cover will never be made; None where it may be."""
        with self._db.read() as connection:
            return connection.execute(_BROKEN, _of(comic_id, version)).scalar_one_or_none()

    def unreported(self, limit: int) -> list[Finding]:
        """What the library has not heard yet, the oldest first."""
        with self._db.read() as connection:
            rows = connection.execute(_UNREPORTED, {"most": limit}).all()
        return [
            Finding(row.comic_id, row.version, row.pages, row.state == "done", row.reason, row.contents) for row in rows
        ]

    async def reported(self, findings: Sequence[Finding]) -> None:
        """The library has heard these."""
        heard = {"reported": True, "contents": None}
        rows = [{**_of(one.comic_id, one.version), **_new(heard)} for one in findings]
        if rows:
            await self._writes.write(lambda connection: connection.execute(_change(tuple(heard)), rows))

    def _take(self, connection: sa.Connection, comic_id: str, version: str, lost_since: float | None) -> Lease:
        now = time.time()
        if self._insert(connection, comic_id, version, now):
            return Taken(1)
        row = connection.execute(_ROW, _of(comic_id, version)).one()
        if row.state == "broken":
            return Broken(row.reason)
        if row.state == "rendering" and row.lease_until > now:
            return Busy()
        if row.state == "done" and (lost_since is None or row.updated_at > lost_since):
            return Made()
        if row.attempts >= ATTEMPTS:
            reason = row.reason or LEFT
            _update(connection, comic_id, version, state="broken", reason=reason, reported=is_aside(version))
            return Broken(reason)
        lease = {"lease_owner": self._owner, "lease_until": now + LEASE}
        _update(connection, comic_id, version, state="rendering", attempts=row.attempts + 1, **lease)
        return Taken(row.attempts + 1)

    def _insert(self, connection: sa.Connection, comic_id: str, version: str, now: float) -> bool:
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
        return connection.execute(_insertion(connection.dialect.name, tuple(row)), row).first() is not None

    async def _end(
        self,
        comic_id: str,
        version: str,
        first: Callable[[], object] | None = None,
        patient: bool = False,
        **values: object,
    ) -> None:
        """Ends the lease, where it is still this process's. Of covers beside the first the library hears nothing."""
        ended = {"updated_at": time.time(), "lease_until": 0.0, "reported": is_aside(version)} | values
        given = {**_of(comic_id, version), "of_owner": self._owner, **_new(ended)}

        def end(connection: sa.Connection) -> None:
            connection.execute(_change(tuple(ended), owned=True), given)

        await self._writes.write(end, first=first, patient=patient)


def large_of(version: str) -> str:
    """What the large cover of a file is leased under."""
    return f"{version}{LARGE}"


def is_aside(version: str) -> bool:
    """Is it that of a large or a chosen cover? The comic itself is opened for the grid's own."""
    return version.endswith(LARGE) or _CHOSEN.fullmatch(version) is not None


# Statements are built once: building one takes longer than SQLite takes to carry it out.
_KEY = (_t.comic_id == sa.bindparam("of_comic")) & (_t.version == sa.bindparam("of_version"))
_ROW = sa.select(thumbnails).where(_KEY).with_for_update()
_BROKEN = sa.select(_t.reason).where(_KEY, _t.state == "broken")
_UNREPORTED = (
    sa.select(thumbnails)
    .where(sa.not_(_t.reported), _t.state.in_(["done", "broken"]))
    .order_by(_t.updated_at)
    .limit(sa.bindparam("most", type_=sa.Integer))
)


@cache
def _insertion(dialect: str, columns: tuple[str, ...]) -> sa.Executable:
    row: dict[str, object] = {column: sa.bindparam(column) for column in columns}
    return insert_into(dialect, thumbnails).values(row).on_conflict_do_nothing().returning(_t.comic_id)


@cache
def _change(columns: tuple[str, ...], *, owned: bool = False) -> sa.Update:
    """Sets `columns` of one row, where `owned` only while its lease is held."""
    change = thumbnails.update().where(_KEY)
    if owned:
        change = change.where(_t.lease_owner == sa.bindparam("of_owner"))
    return change.values({column: sa.bindparam(f"new_{column}") for column in columns})


def _of(comic_id: str, version: str) -> dict[str, object]:
    return {"of_comic": comic_id, "of_version": version}


def _new(values: Mapping[str, object]) -> dict[str, object]:
    return {f"new_{column}": value for column, value in values.items()}


def _update(connection: sa.Connection, comic_id: str, version: str, **values: object) -> None:
    changed = {"updated_at": time.time(), **values}
    connection.execute(_change(tuple(changed)), {**_of(comic_id, version), **_new(changed)})
