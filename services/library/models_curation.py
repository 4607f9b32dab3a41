"""What the users' API answers and takes where people care for the catalogue: metadata, lists, tags, ratings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from kit.times import Time
from services.library.models import Book, Series, Text

Key = Annotated[Text, Field(max_length=64)]
Keys = Annotated[list[Key], Field(min_length=1, max_length=1_000)]
Name = Annotated[Text, Field(min_length=1, max_length=200, pattern=r"\S")]
ListKind = Literal["collection", "reading"]
ItemKind = Literal["series", "comic"]
TagKind = Literal["tag", "genre"]


class FieldValue(BaseModel):
    """A field: its value, the layer it is of, and what every layer says. Locked: people edited it."""

    value: Any
    source: str | None
    locked: bool
    layers: dict[str, Any]


class Undoable(BaseModel):
    """A change; POST /api/undo/{undo} takes it back, for thirty days. None: nothing was changed."""

    undo: str | None


class ChangedMetadata(Undoable):
    """The fields as they are now."""

    metadata: dict[str, FieldValue]


class Edited(Undoable):
    """How many comics or series were edited."""

    changed: int


class Regrouped(Undoable):
    """The series where the comics are now, and how many moved."""

    series_id: str
    moved: int


class List(BaseModel):
    """A list of a reader; `item_count` counts what the asking reader may see of it."""

    id: str
    name: str
    kind: Literal["collection", "reading", "want"]
    shared: bool
    mine: bool
    item_count: int
    created_at: Time
    updated_at: Time


class ListItem(BaseModel):
    """A series or a comic of a list."""

    id: str
    kind: ItemKind
    added_at: Time
    series: Series | None = None
    book: Book | None = None


class Wanted(BaseModel):
    """A book that a CBL file names and nobody has; `position` counts from 0."""

    position: int
    series: str
    number: str
    volume: str
    year: str


class Imported(BaseModel):
    """A reading list made of a CBL file."""

    list: List
    found: int
    not_found: Sequence[Wanted]


class TagRule(BaseModel):
    """How a tag or genre is shown: by another name, or not at all (`shown` None)."""

    kind: TagKind
    name: str
    shown: str | None


class MissingComic(BaseModel):
    """A comic whose file is gone: since when, and where it lay last. From `purgeable_at` on it may be purged."""

    id: str
    title: str
    series: str
    series_id: str
    library_id: str
    path: str
    size_bytes: int
    since: Time
    hidden: bool
    purgeable_at: Time
