"""What most of its comics say of a series."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from services.library.schema import comics
from services.library.schema_curation import comic_metadata
from services.library.store.catalog.books import NUMBER
from services.library.store.layers import series
from services.library.store.layers.rows import Body

ASKED = 100  # comics: the first of a series say enough, however long it is
_ONE = ("publisher", "imprint", "language", "age_rating", "direction")
_MANY = ("authors", "genres", "tags")


def renew(connection: sa.Connection, series_ids: Iterable[str]) -> list[str]:
    """What the comics of these series say counts for them where nobody else says anything; for which that is new."""
    return series.put(connection, "comics", {one: _asked(connection, one) for one in sorted(set(series_ids))})


def said_by(told: list[Body], asked: int) -> Body:
    """The layer of a series: values that most of its comics agree on, among those that say anything.

    Names only if most of all comics have them.
    """
    found: Body = {}
    names = Counter(one["series"] for one in told if one.get("series"))
    if names and names.most_common(1)[0][1] * 2 > asked:
        found["name"] = names.most_common(1)[0][0]
    for field in _ONE:
        if values := Counter(one[field] for one in told if one.get(field) is not None):
            # Of two equally frequent values the higher one: the stricter age.
            found[field] = max(values.items(), key=lambda pair: (pair[1], pair[0]))[0]
    for field in _MANY:
        spoken = [one[field] for one in told if one.get(field)]
        counted = Counter(json.dumps(value, sort_keys=True) for values in spoken for value in values)
        if often := [json.loads(value) for value, number in counted.items() if number * 2 > len(spoken)]:
            found[field] = often
    years = [int(one["release_date"][:4]) for one in told if one.get("release_date")]
    if years:
        found["year"] = min(years)
    return found


def _asked(connection: sa.Connection, series_id: str) -> Body:
    its = sa.select(comics.c.id).where(comics.c.series_id == series_id, comics.c.missing_since.is_(None))
    ids = connection.execute(its.order_by(*NUMBER).limit(ASKED)).scalars().all()
    query = sa.select(comic_metadata.c.comic_id, comic_metadata.c.layer, comic_metadata.c.body).where(
        comic_metadata.c.comic_id.in_(ids), comic_metadata.c.layer.in_(["comicinfo", "metroninfo"])
    )
    told: dict[str, dict[str, Any]] = {}
    for comic_id, layer, body in connection.execute(query.order_by(comic_metadata.c.comic_id)):
        said = json.loads(body)
        known = told.get(comic_id, {})
        told[comic_id] = {**known, **said} if layer == "comicinfo" else {**said, **known}
    return said_by([told[one] for one in ids if one in told], len(ids))
