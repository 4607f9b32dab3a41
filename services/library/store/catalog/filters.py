"""Filters: which series or books are asked for; between fields all count, within one any of its values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from services.library.schema import comics, reading_progress, series
from services.library.schema_search import series_values
from services.library.store import visible
from services.library.store.catalog import rated, words
from services.library.store.indexing import FIELDS, key_of

Condition = sa.ColumnElement[bool]
# Filters by what `series_values` holds.
VALUED = tuple(FIELDS)
NONE = "none"  # of a year or an age: not known
YEARS = re.compile(r"(\d{1,4})?(-)?(\d{1,4})?")


@dataclass(frozen=True)
class Filter:
    """Which books, or series; None or (): all. An empty `subcategory`: those directly beneath their category."""

    library: str | None = None
    category: str | None = None
    subcategory: str | None = None
    series: str | None = None
    q: str | None = None
    read: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    age_rating: tuple[str, ...] = ()
    genre: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    demographic: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    imprint: tuple[str, ...] = ()
    creator: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    character: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    location: tuple[str, ...] = ()
    story_arc: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()
    within: words.Within | None = None  # where `q` is found, if that was looked up (narrowed.py)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Filter:
        """As it is said in JSON."""
        chosen: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
        return cls(**chosen)

    def without(self, field: str) -> Filter:
        """The same, but any value of `field`."""
        anything: Any = {field: ()}
        return replace(self, **anything) if getattr(self, field) else self

    @property
    def comics_only(self) -> bool:
        """Does it ask for something that is of comics, not of whole series?"""
        return bool(self.read or self.format or self.rating or self.age_rating or self.q is not None)

    def shelf(self, table: sa.Table) -> list[Condition]:
        """The conditions that comics and series share."""
        wanted = {"library_id": self.library, "category": self.category, "subcategory": self.subcategory or None}
        conditions = [table.c[name] == value for name, value in wanted.items() if value is not None]
        return [*conditions, table.c.subcategory.is_(None)] if self.subcategory == "" else conditions

    def said(self, who: Identity) -> list[Condition]:
        """Of table `series`: what metadata says of it, as far as the reader is told."""
        conditions: list[Condition] = []
        for field in VALUED:
            if chosen := getattr(self, field):
                keys = {key_of(one) for one in chosen}
                valued = sa.select(series_values.c.series_id).where(
                    series_values.c.field == field, *visible.values(who)
                )
                conditions.append(series.c.id.in_(valued.where(series_values.c.key.in_(sorted(keys)))))
        if self.year:
            conditions.append(sa.or_(*(_in_years(year(who), one) for one in self.year)))
        return conditions

    def rated(self, table: sa.Table) -> list[Condition]:
        """Of series or of comics: the age they are for."""
        return [sa.or_(*(_rated(table, one) for one in self.age_rating))] if self.age_rating else []


def of_series(who: Identity, chosen: Filter) -> list[Condition]:
    """The conditions for the series that fit `chosen` and that the reader may see."""
    found = [visible.series(who), *chosen.shelf(series), *chosen.said(who), *chosen.rated(series)]
    if chosen.series is not None:
        found.append(series.c.id == chosen.series)
    if chosen.read:
        found.append(sa.or_(*(_series_state(who, state) for state in chosen.read)))
    if chosen.format:
        there = sa.and_(comics.c.series_id == series.c.id, comics.c.missing_since.is_(None))
        found.append(sa.exists().where(there, *visible.for_age(who, comics), comics.c.format.in_(chosen.format)))
    if chosen.rating:
        found.append(rated.among(who, "series", series.c.id, chosen.rating))
    if chosen.q is not None:
        found.append(words.in_series(who, chosen.q, chosen.within))
    return found


def of_books(who: Identity, chosen: Filter) -> list[Condition]:
    """The conditions for the comics that fit `chosen` and that the reader may see."""
    found = [visible.comics(who), *chosen.shelf(comics), *chosen.rated(comics)]
    if said := chosen.said(who):
        found.append(comics.c.series_id.in_(sa.select(series.c.id).where(*said)))
    if chosen.series is not None:
        found.append(comics.c.series_id == chosen.series)
    if chosen.read:
        found.append(sa.or_(*(_book_state(who, state) for state in chosen.read)))
    if chosen.format:
        found.append(comics.c.format.in_(chosen.format))
    if chosen.rating:
        found.append(rated.among(who, "comic", comics.c.id, chosen.rating))
    if chosen.q is not None:
        found.append(words.in_comic(chosen.q, chosen.within))
    return found


def read_in(who: Identity, ids: Any = None) -> sa.Select[Any]:
    """What the reader did in each series (of `ids`), counted in comics that are there: finished, begun."""
    done = reading_progress.c.completed
    query = (
        sa.select(
            comics.c.series_id,
            sa.func.sum(sa.case((done, 1), else_=0)).label("finished"),
            sa.func.sum(sa.case((done, 0), else_=1)).label("begun"),
            sa.func.max(reading_progress.c.updated_at).label("last_read_at"),
        )
        .join_from(reading_progress, comics, comics.c.id == reading_progress.c.comic_id)
        .where(reading_progress.c.user_id == who.subject, comics.c.missing_since.is_(None))
        .where(*visible.for_age(who, comics))
        .group_by(comics.c.series_id)
    )
    return query if ids is None else query.where(comics.c.series_id.in_(ids))


def _book_state(who: Identity, state: str) -> Condition:
    """The condition that a comic is unread, begun or read through."""
    mine = sa.select(reading_progress.c.comic_id).where(reading_progress.c.user_id == who.subject)
    if state == "unread":
        return comics.c.id.not_in(mine)
    return comics.c.id.in_(mine.where(reading_progress.c.completed.is_(state == "read")))


def _series_state(who: Identity, state: str) -> Condition:
    """Unread: nothing was opened. Read: all is finished. Reading: all that lies between."""
    mine = read_in(who).subquery("done")
    if state == "unread":
        return series.c.id.not_in(sa.select(mine.c.series_id))
    there = visible.issues(who)
    reached = mine.c.finished == there if state == "read" else mine.c.finished < there
    return sa.exists().where(mine.c.series_id == series.c.id, reached).correlate(series)


def year(who: Identity) -> sa.ColumnElement[int | None]:
    """Of table `series`: its year, unless the reader may read only comics of it that are for less than all of it."""
    return series.c.year if who.age_limit is None else sa.case((sa.and_(*visible.for_age(who, series)), series.c.year))


def _in_years(column: sa.ColumnElement[int | None], text: str) -> Condition:
    """`2015`, `2010-2019`, `2010-`, `-1989`, `none`."""
    found = YEARS.fullmatch(text)
    if text == NONE or found is None:
        return column.is_(None) if text == NONE else sa.false()
    first, dash, last = found.groups()
    return column.between(int(first or 0), int(last or 9999) if dash else int(first or 0))


def _rated(table: sa.Table, text: str) -> Condition:
    if text.isascii() and text.isdecimal() and len(text) < 4:
        return table.c.age_rating == int(text)
    return table.c.age_rating.is_(None) if text == NONE else sa.false()
