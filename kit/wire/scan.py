"""What the scanner brings to the library: batches of comics, column by column.

A first scan sends tens of thousands of comics through here. Columns of plain values are written and checked at the
speed of C on both sides; what is sorted and searched by is made where the names are read, so that both sides have
about the same to do and work side by side.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, Self

from pydantic import BaseModel, Field, model_validator

from kit.folding import fold
from kit.sorting import number_key, title_key
from kit.wire.catalog import BATCH, version_of

LONGEST_TITLE = 500  # characters
LONGEST_PATH = 8192


class SeriesInfo(BaseModel):
    """A series that comics of a batch belong to. `metadata` is what series.json said, normalised; None: it had none."""

    category: str
    subcategory: str | None
    name: str
    metadata: dict[str, Any] | None = None


class ComicFile(NamedTuple):
    """A comic that is new, changed, moved or back again. `series` is an index into the batch's series.

    `comic_id` names a known comic: one that was moved (its path is new) or changed; None where it is new. The last
    four are made of the others: the version of its content, its places in the order of titles and of its series, and
    its names folded.
    """

    comic_id: str | None
    root_id: str
    path: str
    filename: str
    title: str
    series: int
    size_bytes: int
    mtime: float
    format: str
    volume: float | None
    chapter: float | None
    version: str
    sort_key: str
    number_key: str
    named: str


def comic_file(
    comic_id: str | None,
    root_id: str,
    path: str,
    filename: str,
    title: str,
    series: int,
    size_bytes: int,
    mtime: float,
    format: str,
    volume: float | None = None,
    chapter: float | None = None,
) -> ComicFile:
    """A comic with what is made of its names and numbers."""
    title, filename = title[:LONGEST_TITLE], filename[:LONGEST_TITLE]
    return ComicFile(
        comic_id,
        root_id,
        path,
        filename,
        title,
        series,
        size_bytes,
        mtime,
        format,
        volume,
        chapter,
        version_of(size_bytes, mtime),
        title_key(title),
        number_key(volume, chapter),
        names_folded(title, filename),
    )


def names_folded(title: str, filename: str) -> str:
    """What a comic is found by, beside its series: title and file name."""
    return fold(filename if title in filename else f"{title}\n{filename}")


class ComicColumns(BaseModel):
    """Comics, column by column: the n-th of each list belongs to the n-th comic. Columns are those of `ComicFile`."""

    comic_id: list[str | None] = Field([], max_length=BATCH)
    root_id: list[str] = []
    path: list[Annotated[str, Field(max_length=LONGEST_PATH)]] = []
    filename: list[str] = []
    title: list[str] = []
    series: list[Annotated[int, Field(ge=0)]] = []
    size_bytes: list[Annotated[int, Field(ge=0)]] = []
    mtime: list[float] = []
    format: list[str] = []
    volume: list[float | None] = []
    chapter: list[float | None] = []
    version: list[str] = []
    sort_key: list[str] = []
    number_key: list[str] = []
    named: list[str] = []

    @model_validator(mode="after")
    def _even(self) -> Self:
        if len({len(getattr(self, name)) for name in ComicFile._fields}) > 1:
            raise ValueError("all columns have to be of the same length")
        return self

    def rows(self) -> list[ComicFile]:
        """The comics."""
        return list(map(ComicFile._make, zip(*(getattr(self, name) for name in ComicFile._fields), strict=True)))


class ScanBatch(BaseModel):
    """POST library/internal/scan/batch: one transaction, and the same again changes nothing."""

    library_id: str
    series: list[SeriesInfo] = []
    comics: ComicColumns = ComicColumns()
    missing: list[str] = Field([], max_length=BATCH, description="ids of comics whose files are gone")
    back: list[str] = Field([], max_length=BATCH, description="ids of missing comics whose files are as they were")


def columns_of(comics: list[ComicFile]) -> dict[str, list[Any]]:
    """The same as `ComicColumns`, as plain values for JSON."""
    columns = zip(*comics, strict=True) if comics else ((),) * len(ComicFile._fields)
    return {name: list(column) for name, column in zip(ComicFile._fields, columns, strict=True)}


class BatchResult(BaseModel):
    """What a batch did, in comics."""

    new: int = 0
    changed: int = 0
    moved: int = 0
    missing: int = 0
