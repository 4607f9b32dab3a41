"""The one place that says what a reader may see. Every query of the users' API stands on one of these conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kit.errors import NotFound
from kit.identity import Identity
from kit.wire.catalog import comic_not_found
from services.library.schema import comics as comics_table
from services.library.schema import libraries as libraries_table
from services.library.schema import series as series_table
from services.library.schema_search import series_values


def libraries(who: Identity) -> sa.ColumnElement[bool]:
    """Of table `libraries`: not removed, and granted to the reader."""
    present = libraries_table.c.removed_at.is_(None)
    return present if who.libraries is None else present & libraries_table.c.id.in_(sorted(who.libraries))


def comics(who: Identity, *, missing: bool = False) -> sa.ColumnElement[bool]:
    """Of table `comics`: in a library of theirs, for their age; `missing`: also those whose files are gone."""
    seen = _readable(who, comics_table)
    return seen if missing else seen & comics_table.c.missing_since.is_(None)


def series(who: Identity) -> sa.ColumnElement[bool]:
    """Of table `series`: in a library of theirs, for their age, with a comic that is there."""
    return _readable(who, series_table) & (issues(who) > 0)


def issues(who: Identity) -> sa.ColumnElement[int]:
    """Of table `series`: how many of its comics are there for the reader. One may be rated above its series."""
    if who.age_limit is None:
        return series_table.c.issue_count
    its = comics_table.alias("too_old")
    too_old = (
        sa.select(sa.func.count())
        .where(its.c.series_id == series_table.c.id, its.c.missing_since.is_(None), its.c.age_rating > who.age_limit)
        .correlate(series_table)
        .scalar_subquery()
    )
    return series_table.c.issue_count - too_old


def latest(who: Identity) -> sa.ColumnElement[float]:
    """Of table `series`: when the newest of its comics came, of those that are for the reader."""
    if who.age_limit is None:
        return series_table.c.latest_at
    its = comics_table.alias("for_them")
    mine = its.c.series_id == series_table.c.id, its.c.missing_since.is_(None)
    newest = sa.select(sa.func.max(its.c.added_at)).where(*mine, *for_age(who, its)).correlate(series_table)
    some_hidden = issues(who) < series_table.c.issue_count
    return sa.case((some_hidden, newest.scalar_subquery()), else_=series_table.c.latest_at)


def values(who: Identity) -> list[sa.ColumnElement[bool]]:
    """Conditions that a row of `series_values` is said by something for the reader's age; none without a limit."""
    return [] if who.age_limit is None else [series_values.c.age <= who.age_limit]


def for_age(who: Identity, table: sa.FromClause) -> list[sa.ColumnElement[bool]]:
    """Conditions that a row of `table` (its column `age_rating`) is for the reader's age; none without a limit."""
    limit, rating = who.age_limit, table.c.age_rating
    return [] if limit is None else [sa.or_(rating.is_(None), rating <= limit)]


def among(
    connection: sa.Connection, who: Identity, kind: str, ids: Sequence[str], *, missing: bool = False
) -> set[str]:
    """Those of the comics or series with these ids that the reader may see; `missing` as in `comics`."""
    if kind == "comic":
        query: sa.Select[Any] = sa.select(comics_table.c.id).where(comics(who, missing=missing))
        return set(connection.execute(query.where(comics_table.c.id.in_(ids))).scalars())
    query = sa.select(series_table.c.id).where(series(who))
    return set(connection.execute(query.where(series_table.c.id.in_(ids))).scalars())


def check(connection: sa.Connection, who: Identity, kind: str, ids: Sequence[str], *, missing: bool = False) -> None:
    """Raises NotFound unless the reader may see all of these comics, or series."""
    if among(connection, who, kind, ids, missing=missing) != set(ids):
        raise not_found(kind)


def not_found(kind: str) -> NotFound:
    """The answer for a comic or series that is not there, or not for this reader."""
    if kind == "comic":
        return comic_not_found()
    return NotFound("series_not_found", "There is no such series, or it is not in a library you may read.")


def _readable(who: Identity, table: sa.Table) -> sa.ColumnElement[bool]:
    granted = table.c.library_id.in_(sa.select(libraries_table.c.id).where(libraries(who)))
    return sa.and_(granted, *for_age(who, table))
