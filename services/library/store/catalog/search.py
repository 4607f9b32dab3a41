"""Search: every word is found, in names and titles and people; series first."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from services.library.folding import fold, words_of
from services.library.models import Book, FoundBook, FoundSeries
from services.library.schema import comics, series
from services.library.store import visible
from services.library.store.catalog import books
from services.library.store.catalog.series import by_ids
from services.library.store.lists import found_by


def search(
    connection: sa.Connection, who: Identity, query: str, limit: int
) -> tuple[list[FoundSeries], list[FoundBook], int]:
    """Series and books that hold every word, at most `limit` of each, and how many there are in all."""
    words = words_of(query)
    series_ids, shelves = _found(connection, series, visible.series(who), query, limit)
    comic_ids, issues = _found(connection, comics, visible.comics(who), query, limit)
    said = sa.select(series.c.id, series.c.metadata).where(series.c.id.in_(series_ids))
    metadata: dict[str, str | None] = {row.id: row.metadata for row in connection.execute(said)}
    found_series = [
        FoundSeries(**one.model_dump(), matched=_first(words, _fields(one.name, metadata[one.id])))
        for one in by_ids(connection, who, series_ids)
    ]
    found_books = [
        FoundBook(**one.model_dump(), matched=_first(words, _titles(one)))
        for one in books.by_ids(connection, who, comic_ids)
    ]
    return found_series, found_books, shelves + issues


def _found(
    connection: sa.Connection, table: sa.Table, seen: sa.ColumnElement[bool], query: str, limit: int
) -> tuple[list[str], int]:
    """Ids in the order they are shown in (what begins with the query comes first), and the number of all."""
    matching = sa.and_(seen, found_by(table.c.search_text, query))
    begins = sa.case((table.c.search_text.startswith(fold(query).strip(), autoescape=True), 0), else_=1)
    best = sa.select(table.c.id).where(matching).order_by(begins, table.c.sort_key, table.c.id).limit(limit)
    ids = list(connection.execute(best).scalars())
    if len(ids) < limit:
        return ids, len(ids)
    return ids, connection.execute(sa.select(sa.func.count()).select_from(table).where(matching)).scalar_one()


def _titles(book: Book) -> list[tuple[str, str]]:
    return [("title", book.title), ("filename", book.filename), ("series", book.series)]


def _fields(name: str, metadata: str | None) -> list[tuple[str, str]]:
    said: dict[str, Any] = json.loads(metadata or "{}")
    people = [one["name"] for one in said.get("authors", [])]
    lists = (("title", said.get("titles", [])), ("author", people), ("publisher", [said.get("publisher") or ""]))
    more = (("genre", said.get("genres", [])), ("tag", said.get("tags", [])))
    return [("name", name), *((field, value) for field, values in (*lists, *more) for value in values)]


def _first(words: list[str], fields: list[tuple[str, str]]) -> str:
    """The first field that holds every word, else the first that holds one of them; empty where none does."""
    folded = [(field, fold(value)) for field, value in fields]
    whole = (field for field, value in folded if all(word in value for word in words))
    part = (field for field, value in folded if any(word in value for word in words))
    return next(whole, None) or next(part, "")
