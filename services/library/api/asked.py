"""The parameters of lists, and the shape of their answers."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from kit.errors import BadRequest
from services.library.models import Read, Text
from services.library.store.catalog import facets
from services.library.store.catalog.filters import Filter
from services.library.store.paging import LONGEST_CURSOR, Window

Item = TypeVar("Item")

Word = Annotated[Text, Field(max_length=1000)]
Words = list[Word]
MOST = 50  # values of one filter
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


class Ids(BaseModel):
    """A part of a list, up to 10,000; `comics`: how many these are, or how many are in these series."""

    ids: list[str]
    comics: int
    next_cursor: str | None


class Paging(BaseModel):
    """Which part of a list."""

    limit: int = Field(60, ge=1, le=200)
    cursor: str | None = Field(None, max_length=LONGEST_CURSOR, description="the `next_cursor` of the page before")
    offset: int | None = Field(None, ge=0, lt=2**31, description="instead of a cursor: how many to skip")

    @property
    def window(self) -> Window:
        """The same for the store. Raises BadRequest where both a cursor and an offset are given."""
        if self.cursor is not None and self.offset is not None:
            raise BadRequest("cursor_and_offset", "Ask with a cursor or with an offset, not with both.")
        return Window(self.limit, self.cursor, self.offset)


class Shelf(BaseModel):
    """Which shelf."""

    library: Word | None = None
    category: Word | None = None
    subcategory: Word | None = Field(None, description="empty: what lies directly beneath the category")


class Filtered(Shelf):
    """Which series or books. Between fields all count, within one any of its values; `none` is what is not known."""

    series: Word | None = Field(None, description="the id of a series")
    q: Searched | None = None
    read: list[Read] = Field([], max_length=MOST)
    format: Words = Field([], max_length=MOST)
    year: Words = Field([], max_length=MOST, description="2015, 2010-2019, 2010-, -1989 or none")
    age_rating: Words = Field([], max_length=MOST, description="years, or none")
    genre: Words = Field([], max_length=MOST)
    tag: Words = Field([], max_length=MOST)
    demographic: Words = Field([], max_length=MOST)
    status: Words = Field([], max_length=MOST)
    publisher: Words = Field([], max_length=MOST)
    imprint: Words = Field([], max_length=MOST)
    creator: Words = Field([], max_length=MOST)
    language: Words = Field([], max_length=MOST)
    character: Words = Field([], max_length=MOST)
    team: Words = Field([], max_length=MOST)
    location: Words = Field([], max_length=MOST)
    story_arc: Words = Field([], max_length=MOST)
    rating: Words = Field([], max_length=MOST, description="4, 1-2, 4-, -2 or none: mine, else the average")

    @property
    def filter(self) -> Filter:
        """The same for the store."""
        said: dict[str, Any] = self.model_dump(include=set(Filter.__dataclass_fields__))
        return Filter.of(said)


class Sorted(BaseModel):
    """In which order."""

    sort: Literal["title", "added", "number", "last_read", "rating"] = "title"
    order: Literal["asc", "desc"] = "asc"

    @property
    def descending(self) -> bool:
        """Is it from the last to the first?"""
        return self.order == "desc"


class Asked(Paging, Sorted, Filtered):
    """GET /api/series, /api/books."""


class IdsAsked(Sorted, Filtered):
    """GET /api/series/ids, /api/books/ids."""

    limit: int = Field(10_000, ge=1, le=10_000)
    cursor: str | None = Field(None, max_length=LONGEST_CURSOR, description="the `next_cursor` of the part before")


class ChoicesAsked(Filtered):
    """GET /api/series/filters, /api/books/filters."""

    limit: int = Field(facets.MOST, ge=1, le=1000, description="values of a field, at most")


class TreeAsked(Shelf):
    """GET /api/tree."""

    series: bool = True


class SearchAsked(BaseModel):
    """GET /api/search."""

    q: Searched
    limit: int = Field(20, ge=1, le=200)
