"""What lists answer beside their items: letters, values to filter by, filters that were kept."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from kit.times import Time
from services.library.models import Book, Kind


class Letter(BaseModel):
    """An initial of a list: where it begins, and how many there are."""

    letter: str
    offset: int
    count: int


class Choice(BaseModel):
    """A value of a filter, and how many there are of it."""

    value: str
    count: int


class Choices(BaseModel):
    """What a list can be filtered by: for each field its values, counted under all the other filters."""

    total: int
    fields: dict[str, list[Choice]]


class SmartList(BaseModel):
    """A filter that was kept; `filter` as /api/series or /api/books take it."""

    id: str
    name: str
    kind: Kind
    filter: dict[str, Any]
    sort: str
    order: str
    shared: bool
    mine: bool
    created_at: Time
    updated_at: Time


class Step(BaseModel):
    """A folder on the way to another."""

    id: str
    name: str


class Folder(Step):
    """A folder on the disk, and how many comics lie in it, however deep."""

    count: int


class NamedFolder(Step):
    """A folder, and those above it, the outermost first."""

    above: list[Step]


class FolderPage(BaseModel):
    """What is in a folder (None: above all): folders, and a page of the comics that lie right in it, `total` of all."""

    folder: NamedFolder | None
    folders: list[Folder]
    items: list[Book]
    next_cursor: str | None
    total: int
