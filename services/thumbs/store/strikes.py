"""The table strikes: openings and pages that children did not survive. After three there is no further attempt."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from kit.db import Database, insert_into
from services.thumbs.schema import strikes
from services.thumbs.writes import Writes

MOST = 3  # attempts ever
OPENING = -1  # the page's place, where the comic did not even open
LATE = 1.0  # seconds for which what another replica counted may go unseen
FEW = 10_000  # comics with strikes that are kept in mind

_s = strikes.c


# Asked before everything that a child is given: built once, as building it takes longer than the answer.
_STRUCK = (
    sa.select(_s.page, _s.reason, _s.told)
    .where(_s.comic_id == sa.bindparam("of"), _s.version == sa.bindparam("at"), _s["count"] >= sa.bindparam("most"))
    .where(sa.or_(_s.page == OPENING, _s.page == sa.bindparam("or_page")))
    .order_by(_s.page)
    .limit(1)
)


_ALL = sa.select(_s.comic_id).distinct().where(_s["count"] >= sa.bindparam("most")).limit(FEW + 1)


class Struck(NamedTuple):
    """Something that is not tried again; `page` OPENING: all of the comic. `told`: the library knows."""

    page: int
    reason: str
    told: bool


class Strikes:
    """Shared by all replicas, and outliving them. `version` is the file's: another content is tried anew."""

    def __init__(self, database: Database, writes: Writes) -> None:
        self._db, self._writes = database, writes
        self._comics: frozenset[str] | None = frozenset()  # that have strikes; None: too many
        self._until = 0.0
        self._own: set[str] = set()  # that were struck by this process

    async def look(self, comic_id: str, version: str, page: int) -> Struck | None:
        """As `struck`. Hardly any comic has strikes: which have is asked once in LATE seconds, and not for each."""
        if self._until < time.monotonic():
            self._comics = await asyncio.to_thread(self._all)
            self._until = time.monotonic() + LATE
        if self._comics is not None and comic_id not in self._comics and comic_id not in self._own:
            return None
        return await asyncio.to_thread(self.struck, comic_id, version, page)

    def struck(self, comic_id: str, version: str, page: int) -> Struck | None:
        """Whether this page, or its comic, is not tried again."""
        with self._db.read() as connection:
            row = connection.execute(_STRUCK, {"of": comic_id, "at": version, "or_page": page, "most": MOST}).first()
        return Struck(*row) if row else None

    async def strike(self, comic_id: str, version: str, page: int, reason: str) -> int:
        """One more child did not survive it: how many by now. What was counted of other versions is forgotten."""

        def write(connection: sa.Connection) -> int:
            connection.execute(sa.delete(strikes).where(_s.comic_id == comic_id, _s.version != version))
            insert = insert_into(connection.dialect.name, strikes)
            first = {"comic_id": comic_id, "version": version, "page": page, "count": 1, "told": False}
            counted = insert.values(**first, reason=reason).on_conflict_do_update(
                index_elements=["comic_id", "version", "page"], set_={"count": _s["count"] + 1, "reason": reason}
            )
            return int(connection.execute(counted.returning(_s["count"])).scalar_one())

        count = await self._writes.write(write)
        if count >= MOST:
            self._own.add(comic_id)
        return count

    async def told(self, comic_id: str, version: str, page: int) -> None:
        """The library knows it."""
        key = (_s.comic_id == comic_id, _s.version == version, _s.page == page)
        await self._writes.write(lambda connection: connection.execute(strikes.update().where(*key).values(told=True)))

    async def forget(self, comic_ids: Sequence[str]) -> None:
        """These comics count as never tried."""
        gone = sa.delete(strikes).where(_s.comic_id.in_(comic_ids))
        await self._writes.write(lambda connection: connection.execute(gone))

    def _all(self) -> frozenset[str] | None:
        with self._db.read() as connection:
            found = connection.execute(_ALL, {"most": MOST}).scalars().all()
        return frozenset(found) if len(found) <= FEW else None
