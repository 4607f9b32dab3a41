"""A comic of a batch as a row of the table."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from kit.folding import fold
from kit.wire.scan import ComicFile, names_folded
from services.library.store.intake.naming import Shelf

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
    """The row of a comic."""
    return Row(
        comic_id,
        library_id,
        one.root_id,
        one.path,
        one.title,
        shelf.name,
        shelf.category,
        shelf.subcategory,
        one.filename,
        one.size_bytes,
        one.mtime,
        one.volume,
        one.chapter,
        shelf.id,
        one.format,
        one.version,
        one.sort_key,
        one.number_key,
        f"{one.named}\n{_folded_series(shelf.name)}",
        shelf.age_rating,
        now,
        now,
        now + QUIET,
    )


def search_text(series: str, title: str, filename: str) -> str:
    """What a comic is found by: title, file name and series."""
    return f"{names_folded(title, filename)}\n{_folded_series(series)}"


@lru_cache(4_096)
def _folded_series(name: str) -> str:
    return fold(name)
