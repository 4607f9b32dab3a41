"""The table pictures: what is kept in the cover store, how large it is, and when it was last used."""

from __future__ import annotations

import time
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from kit.db import Database, insert_into
from services.thumbs.schema import pictures
from services.thumbs.writes import Writes

_p = pictures.c


class Kept(NamedTuple):
    """A picture in the store; `bytes` 0: not told, it was only used."""

    key: str
    comic_id: str
    version: str
    bytes: int
    used_at: float


class PictureTable:
    """Rows of what lies in the store. The store itself is the truth: a row may be late, and is made up for."""

    def __init__(self, database: Database, writes: Writes) -> None:
        self._db, self._writes = database, writes

    async def note(self, put: Sequence[Kept], used: Mapping[str, float]) -> None:
        """What was put since the last note, and when others were used."""

        def write(connection: sa.Connection) -> None:
            insert = insert_into(connection.dialect.name, pictures)
            again = {"bytes": insert.excluded.bytes, "used_at": insert.excluded.used_at}
            if put:
                rows = [one._asdict() for one in put]
                connection.execute(insert.on_conflict_do_update(index_elements=["key"], set_=again), rows)
            touched = pictures.update().where(_p.key == sa.bindparam("of")).values(used_at=sa.bindparam("at"))
            if used:
                connection.execute(touched, [{"of": key, "at": at} for key, at in used.items()])

        await self._writes.write(write)

    def size(self) -> int:
        """Bytes in all."""
        with self._db.read() as connection:
            return int(connection.execute(sa.select(sa.func.coalesce(sa.func.sum(_p.bytes), 0))).scalar_one())

    def oldest(self, limit: int) -> list[Kept]:
        """Those that nobody used for longest."""
        return self._rows(sa.select(pictures).order_by(_p.used_at, _p.key).limit(limit))

    def comics(self, after: str, limit: int) -> list[str]:
        """Ids of comics that have pictures, in their order, behind `after`."""
        query = sa.select(_p.comic_id).distinct().where(_p.comic_id > after).order_by(_p.comic_id).limit(limit)
        with self._db.read() as connection:
            return list(connection.execute(query).scalars())

    def outdated(self, comics: Mapping[str, Container[str]], age: float) -> list[Kept]:
        """Pictures of these comics that are of none of their versions named, unused for `age` seconds."""
        query = sa.select(pictures).where(_p.comic_id.in_(comics), _p.used_at < time.time() - age)
        return [one for one in self._rows(query) if one.version not in comics[one.comic_id]]

    def unknown(self, keys: Sequence[str]) -> set[str]:
        """Those of `keys` that have no row."""
        with self._db.read() as connection:
            known = connection.execute(sa.select(_p.key).where(_p.key.in_(keys))).scalars()
            return set(keys) - set(known)

    async def drop(self, keys: Sequence[str]) -> None:
        """These are gone."""
        await self._writes.write(lambda connection: connection.execute(sa.delete(pictures).where(_p.key.in_(keys))))

    def _rows(self, query: sa.Select[tuple[object, ...]]) -> list[Kept]:
        with self._db.read() as connection:
            return [
                Kept(row.key, row.comic_id, row.version, row.bytes, row.used_at) for row in connection.execute(query)
            ]
