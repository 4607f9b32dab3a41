"""Search as one types: every word is found, in names, people and titles; series first, then their comics.

Which series say a word, or have comics of which it is told, is known (`shelves`), and only the comics of those are
looked at. No comic is ever looked at for a word that its series has not, which makes two letters, or a sign of
Japanese, as quick as a whole name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from kit.folding import fold, words_of
from kit.identity import Identity
from services.library.models import Book, Found, FoundBook, FoundSeries
from services.library.schema import comics, series
from services.library.schema_curation import comic_metadata
from services.library.schema_search import series_values
from services.library.store import comic_index, visible
from services.library.store.catalog import books, shelves, words
from services.library.store.catalog.meant import meant
from services.library.store.catalog.series import by_ids
from services.library.store.catalog.shelves import Shelf
from services.library.store.layers import rows

PORTION = 500  # comics that are looked at one by one in one go
MOST_LOOKED_AT = 5_000  # in all; where there are more, or enough were found, `total` says "at least"

NOTHING = Found(series=[], books=[], total=0, more=False, corrected=None)


def search(connection: sa.Connection, who: Identity, query: str, limit: int) -> Found:
    """Series and books that hold every word, at most `limit` of each; where nothing does, what was meant instead."""
    if not words_of(query):
        return NOTHING
    found = _search(connection, who, query, limit)
    if found.total == 0:
        for other in meant(connection, who, query):
            instead = _search(connection, who, other, limit)
            if instead.total:
                return instead.model_copy(update={"corrected": other})
    return found


def _search(connection: sa.Connection, who: Identity, query: str, limit: int) -> Found:
    asked = words_of(query)
    found = shelves.holding(connection, who, asked)
    if not found:
        return NOTHING
    number = sum(one.says for one in found)
    comic_ids, issues, more = _comics(connection, who, asked, [one for one in found if one.told], limit)
    return Found(
        series=_series(connection, who, asked, _best(query, found)[:limit]),
        books=_books(connection, who, asked, comic_ids),
        total=number + issues,
        more=more,
        corrected=None,
    )


def _best(query: str, found: list[Shelf]) -> list[str]:
    """Ids in the order in which they are shown: names that begin so, names, then all the rest."""
    beginning = fold(query).strip()
    ranks: tuple[list[str], list[str], list[str]] = ([], [], [])
    for one in found:
        if one.says:
            ranks[0 if one.name.startswith(beginning) else 1 if one.named else 2].append(one.id)
    return [one for rank in ranks for one in rank]


def _comics(
    connection: sa.Connection, who: Identity, asked: list[str], found: list[Shelf], limit: int
) -> tuple[list[str], int, bool]:
    """Ids of comics, series by series in reading order; how many there are; and whether there are more than that.

    Comics of a series whose name has every word are all found and need no look. Of the other series each comic is
    looked at, until there are enough.
    """
    whole = [one for one in found if one.named] if who.age_limit is None else []
    partly = [one for one in found if not one.named] if whole else found
    ids: list[str] = []
    # The last series may be a long one, of which a part is enough.
    first = next(_portions(whole, limit), [])
    for part in (first[:-1], first[-1:]):
        ids += _issues(connection, who, part, [], limit - len(ids)) if part else []
    total, looked_at = sum(one.issues for one in whole), 0
    text = [words.in_text(word) for word in asked]
    for some in _portions(partly, PORTION):
        if looked_at and (len(ids) >= limit or looked_at >= MOST_LOOKED_AT):
            return ids[:limit], total, True
        hits = _issues(connection, who, some, text, MOST_LOOKED_AT)
        ids, total, looked_at = ids + hits, total + len(hits), looked_at + sum(one.issues for one in some)
    return ids[:limit], total, False


def _portions(found: list[Shelf], much: int) -> Iterator[list[Shelf]]:
    """The same series in groups, each the smallest that has so many comics."""
    some: list[Shelf] = []
    number = 0
    for one in found:
        some.append(one)
        number += one.issues
        if number >= much:
            yield some
            some, number = [], 0
    if some:
        yield some


def _issues(
    connection: sa.Connection,
    who: Identity,
    of: list[Shelf],
    conditions: Iterable[sa.ColumnElement[bool]],
    limit: int,
) -> list[str]:
    """Comics of these series, in the order of the series, each in reading order."""
    ids = [one.id for one in of]
    query = sa.select(comics.c.id, comics.c.series_id).where(
        comics.c.series_id.in_(ids), visible.comics(who), *conditions
    )
    order = {one: index for index, one in enumerate(ids)}
    rows = connection.execute(query.order_by(comics.c.series_id, *books.NUMBER).limit(limit)).all()
    return [row[0] for row in sorted(rows, key=lambda row: order[row[1]])]


def _series(connection: sa.Connection, who: Identity, asked: list[str], ids: list[str]) -> list[FoundSeries]:
    found = by_ids(connection, who, ids)
    told = _told(connection, who, [one.id for one in found if not _all_in(asked, [("name", one.name)])], asked)
    return [
        FoundSeries(**one.model_dump(), matched=_first(asked, [("name", one.name), *told.get(one.id, ())]))
        for one in found
    ]


def _books(connection: sa.Connection, who: Identity, asked: list[str], ids: list[str]) -> list[FoundBook]:
    found = books.by_ids(connection, who, ids)
    own = _own(connection, [one.id for one in found if not _all_in(asked, _titles(one))])
    return [
        FoundBook(**one.model_dump(), matched=_first(asked, [*_titles(one), *own.get(one.id, ())])) for one in found
    ]


def _told(
    connection: sa.Connection, who: Identity, ids: list[str], asked: list[str]
) -> dict[str, list[tuple[str, str]]]:
    """What these series say of themselves: fields with their values, of many only those that hold a word."""
    found: dict[str, list[tuple[str, str]]] = {one: [] for one in ids}
    if not ids:
        return found
    summaries = {}
    for one, metadata in connection.execute(sa.select(series.c.id, series.c.metadata).where(series.c.id.in_(ids))):
        said: dict[str, Any] = json.loads(metadata or "{}")
        found[one] += [("title", title) for title in said.get("titles", ())]
        summaries[one] = said.get("summary") or ""
    has = sa.or_(*(series_values.c.key.contains(word, autoescape=True) for word in asked))
    values = sa.select(series_values).where(series_values.c.series_id.in_(ids), has, *visible.values(who))
    for row in connection.execute(values.order_by(series_values.c.field)).all():
        found[row.series_id].append((row.field, row.value))
    for one, summary in summaries.items():
        found[one].append(("summary", summary))
    return found


def _own(connection: sa.Connection, ids: list[str]) -> dict[str, list[tuple[str, str]]]:
    """What these comics say of themselves: fields with their values."""
    known = rows.read(connection, comic_metadata, ids) if ids else {}
    return {one: comic_index.values_of(rows.values(rows.COMIC, layers)) for one, layers in known.items()}


def _all_in(asked: list[str], fields: list[tuple[str, str]]) -> bool:
    """Does one of these fields hold every word?"""
    return any(all(word in fold(value) for word in asked) for _, value in fields)


def _titles(book: Book) -> list[tuple[str, str]]:
    return [("title", book.title), ("filename", book.filename), ("series", book.series)]


def _first(asked: list[str], fields: list[tuple[str, str]]) -> str:
    """The first field that holds every word, else the first that holds one of them; empty where none does."""
    part = ""
    for field, value in fields:
        folded = fold(value)
        if all(word in folded for word in asked):
            return field
        if not part and any(word in folded for word in asked):
            part = field
    return part
