"""Reading lists made of CBL files, and written as such."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kit.errors import Unprocessable
from kit.identity import Identity
from kit.sorting import title_key
from services.library.cbl import Named, write
from services.library.comicinfo import numbered
from services.library.models_curation import Imported, Wanted
from services.library.schema import comics, series
from services.library.schema_curation import list_items
from services.library.store import visible
from services.library.store.catalog.books import NUMBER
from services.library.store.listed import items, lists
from services.library.store.paging import chunks


def bring(connection: sa.Connection, who: Identity, name: str, books: Sequence[Named], *, shared: bool) -> Imported:
    """Makes a reading list of what the reader has of `books`, and says what they do not have."""
    made = lists.add(connection, who, name, "reading", shared=shared)
    matched = _matched(connection, who, books)
    items.append(connection, made.id, "comic", [one for one in matched if one is not None])
    missing = [
        Wanted(position=at, series=book.series, number=book.number, volume=book.volume, year=book.year)
        for at, (book, one) in enumerate(zip(books, matched, strict=True))
        if one is None
    ]
    made = lists.get(connection, who, made.id)
    return Imported(list=made, found=len(books) - len(missing), not_found=missing)


def export(connection: sa.Connection, who: Identity, list_id: str) -> tuple[str, bytes]:
    """A list's name, and what the reader may see of it as a CBL file. Raises NotFound, Unprocessable."""
    row = lists.row_of(connection, who, list_id)
    if row["kind"] == "collection":
        raise Unprocessable("wrong_kind", "A collection holds series; only lists of comics can be written as CBL.")
    columns = [comics.c[name] for name in ("series", "volume", "chapter", "filename")]
    query = (
        sa.select(*columns, series.c.year)
        .join_from(list_items, comics, comics.c.id == list_items.c.item_id)
        .join(series, series.c.id == comics.c.series_id)
        .where(list_items.c.list_id == row["id"], list_items.c.kind == "comic", visible.comics(who))
        .order_by(list_items.c.position, list_items.c.item_id)
    )
    return row["name"], write(row["name"], [_named(one) for one in connection.execute(query)])


def _named(row: Any) -> Named:
    number = row.chapter if row.chapter is not None else row.volume
    return Named(
        series=row.series,
        number="" if number is None else f"{number:g}" if number < 1e6 else str(int(number)),
        volume="" if row.year is None else str(row.year),
        year="",
        filename=row.filename,
    )


def _matched(connection: sa.Connection, who: Identity, books: Sequence[Named]) -> list[str | None]:
    """The comic of each book: of a series of this name with this number, of the year if several are; else by file."""
    keys = {key for book in books for key in _keys(book)}
    shelves: dict[str, list[Any]] = defaultdict(list)
    columns = [series.c[name] for name in ("id", "sort_key", "year")]
    for some in chunks(sorted(keys)):
        query = sa.select(*columns).where(visible.series(who), series.c.sort_key.in_(some))
        for row in connection.execute(query.order_by(series.c.id)):
            shelves[row.sort_key].append(row)
    issues: dict[str, list[Any]] = defaultdict(list)
    for some in chunks(sorted({row.id for rows in shelves.values() for row in rows})):
        told = [comics.c[name] for name in ("id", "series_id", "volume", "chapter")]
        query = sa.select(*told).where(visible.comics(who), comics.c.series_id.in_(some)).order_by(*NUMBER)
        for row in connection.execute(query):
            issues[row.series_id].append(row)
    by_file = _by_file(connection, who, [book.filename for book in books if book.filename])
    return [_match(book, shelves, issues) or by_file.get(book.filename) for book in books]


def _match(book: Named, shelves: dict[str, list[Any]], issues: dict[str, list[Any]]) -> str | None:
    number = numbered(book.number)
    if number is None:
        return None
    years = [int(one) for one in (book.volume, book.year) if one.isdecimal() and len(one) == 4]
    rows = [row for key in _keys(book) for row in shelves.get(key, ())]
    # The year in which a series began decides between several of one name; CBL calls it the volume.
    rows.sort(key=lambda row: row.year not in years)
    for row in rows:
        its = issues[row.id]
        volume = numbered(book.volume) if not years else None
        exact = [one for one in its if one.chapter == number and volume is not None and one.volume == volume]
        by_chapter = [one for one in its if one.chapter == number]
        by_volume = [one for one in its if one.chapter is None and one.volume == number]
        if found := exact or by_chapter or by_volume:
            return str(found[0].id)
    return None


def _keys(book: Named) -> list[str]:
    """The names, as sort keys, under which the series of a book may stand: with its year beside it or without."""
    names = [book.series, *(f"{book.series} {one}" for one in (book.volume, book.year) if one)]
    return list(dict.fromkeys(title_key(name) for name in names if book.series))


def _by_file(connection: sa.Connection, who: Identity, names: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in chunks(sorted(set(names))):
        query = sa.select(comics.c.filename, comics.c.id).where(visible.comics(who), comics.c.filename.in_(some))
        for filename, one in connection.execute(query.order_by(comics.c.id)):
            found.setdefault(filename, one)
    return found
