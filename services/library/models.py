"""What the users' API answers and takes. Docs: docs/api.md, "What there is"."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from kit.times import Time

MOST_PAGES = 100_000


# Characters that no database and no other program accepts: NUL, and halves of surrogate pairs.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def _storable(text: str) -> str:
    if _NO_TEXT.search(text):
        raise ValueError("it holds a character that no text can have")
    return text


Text = Annotated[str, AfterValidator(_storable)]
PageNumber = Annotated[int, Field(ge=0, lt=2**53, description="counts from 0")]
Read = Literal["unread", "reading", "read"]
Kind = Literal["series", "books"]
Direction = Literal["ltr", "rtl", "vertical"]


class Progress(BaseModel):
    """How far a reader is in a comic."""

    comic_id: str
    current_page: int
    total_pages: int | None
    completed: bool
    updated_at: Time


class Replaced(BaseModel):
    """What a comic's progress was before many were marked at once; None: it had none."""

    comic_id: str = Field(max_length=64, pattern="^[^\\x00]*$")
    progress: Progress | None


class Marked(BaseModel):
    """How many comics were marked, when, and what was replaced: to be sent back to undo it."""

    changed: int
    at: float = Field(description="seconds since 1970")
    replaced: list[Replaced]


class Rating(BaseModel):
    """1 to 5: the reader's own, the average of all, and how many there are."""

    mine: int | None
    average: float | None
    count: int


class Book(BaseModel):
    """One issue, one file. `pages` is None until somebody looked inside."""

    id: str
    title: str
    filename: str
    series: str
    series_id: str
    library_id: str
    category: str
    subcategory: str | None
    volume: float | None
    chapter: float | None
    format: str
    size_bytes: int
    pages: int | None
    has_thumbnail: bool
    cover: str
    cover_page: int | None = Field(description="the page that people chose as its cover, from 0")
    problem: str | None
    added_at: Time
    progress: Progress | None
    rating: Rating


class ReadBook(Progress):
    """Progress, and the book it is in."""

    book: Book


class FoundBook(Book):
    """A book that a search found, and where."""

    matched: str


class Series(BaseModel):
    """A series, as it stands in a list."""

    id: str
    name: str
    library_id: str
    category: str
    subcategory: str | None
    issue_count: int
    unread_count: int
    in_progress: bool
    cover: str | None
    has_thumbnail: bool = Field(description="is its cover made already?")
    summary: str | None = Field(description="in lists its first 300 characters")
    year: int | None
    status: str | None
    added_at: Time
    last_read_at: Time | None
    rating: Rating


class FoundSeries(Series):
    """A series that a search found, and where."""

    matched: str


class Author(BaseModel):
    """Who made it, and what they did."""

    name: str
    role: str | None = None


class Volume(BaseModel):
    """The issues of one volume; `volume` None: those that have none."""

    volume: float | None
    read_count: int
    issues: list[Book]


class Neighbour(BaseModel):
    """The series before or after."""

    id: str
    name: str


class SeriesProgress(BaseModel):
    """A reader's issues of a series, counted."""

    read: int
    in_progress: int
    unread: int


class ContinueWith(BaseModel):
    """Where to go on reading."""

    comic_id: str
    title: str
    volume: float | None
    chapter: float | None
    page: int
    kind: Literal["start", "continue", "again"]


class SeriesPage(Series):
    """A series with all that is known of it."""

    authors: list[Author]
    publisher: str | None
    genres: list[str]
    tags: list[str]
    titles: list[str]
    direction: Direction
    pages_known: int = Field(description="pages of the issues whose number of pages is known")
    volumes: list[Volume]
    previous: Neighbour | None
    next: Neighbour | None
    progress: SeriesProgress
    continue_with: ContinueWith | None


class Bookmark(BaseModel):
    """A page that a reader marked."""

    id: str
    comic_id: str
    page_number: int
    note: str | None
    created_at: Time
    updated_at: Time


class MarkedBook(Bookmark):
    """A bookmark, and the book it is in."""

    book: Book


class ReadingTime(BaseModel):
    """How long a reader read something, and seconds a page at their pace (None: too little was read to tell)."""

    seconds: int
    seconds_a_page: float | None


class Issue(BaseModel):
    """The issue before or after."""

    id: str
    title: str
    volume: float | None
    chapter: float | None
    cover: str


class Reading(BaseModel):
    """What the reader needs to open a comic."""

    id: str
    title: str
    series: str
    series_id: str
    library_id: str
    volume: float | None
    chapter: float | None
    format: str
    pages: int | None
    page_url: str
    direction: Direction
    progress: Progress | None
    bookmarks: list[Bookmark]
    time: ReadingTime
    previous: Issue | None
    next: Issue | None
    problem: str | None


class Found(BaseModel):
    """What a search found; `total` counts all of it, or at least so many where there are `more`.

    `corrected`: what was searched for instead, where nothing was found by what was asked.
    """

    series: list[FoundSeries]
    books: list[FoundBook]
    total: int
    more: bool
    corrected: str | None


class Home(BaseModel):
    """The rails of the home page."""

    continue_reading: list[Book]
    on_deck: list[Book]
    new: list[Series]


class Root(BaseModel):
    """A folder of a library."""

    id: str
    path: str


class Library(BaseModel):
    """A library; its folders are for administrators."""

    id: str
    name: str
    roots: list[Root]
    comic_count: int
    series_count: int
    online: bool
    offline_reason: str | None
    sample: bool
    created_at: Time
