"""Figures, recommendations, gaps and duplicates, as the users' API answers them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from services.library.models import Book, Series
from services.library.models_filters import Choice


class Period(BaseModel):
    """A day (`2026-11-23`) or month (`2026-11`), and what was read in it: pages, comics to their end, for how long."""

    period: str
    pages: int
    comics: int
    seconds: int


class MyFigures(BaseModel):
    """What a reader read. Streaks are days in a row, the current one up to today or yesterday."""

    comics_begun: int
    comics_read: int
    pages_read: int
    seconds_read: int
    series_finished: int
    current_streak: int
    longest_streak: int
    days: list[Period]
    months: list[Period]
    genres: list[Choice]
    creators: list[Choice]


class LibraryFigures(BaseModel):
    """What there is; formats in comics, years in series."""

    comics: int
    series: int
    size_bytes: int
    pages_known: int
    problems: int
    missing: int
    formats: list[Choice]
    years: list[Choice]
    year_unknown: int


class Statistics(BaseModel):
    """Figures."""

    mine: MyFigures
    library: LibraryFigures


class Reason(BaseModel):
    """A series that was read, and what another shares with it."""

    series_id: str
    name: str
    shared: list[str]


class Recommendation(Series):
    """A series to read next, and because of which."""

    because: list[Reason]


class Gap(BaseModel):
    """A series, and the volumes and numbers that it leaves out between its first and its last."""

    series_id: str
    name: str
    volumes: list[int]
    numbers: list[int]
    total_volumes: int | None


class DuplicateGroup(BaseModel):
    """Comics that are the same by their pages, or likely so: of one series, with the same number and size."""

    kind: Literal["same", "likely"]
    books: list[Book]
