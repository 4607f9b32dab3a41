"""Conditions of a search: every word of it is in what a series says, or in what its comics are called."""

from __future__ import annotations

import sqlalchemy as sa

from kit.folding import words_of
from services.library.schema import comics, series
from services.library.schema_search import comic_search, series_search, series_told


def in_series(query: str) -> sa.ColumnElement[bool]:
    """Of table `series`: each word is in its names, its summary, or one of its values. No word finds nothing."""
    words = words_of(query)
    return sa.and_(*(_said(word) for word in words)) if words else sa.false()


def _said(word: str) -> sa.ColumnElement[bool]:
    texts = (series_search.c.said, series_search.c.valued)
    has = sa.or_(*(text.contains(word, autoescape=True) for text in texts))
    return series.c.id.in_(sa.select(series_search.c.series_id).where(has))


def in_comic(query: str) -> sa.ColumnElement[bool]:
    """Of table `comics`: each word is in its title, its file's name, its series' name, or what it says of itself.

    Which series have comics with these words is known; only theirs are looked at.
    """
    words = words_of(query)
    if not words:
        return sa.false()
    shelves = sa.select(series_search.c.series_id).where(in_titles(words))
    return sa.and_(comics.c.series_id.in_(shelves), *(in_text(word) for word in words))


def in_titles(words: list[str]) -> sa.ColumnElement[bool]:
    """Of table `series_search`: some comic has each word; whether the same one has all is for `in_text` to say."""
    return sa.and_(*(sa.or_(series_search.c.titles.contains(word, autoescape=True), _told(word)) for word in words))


def _told(word: str) -> sa.ColumnElement[bool]:
    told = sa.exists().where(
        series_told.c.series_id == series_search.c.series_id, series_told.c.words.contains(word, autoescape=True)
    )
    return told.correlate(series_search)


def in_text(word: str) -> sa.ColumnElement[bool]:
    """Of table `comics`: the word is in its titles, or in what it says of itself."""
    told = sa.exists().where(
        comic_search.c.comic_id == comics.c.id, comic_search.c.said.contains(word, autoescape=True)
    )
    return sa.or_(comics.c.search_text.contains(word, autoescape=True), told.correlate(comics))
