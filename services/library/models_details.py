"""What the pages of one comic and of one series show beside the comic and the series themselves."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from kit.times import Time
from services.library.models import Book, ReadingTime
from services.library.models_figures import Gap


class OnList(BaseModel):
    """A list of the reader, or one that is shared, on which it stands."""

    id: str
    name: str
    kind: Literal["collection", "reading", "want"]
    mine: bool


class SeriesDetails(BaseModel):
    """Of a series: its lists, what it leaves out (None: nothing), its volumes in all, how long it was read."""

    lists: list[OnList]
    gap: Gap | None
    total_volumes: int | None
    time: ReadingTime


class ComicDetails(BaseModel):
    """Of a comic: its lists, its copies, the sizes of its pages in bytes where they are known; for admins its path;
    how long it was read."""

    lists: list[OnList]
    duplicates: list[Book]
    page_sizes: list[int] | None
    modified_at: Time
    path: str | None
    time: ReadingTime
