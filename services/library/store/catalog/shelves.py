"""Series in which every word of a search is found: in what they say themselves, or in what is told of their comics."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, reduce
from typing import Any, NamedTuple

import sqlalchemy as sa

from kit.folding import fold
from kit.identity import Identity
from services.library.schema import series
from services.library.schema_search import series_search, series_told, series_values
from services.library.store import pieces, told, version, visible
from services.library.store.catalog import words
from services.library.store.paging import chunks

FEW = 300  # series, which the database is told one by one


class Shelf(NamedTuple):
    """A series, its name folded: does it say every word, has it comics of which every word is told (not all of the
    same, maybe), and is every word in its name?"""

    id: str
    name: str
    issues: int
    says: bool
    told: bool
    named: bool


def holding(connection: sa.Connection, who: Identity, asked: list[str]) -> list[Shelf]:
    """Each series that the reader may see where every word is found, in the order of titles."""
    found = [told.having(connection, word) for word in asked]
    said, called = (reduce(told.both, kind) for kind in zip(*found, strict=True))
    pending = _pending(connection, who, asked, [comics for _, comics in found])
    noted = told.either(said, called)
    late = [one for one, has in pending.items() if any(has)]
    if not late and not any(noted.values()):
        return []
    number = sa.func.coalesce(series_told.c.number, -1)
    query = sa.select(series.c.id, series.c.name, visible.issues(who), number)
    query = query.outerjoin_from(series, series_told, series_told.c.series_id == series.c.id)
    if len(late) <= FEW:
        is_noted = told.among(noted, FEW) if any(noted.values()) else sa.false()
        query = query.where(sa.or_(is_noted, series.c.id.in_(late)) if late else is_noted)
    rows = connection.execute(query.where(visible.series(who)).order_by(series.c.sort_key, series.c.id)).all()
    most = max((row[-1] for row in rows), default=0)
    shelves = _shelves(rows, asked, told.marks(said, most), told.marks(called, most), pending)
    if not all(map(pieces.exact, asked)):
        return _checked(connection, who, asked, shelves)
    older = _with_older(connection, who)
    if not older:
        return shelves
    again = {one.id: one for one in _checked(connection, who, asked, [one for one in shelves if one.id in older])}
    return [again.get(one.id, one) for one in shelves if one.id in again or one.id not in older]


def _with_older(connection: sa.Connection, who: Identity) -> frozenset[str]:
    """The series of which something is said only by what is above the reader's age."""
    if who.age_limit is None:
        return frozenset()
    query = sa.select(series_values.c.series_id).where(series_values.c.age > who.age_limit).distinct()
    return version.kept(connection, "older", who.age_limit, lambda at: frozenset(at.execute(query).scalars()))


def _shelves(
    rows: Iterable[Any], asked: list[str], said: bytes, called: bytes, pending: dict[str, tuple[bool, bool]]
) -> list[Shelf]:
    # A loop as plain as this one is: two letters may be in all of 20,000 series.
    shelves = []
    for one, title, issues, number in rows:
        says, has = (said[number], called[number]) if one not in pending else pending[one]
        if says or has:
            name = _folded(title)
            named = True
            for word in asked:
                if word not in name:
                    named = False
                    break
            shelves.append(Shelf(one, name, issues, bool(says), bool(has), named))
    return shelves


@lru_cache(32_768)
def _folded(name: str) -> str:
    return fold(name)


def _pending(
    connection: sa.Connection, who: Identity, asked: list[str], noted: list[told.Numbers]
) -> dict[str, tuple[bool, bool]]:
    """What `Shelf` says of the series whose texts are to be looked through."""
    says = sa.and_(*(words.in_said(who, word) for word in asked))
    query = sa.select(series_search.c.series_id, series_told.c.number, says, *map(words.in_titles, asked))
    query = query.outerjoin_from(series_search, series_told, series_told.c.series_id == series_search.c.series_id)
    return {
        one: (bool(all_said), all(has or told.has(of, number) for has, of in zip(titled, noted, strict=True)))
        for one, number, all_said, *titled in connection.execute(query.where(series_search.c.pending.is_(True))).all()
    }


def _checked(connection: sa.Connection, who: Identity, asked: list[str], shelves: list[Shelf]) -> list[Shelf]:
    """The same, having looked whether words that were found by pieces are said as they were asked for, and by something
    that is for the reader's age."""
    say: set[str] = set()
    for part in chunks([one.id for one in shelves if one.says]):
        query = sa.select(series_search.c.series_id).where(series_search.c.series_id.in_(part))
        say.update(connection.execute(query.where(*(words.in_said(who, word) for word in asked))).scalars())
    return [one._replace(says=one.id in say) for one in shelves if one.told or one.id in say]
