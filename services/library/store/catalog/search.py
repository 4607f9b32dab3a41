"""Search as one types: every word is found, in names, people and titles; series first, then their comics.

Series are few, and a row of `series_search` holds all the words of one's comics: looking through these rows says which
series have what was asked for, and only their comics are looked at. No comic is ever looked at for a word that its
series has not, which makes two letters, or a sign of Japanese, as quick as a whole name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from kit.folding import fold, words_of
from kit.identity import Identity
from services.library.models import Book, Found, FoundBook, FoundSeries
from services.library.schema import comics, series
from services.library.schema_curation import comic_metadata
from services.library.schema_search import series_search, series_values
from services.library.store import comic_index, visible
from services.library.store.catalog import books, shelves, words
from services.library.store.catalog.meant import meant
from services.library.store.catalog.series import by_ids
from services.library.store.layers import rows
from services.library.store.lists import chunks

MOST_COUNTED = 5_000  # comics that are looked at one by one; where there are more, `total` says "at least"


def search(connection: sa.Connection, who: Identity, query: str, limit: int) -> Found:
    """Series and books that hold every word, at most `limit` of each; where nothing does, what was meant instead."""
    if not words_of(query):
        return Found(series=[], books=[], total=0, more=False, corrected=None)
    found = _search(connection, who, query, limit)
    if found.total == 0:
        for other in meant(connection, who, query):
            instead = _search(connection, who, other, limit)
            if instead.total:
                return instead.model_copy(update={"corrected": other})
    return found


def _search(connection: sa.Connection, who: Identity, query: str, limit: int) -> Found:
    asked = words_of(query)
    series_ids, number = _series(connection, who, query, asked, limit)
    comic_ids, issues, more = _comics(connection, who, asked, limit)
    told = _told(connection, series_ids, asked)
    issues_found = books.by_ids(connection, who, comic_ids)
    own = _own(connection, [one.id for one in issues_found if not _all_in(asked, _titles(one))])
    return Found(
        series=[
            FoundSeries(**one.model_dump(), matched=_first(asked, [("name", one.name), *told[one.id]]))
            for one in by_ids(connection, who, series_ids)
        ],
        books=[
            FoundBook(**one.model_dump(), matched=_first(asked, [*_titles(one), *own.get(one.id, ())]))
            for one in issues_found
        ],
        total=number + issues,
        more=more,
        corrected=None,
    )


def _series(
    connection: sa.Connection, who: Identity, query: str, asked: list[str], limit: int
) -> tuple[list[str], int]:
    """Ids in the order they are shown in, and the number of all: names that begin so, names, then all the rest."""
    said = series_search.c.said
    begins = sa.case((said.startswith(fold(query).strip(), autoescape=True), 0), else_=1)
    named = sa.case((sa.and_(*(series.c.sort_key.contains(word, autoescape=True) for word in asked)), 0), else_=1)
    best = (
        sa.select(series.c.id)
        .join_from(series, series_search, series_search.c.series_id == series.c.id)
        .where(visible.series(who), *(words.in_said(word) for word in asked))
        .order_by(begins, named, series.c.sort_key, series.c.id)
    )
    ids = list(connection.execute(best).scalars().all())
    return ids[:limit], len(ids)


def _comics(connection: sa.Connection, who: Identity, asked: list[str], limit: int) -> tuple[list[str], int, bool]:
    """Ids series by series in reading order, the number of all, and are there more than were counted?

    All comics of a series whose name has every word are found by it and need no look; of the others each is looked at.
    """
    whole: list[str] = []
    partly: list[str] = []
    total, looked_at, more = 0, 0, False
    for one, count, name in shelves.holding(connection, who, asked):
        if who.age_limit is None and _holds(name, asked):
            whole.append(one)
            total += count
        elif looked_at + count <= MOST_COUNTED or not partly:
            partly.append(one)
            looked_at += count
        else:
            more = True
    ids: list[str] = []
    for part in chunks(whole, limit):
        if len(ids) >= limit:
            break
        ids += _issues(connection, who, part, [], limit - len(ids))
    text = [words.in_text(word) for word in asked]
    found = [one for part in chunks(partly, 500) for one in _issues(connection, who, part, text, MOST_COUNTED)]
    return [*ids, *found][:limit], total + len(found), more


@lru_cache(32_768)
def _folded(name: str) -> str:
    return fold(name)


def _holds(name: str, asked: list[str]) -> bool:
    folded = _folded(name)
    return all(word in folded for word in asked)


def _issues(
    connection: sa.Connection, who: Identity, of: list[str], conditions: Iterable[sa.ColumnElement[bool]], limit: int
) -> list[str]:
    """Comics of these series, in the order of the series, each in reading order."""
    query = sa.select(comics.c.id, comics.c.series_id).where(
        comics.c.series_id.in_(of), visible.comics(who), *conditions
    )
    if len(of) == 1 or limit < MOST_COUNTED:
        place = sa.case({one: index for index, one in enumerate(of)}, value=comics.c.series_id)
        return list(connection.execute(query.order_by(place, *books.NUMBER).limit(limit)).scalars())
    order = {one: index for index, one in enumerate(of)}
    rows = connection.execute(query.order_by(comics.c.series_id, *books.NUMBER).limit(limit)).all()
    return [row[0] for row in sorted(rows, key=lambda row: order[row[1]])]


def _told(connection: sa.Connection, ids: list[str], asked: list[str]) -> dict[str, list[tuple[str, str]]]:
    """What these series say of themselves: fields with their values, of many only those that hold a word."""
    found: dict[str, list[tuple[str, str]]] = {one: [] for one in ids}
    summaries = {}
    for one, metadata in connection.execute(sa.select(series.c.id, series.c.metadata).where(series.c.id.in_(ids))):
        said: dict[str, Any] = json.loads(metadata or "{}")
        found[one] += [("title", title) for title in said.get("titles", ())]
        summaries[one] = said.get("summary") or ""
    has = sa.or_(*(series_values.c.key.contains(word, autoescape=True) for word in asked))
    values = sa.select(series_values).where(series_values.c.series_id.in_(ids), has).order_by(series_values.c.field)
    for row in connection.execute(values).all():
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
    folded = [(field, fold(value)) for field, value in fields]
    whole = (field for field, value in folded if all(word in value for word in asked))
    part = (field for field, value in folded if any(word in value for word in asked))
    return next(whole, None) or next(part, "")
