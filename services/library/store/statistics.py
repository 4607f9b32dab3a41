"""Figures: what a reader read, and what there is."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models_figures import LibraryFigures, MyFigures, Period
from services.library.models_filters import Choice
from services.library.schema import comics, reading_progress, series
from services.library.schema_reading import reading_hours
from services.library.schema_search import series_values
from services.library.store import reading_sessions, visible
from services.library.store.catalog.filters import read_in
from services.library.store.reading_hours import HOUR

MOST = 10  # of what was read most
DAYS = 366  # that are told one by one


def mine(connection: sa.Connection, who: Identity, minutes: int) -> MyFigures:
    """What a reader read; days are those of a clock that is `minutes` ahead of UTC."""
    days = _days(connection, who, minutes)
    today = _day(time.time(), minutes)
    months: dict[str, Counter[str]] = {}
    for day, told in days.items():
        months.setdefault(day.isoformat()[:7], Counter()).update(told)
    recent = [day for day in sorted(days) if day > today - timedelta(days=DAYS)]
    done = read_in(who).where(visible.comics(who)).subquery("done")
    over = sa.select(sa.func.count()).join_from(done, series, series.c.id == done.c.series_id)
    read = sa.select(sa.func.count(), sa.func.sum(sa.case((reading_progress.c.completed, 1), else_=0)))
    read = read.join_from(reading_progress, comics, comics.c.id == reading_progress.c.comic_id)
    begun, finished = connection.execute(
        read.where(reading_progress.c.user_id == who.subject, visible.comics(who, missing=True))
    ).one()
    current, longest = streaks([day for day in sorted(days) if days[day]["pages"] or days[day]["comics"]], today)
    return MyFigures(
        comics_begun=begun - int(finished or 0),
        comics_read=int(finished or 0),
        pages_read=sum(told["pages"] for told in days.values()),
        seconds_read=sum(told["seconds"] for told in days.values()),
        series_finished=connection.execute(over.where(done.c.finished >= visible.issues(who))).scalar_one(),
        current_streak=current,
        longest_streak=longest,
        days=[_period(day.isoformat(), days[day]) for day in recent],
        months=[_period(month, told) for month, told in sorted(months.items())],
        genres=_favourites(connection, who, "genre"),
        creators=_favourites(connection, who, "creator"),
    )


def streaks(days: list[date], today: date) -> tuple[int, int]:
    """Days in a row up to today (or yesterday: today is not over), and the most there ever were."""
    longest = run = 0
    before: date | None = None
    for day in days:
        run = run + 1 if before and day - before == timedelta(days=1) else 1
        longest, before = max(longest, run), day
    alive = before is not None and today - before <= timedelta(days=1)
    return run if alive else 0, longest


def library(connection: sa.Connection, who: Identity) -> LibraryFigures:
    """What there is, as far as the reader may see it."""
    there = comics.c.missing_since.is_(None)
    query = sa.select(
        sa.func.sum(sa.case((there, 1), else_=0)),
        sa.func.sum(sa.case((there, comics.c.size_bytes), else_=0)),
        sa.func.sum(sa.case((there, comics.c.pages), else_=0)),
        sa.func.sum(sa.case((sa.and_(there, comics.c.problem.is_not(None)), 1), else_=0)),
        sa.func.sum(sa.case((there, 0), else_=1)),
        comics.c.format,
    )
    counts: Counter[str] = Counter()
    formats = {}
    for *row, kind in connection.execute(query.where(visible.comics(who, missing=True)).group_by(comics.c.format)):
        figures = [int(one or 0) for one in row]
        counts.update(dict(zip(("comics", "size_bytes", "pages_known", "problems", "missing"), figures, strict=True)))
        if figures[0]:
            formats[kind] = figures[0]
    years: sa.Select[Any] = sa.select(series.c.year, sa.func.count()).where(visible.series(who)).group_by(series.c.year)
    by_year = {row[0]: row[1] for row in connection.execute(years)}
    shelves = sum(by_year.values())
    unknown = by_year.pop(None, 0)
    return LibraryFigures(
        **{name: counts[name] for name in ("comics", "size_bytes", "pages_known", "problems", "missing")},
        series=shelves,
        formats=[Choice(value=kind, count=formats[kind]) for kind in sorted(formats)],
        years=[Choice(value=str(year), count=by_year[year]) for year in sorted(by_year)],
        year_unknown=unknown,
    )


def _period(name: str, told: Counter[str]) -> Period:
    return Period(period=name, pages=told["pages"], comics=told["comics"], seconds=told["seconds"])


def _days(connection: sa.Connection, who: Identity, minutes: int) -> dict[date, Counter[str]]:
    """`pages`, `comics` and `seconds` of each day on which something was read."""
    query = sa.select(reading_hours).where(reading_hours.c.user_id == who.subject).order_by(reading_hours.c.hour)
    days: dict[date, Counter[str]] = {}
    for row in connection.execute(query):
        told = {"pages": row.pages, "comics": row.finished}
        days.setdefault(_day(row.hour * HOUR, minutes), Counter()).update(told)
    for hour, seconds in reading_sessions.by_hour(connection, who):
        days.setdefault(_day(hour * HOUR, minutes), Counter()).update(seconds=seconds)
    return days


def _day(seconds: float, minutes: int) -> date:
    return datetime.fromtimestamp(seconds + minutes * 60, UTC).date()


def _favourites(connection: sa.Connection, who: Identity, field: str) -> list[Choice]:
    """The values of the series in which a reader finished the most comics."""
    done = read_in(who).where(visible.comics(who)).subquery("done")
    number = sa.func.sum(done.c.finished)
    query: sa.Select[Any] = (
        sa.select(sa.func.min(series_values.c.value), number)
        .join_from(done, series_values, series_values.c.series_id == done.c.series_id)
        .where(series_values.c.field == field, *visible.values(who))
        .group_by(series_values.c.key)
        .having(number > 0)
        .order_by(number.desc(), series_values.c.key)
    )
    return [Choice(value=value, count=int(count)) for value, count in connection.execute(query.limit(MOST))]
