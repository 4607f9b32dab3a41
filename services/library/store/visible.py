"""The one place that says what a reader may see. Every query of the users' API stands on one of these conditions."""

from __future__ import annotations

import sqlalchemy as sa

from kit.identity import Identity
from services.library.schema import comics as comics_table
from services.library.schema import libraries as libraries_table
from services.library.schema import series as series_table


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
    return _readable(who, series_table) & (series_table.c.issue_count > 0)


def _readable(who: Identity, table: sa.Table) -> sa.ColumnElement[bool]:
    granted = table.c.library_id.in_(sa.select(libraries_table.c.id).where(libraries(who)))
    if who.age_limit is None:
        return granted
    return granted & sa.or_(table.c.age_rating.is_(None), table.c.age_rating <= who.age_limit)
