"""What lists are asked for, and how they answer."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from fastapi import Path
from pydantic import BaseModel, Field

from kit.errors import BadRequest
from services.library.models import Read, Text
from services.library.store.catalog.books import Filter
from services.library.store.lists import Window

Item = TypeVar("Item")

Id = Annotated[str, Path(max_length=64, pattern=r"^[^\x00]*$")]
Word = Annotated[Text, Field(max_length=1000)]
Searched = Annotated[Text, Field(max_length=200)]


class Page(BaseModel, Generic[Item]):
    """A page of a list; `total` counts all of it."""

    items: list[Item]
    next_cursor: str | None
    total: int

    @classmethod
    def of(cls, listed: tuple[list[Item], str | None, int]) -> Page[Item]:
        """What the store listed."""
        return cls(items=listed[0], next_cursor=listed[1], total=listed[2])


class Paging(BaseModel):
    """Which part of a list."""

    limit: int = Field(60, ge=1, le=200)
    cursor: str | None = Field(None, max_length=4096, description="the `next_cursor` of the page before")
    offset: int | None = Field(None, ge=0, lt=2**31, description="instead of a cursor: how many to skip")

    @property
    def window(self) -> Window:
        """For the store. Raises BadRequest where both a cursor and an offset say where to begin."""
        if self.cursor is not None and self.offset is not None:
            raise BadRequest("cursor_and_offset", "Ask with a cursor or with an offset, not with both.")
        return Window(self.limit, self.cursor, self.offset)


class Sorting(Paging):
    """In which order."""

    sort: Literal["title", "added", "number", "last_read"] = "title"
    order: Literal["asc", "desc"] = "asc"

    @property
    def descending(self) -> bool:
        """The last first?"""
        return self.order == "desc"


class Shelf(BaseModel):
    """Which shelf."""

    library: Word | None = None
    category: Word | None = None
    subcategory: Word | None = Field(None, description="empty: what lies directly beneath the category")


class SeriesAsked(Sorting, Shelf):
    """GET /api/series."""

    read: Read | None = None
    format: Word | None = None
    q: Searched | None = None

    @property
    def filter(self) -> Filter:
        """For the store."""
        wanted = set(Filter.__dataclass_fields__)
        return Filter(**self.model_dump(include=wanted))


class BooksAsked(SeriesAsked):
    """GET /api/books."""

    series: Word | None = Field(None, description="the id of a series")


class TreeAsked(Shelf):
    """GET /api/tree."""

    series: bool = True


class SearchAsked(BaseModel):
    """GET /api/search."""

    q: Searched
    limit: int = Field(20, ge=1, le=200)
