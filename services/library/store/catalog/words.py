"""Conditions of a search: every word of it is in what a series says, or in what its comics are called."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from kit.folding import words_of
from kit.identity import Identity
from services.library.schema import comics, series
from services.library.schema_search import comic_search, series_search, series_values
from services.library.store import visible


class Within(NamedTuple):
    """Where a search finds something: all comics of these series, and these comics (ids).

    `many`: it finds so much that nothing is named here; a list then looks through texts in its own order until it is
    full.
    """

    series: tuple[str, ...] = ()
    comics: tuple[str, ...] = ()
    many: bool = False


def in_series(who: Identity, query: str, within: Within | None = None) -> sa.ColumnElement[bool]:
    """Of table `series`: each word is in its names, its summary, or one of its values. No word finds nothing."""
    if within is not None:
        return series.c.id.in_(within.series)
    words = words_of(query)
    said = sa.select(series_search.c.series_id).where(*(in_said(who, word) for word in words))
    return series.c.id.in_(said) if words else sa.false()


def in_said(who: Identity, word: str) -> sa.ColumnElement[bool]:
    """Of table `series_search`: the word is in what the series says, as far as the reader is told."""
    said = series_search.c.said.contains(word, autoescape=True)
    if who.age_limit is None:
        return sa.or_(said, series_search.c.valued.contains(word, autoescape=True))
    has = sa.select(series_values.c.series_id).where(series_values.c.key.contains(word, autoescape=True))
    return sa.or_(said, series_search.c.series_id.in_(has.where(*visible.values(who))))


def in_comic(query: str, within: Within | None = None) -> sa.ColumnElement[bool]:
    """Of table `comics`: each word is in its title, file name, series' name, or metadata.

    Which series have such comics is known from an index; only their comics are looked at.
    """
    words = words_of(query)
    if not words:
        return sa.false()
    if within is not None and within.many:
        return sa.and_(*map(in_text, words))
    if within is not None:
        return sa.or_(comics.c.series_id.in_(within.series), comics.c.id.in_(within.comics))
    return sa.and_(*(comics.c.id.in_(sa.union_all(_called(word), _told(word))) for word in words))


def in_titles(word: str) -> sa.ColumnElement[bool]:
    """Of table `series_search`: some comic is called so."""
    return series_search.c.titles.contains(word, autoescape=True)


def _called(word: str) -> sa.Select[tuple[str]]:
    shelves = sa.select(series_search.c.series_id).where(in_titles(word))
    called = comics.c.search_text.contains(word, autoescape=True)
    return sa.select(comics.c.id).where(comics.c.series_id.in_(shelves), called).correlate(None)


def _told(word: str) -> sa.Select[tuple[str]]:
    return sa.select(comic_search.c.comic_id).where(comic_search.c.said.contains(word, autoescape=True))


def in_text(word: str) -> sa.ColumnElement[bool]:
    """Of table `comics`: the word is in its titles, or in what it says of itself."""
    told = sa.exists().where(
        comic_search.c.comic_id == comics.c.id, comic_search.c.said.contains(word, autoescape=True)
    )
    return sa.or_(comics.c.search_text.contains(word, autoescape=True), told.correlate(comics))
