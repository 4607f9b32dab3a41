"""A comic of a batch as a row of the table."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from kit.wire.catalog import ComicFile, version_of
from services.library.folding import fold
from services.library.sorting import number_key, title_key
from services.library.store.intake.naming import Shelf

LONGEST_TITLE = 500
QUIET = 5.0  # seconds until a comic that a scan brought may be opened: the scan itself goes first


class Row(NamedTuple):
    """The columns that a scan writes, in the order in which they are written."""

    id: str
    library_id: str
    root_id: str
    path: str
    title: str
    series: str
    category: str
    subcategory: str | None
    filename: str
    size_bytes: int
    mtime: float
    volume: float | None
    chapter: float | None
    series_id: str
    format: str
    version: str
    sort_key: str
    number_key: str
    search_text: str
    age_rating: int | None
    added_at: float
    updated_at: float
    inspect_after: float


def row_of(one: ComicFile, shelf: Shelf, library_id: str, comic_id: str, now: float) -> Row:
    """The row of a comic; keys for sorting and searching are made here, once."""
    title, filename = one.title[:LONGEST_TITLE], one.filename[:LONGEST_TITLE]
    return Row(
        comic_id,
        library_id,
        one.root_id,
        one.path,
        title,
        shelf.name,
        shelf.category,
        shelf.subcategory,
        filename,
        one.size_bytes,
        one.mtime,
        one.volume,
        one.chapter,
        shelf.id,
        one.format,
        version_of(one.size_bytes, one.mtime),
        title_key(title),
        number_key(one.volume, one.chapter),
        search_text(shelf.name, title, filename),
        shelf.age_rating,
        now,
        now,
        now + QUIET,
    )


def search_text(series: str, title: str, filename: str) -> str:
    """What a comic is found by: title, file name and series."""
    named = filename if title in filename else f"{title}\n{filename}"
    return f"{fold(named)}\n{_folded_series(series)}"


@lru_cache(4_096)
def _folded_series(name: str) -> str:
    return fold(name)
