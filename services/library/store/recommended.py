"""Recommendations: unread series that share what is rare with what a reader read, each with its reason."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models_figures import Reason, Recommendation
from services.library.schema import series
from services.library.schema_search import series_values
from services.library.store import visible
from services.library.store.catalog.filters import read_in
from services.library.store.catalog.series import by_ids

SHARED = ("genre", "tag", "creator", "character", "demographic")
READ = 60  # series read last that count
MOST_VALUES = 300  # of these, the rarest count
MOST_REASONS = 3


def series_for(connection: sa.Connection, who: Identity, limit: int) -> list[Recommendation]:
    """The best `limit`, the best first: the sum of how rare what is shared is, of what was read often and lately."""
    read = _read(connection, who)
    tastes = _tastes(connection, who, list(read))
    scores: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (field, key), (weight, value, sources) in tastes.items():
        for one in _having(connection, who, field, key):
            if one in read:
                continue
            for source in sources:
                scores[one][source] += weight * read[source][1] / len(sources)
                shared[one, source].append(value)
    best = sorted(scores, key=lambda one: (-sum(scores[one].values()), one))[:limit]
    found = []
    for item in by_ids(connection, who, best):
        sources = sorted(scores[item.id], key=lambda source: (-scores[item.id][source], source))[:MOST_REASONS]
        because = [Reason(series_id=source, name=read[source][0], shared=shared[item.id, source]) for source in sources]
        found.append(Recommendation(**item.model_dump(), because=because))
    return found


def _read(connection: sa.Connection, who: Identity) -> dict[str, tuple[str, float]]:
    """Name and weight (up to 1) of the series that a reader read in last."""
    mine = read_in(who).subquery("mine")
    query = (
        sa.select(series.c.id, series.c.name, mine.c.finished, visible.issues(who).label("issues"))
        .join_from(mine, series, series.c.id == mine.c.series_id)
        .where(visible.series(who))
        .order_by(mine.c.last_read_at.desc(), series.c.id)
    )
    rows = connection.execute(query.limit(READ)).all()
    return {
        row.id: (row.name, (0.5 + 0.5 * min(row.finished / row.issues, 1.0)) / (1 + place / READ))
        for place, row in enumerate(rows)
    }


def _tastes(connection: sa.Connection, who: Identity, read: list[str]) -> dict[Any, tuple[float, str, list[str]]]:
    """What the series that were read have, by field and key: how rare it is, how it is written, and which other series
    have it.
    """
    has: dict[tuple[str, str], list[str]] = defaultdict(list)
    written = {}
    query = sa.select(series_values).where(series_values.c.series_id.in_(read), series_values.c.field.in_(SHARED))
    for row in connection.execute(query.where(*visible.values(who))):
        has[row.field, row.key].append(row.series_id)
        written[row.field, row.key] = row.value
    total = connection.execute(sa.select(sa.func.count()).select_from(series).where(visible.series(who))).scalar_one()
    keys = {key for _, key in has}
    frequent: sa.Select[Any] = (
        sa.select(series_values.c.field, series_values.c.key, sa.func.count())
        .where(series_values.c.field.in_(SHARED), series_values.c.key.in_(keys), *visible.values(who))
        .group_by(series_values.c.field, series_values.c.key)
    )
    if not who.sees_all:
        frequent = frequent.where(series_values.c.series_id.in_(sa.select(series.c.id).where(visible.series(who))))
    often = {(field, key): count for field, key, count in connection.execute(frequent)}
    rarest = sorted(has, key=lambda one: (often.get(one, 1), one))[:MOST_VALUES]
    return {one: (math.log(1 + total / often.get(one, 1)), written[one], has[one]) for one in rarest}


def _having(connection: sa.Connection, who: Identity, field: str, key: str) -> list[str]:
    query = sa.select(series.c.id).join_from(series_values, series, series.c.id == series_values.c.series_id)
    query = query.where(series_values.c.field == field, series_values.c.key == key, *visible.values(who))
    return list(connection.execute(query.where(visible.series(who))).scalars())
