"""The rails of the home page."""

from __future__ import annotations

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models import Book, Home, Series
from services.library.schema import comics, reading_progress, series
from services.library.store import visible
from services.library.store.catalog import books
from services.library.store.catalog.series import by_ids

RAIL = 20
LOOKED_AT = 60  # series a reader finished something in last, for what comes next in them


def rails(connection: sa.Connection, who: Identity) -> Home:
    """What a reader goes on with, what comes next for them, and what is new."""
    return Home(continue_reading=_begun(connection, who), on_deck=_on_deck(connection, who), new=_new(connection, who))


def _begun(connection: sa.Connection, who: Identity) -> list[Book]:
    """Begun and not finished, what was read last first."""
    progress = reading_progress.c
    query = (
        sa.select(comics.c.id)
        .join_from(reading_progress, comics, comics.c.id == progress.comic_id)
        .where(progress.user_id == who.subject, progress.completed.is_(False), visible.comics(who))
        .order_by(progress.updated_at.desc(), comics.c.id)
    )
    return books.by_ids(connection, who, connection.execute(query.limit(RAIL)).scalars().all())


def _on_deck(connection: sa.Connection, who: Identity) -> list[Book]:
    """In each series the first unfinished issue after the one finished last.

    Issues that are begun are shown elsewhere.
    """
    progress, number = reading_progress.c, books.NUMBER
    latest = sa.func.row_number().over(
        partition_by=comics.c.series_id, order_by=[progress.updated_at.desc(), *(one.desc() for one in number)]
    )
    finished = (
        sa.select(comics.c.series_id, progress.updated_at, *number, latest.label("latest"))
        .join_from(reading_progress, comics, comics.c.id == progress.comic_id)
        .where(progress.user_id == who.subject, progress.completed.is_(True), visible.comics(who))
        .subquery("finished")
    )
    last = (
        sa.select(finished).where(finished.c.latest == 1).order_by(finished.c.updated_at.desc()).limit(LOOKED_AT)
    ).subquery("last")
    ahead = comics.alias("ahead")
    mine = sa.select(progress.comic_id).where(progress.user_id == who.subject, progress.completed.is_(True))
    following = (
        sa.select(ahead.c.id)
        .where(
            ahead.c.series_id == last.c.series_id,
            sa.tuple_(ahead.c.number_key, ahead.c.sort_key, ahead.c.id)
            > sa.tuple_(last.c.number_key, last.c.sort_key, last.c.id),
            ahead.c.missing_since.is_(None),
            *visible.for_age(who, ahead),
            ahead.c.id.not_in(mine),
        )
        .order_by(ahead.c.number_key, ahead.c.sort_key, ahead.c.id)
        .limit(1)
        .scalar_subquery()
    )
    query = sa.select(following).select_from(last).order_by(last.c.updated_at.desc())
    ids = [one for one in connection.execute(query).scalars() if one]
    return [book for book in books.by_ids(connection, who, ids) if book.progress is None][:RAIL]


def _new(connection: sa.Connection, who: Identity) -> list[Series]:
    """Series with the newest comics."""
    query = sa.select(series.c.id).where(visible.series(who)).order_by(visible.latest(who).desc(), series.c.sort_key)
    return by_ids(connection, who, connection.execute(query.limit(RAIL)).scalars().all())
