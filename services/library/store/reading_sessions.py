"""How long readers read, and how quickly. A device says again how long a session has been so far; the most counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models import ReadingTime
from services.library.schema import comics
from services.library.schema_reading import reading_sessions
from services.library.store import visible
from services.library.store.pages import pages_of
from services.library.store.reading_hours import HOUR
from services.library.store.upsert import insert_into

LATEST = 100  # sessions that say how quickly somebody reads
ENOUGH = 20  # pages below which nothing is said about that


@dataclass(frozen=True)
class Stretch:
    """A session of reading one comic: `started_at` in seconds since 1970, how many seconds, and how many pages."""

    id: str
    comic_id: str
    started_at: float
    seconds: int
    pages: int


def note(connection: sa.Connection, who: Identity, said: Stretch) -> ReadingTime:
    """Notes a session or how it went on; the same again, or less, changes nothing. Raises NotFound."""
    pages_of(connection, who, said.comic_id)
    fresh = {"user_id": who.subject, "id": said.id, "comic_id": said.comic_id, "started_at": said.started_at}
    insert = insert_into(connection, reading_sessions).values(**fresh, seconds=said.seconds, pages=said.pages)
    new, old = insert.excluded, reading_sessions.c
    more = {name: sa.case((new[name] > old[name], new[name]), else_=old[name]) for name in ("seconds", "pages")}
    same = new.comic_id == old.comic_id
    connection.execute(insert.on_conflict_do_update(index_elements=["user_id", "id"], set_=more, where=same))
    return of_comic(connection, who, said.comic_id)


def of_comic(connection: sa.Connection, who: Identity, comic_id: str) -> ReadingTime:
    """How long a reader read a comic, and how long they take for a page: of its series where that is known."""
    series_id = sa.select(comics.c.series_id).where(comics.c.id == comic_id).scalar_subquery()
    mine = _mine(who).where(reading_sessions.c.comic_id == comic_id)
    return ReadingTime(seconds=_total(connection, mine), seconds_a_page=_pace(connection, who, series_id))


def of_series(connection: sa.Connection, who: Identity, series_id: str) -> ReadingTime:
    """The same of the comics of a series, as far as they may be seen."""
    there = sa.select(comics.c.id).where(comics.c.series_id == series_id, visible.comics(who, missing=True))
    mine = _mine(who).where(reading_sessions.c.comic_id.in_(there))
    return ReadingTime(seconds=_total(connection, mine), seconds_a_page=_pace(connection, who, sa.literal(series_id)))


def by_hour(connection: sa.Connection, who: Identity) -> list[tuple[int, int]]:
    """Hours (since 1970) in which a session began, and how many seconds were read then."""
    hour = sa.cast(sa.func.floor(reading_sessions.c.started_at / HOUR), sa.Integer).label("hour")
    query = sa.select(hour, sa.func.sum(reading_sessions.c.seconds)).where(reading_sessions.c.user_id == who.subject)
    return [(int(one), int(seconds)) for one, seconds in connection.execute(query.group_by(hour))]


def _mine(who: Identity) -> sa.Select[Any]:
    return sa.select(reading_sessions).where(reading_sessions.c.user_id == who.subject)


def _total(connection: sa.Connection, query: sa.Select[Any]) -> int:
    return int(connection.execute(query.with_only_columns(sa.func.sum(reading_sessions.c.seconds))).scalar() or 0)


def _pace(connection: sa.Connection, who: Identity, series_id: sa.ColumnElement[Any]) -> float | None:
    """Seconds a page in this series, else in all that was read lately; None where that is too little to tell."""
    of_series = sa.select(comics.c.id).where(comics.c.series_id == series_id)
    for narrowed in (reading_sessions.c.comic_id.in_(of_series), sa.true()):
        latest = _mine(who).where(reading_sessions.c.pages > 0, narrowed)
        latest = latest.order_by(reading_sessions.c.started_at.desc(), reading_sessions.c.id).limit(LATEST)
        some = latest.subquery("latest")
        query = sa.select(sa.func.sum(some.c.seconds), sa.func.sum(some.c.pages))
        seconds, pages = connection.execute(query).one()
        if pages and pages >= ENOUGH:
            return round(int(seconds) / int(pages), 1)
    return None
