"""What most of its comics say of a series."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from services.library.schema import comics
from services.library.schema_curation import comic_metadata
from services.library.store.catalog.books import NUMBER
from services.library.store.layers import rows, series
from services.library.store.layers.rows import Body, Layers

ASKED = 100  # comics: the first of a series say enough, however long it is
_ONE = ("publisher", "imprint", "language", "age_rating", "direction")
_MANY = ("authors", "genres", "tags")


def renew(connection: sa.Connection, series_ids: Iterable[str]) -> list[str]:
    """What the comics of these series say counts for them where nobody else says anything; for which that is new.

    Of a series whose comics are all missing it stays as it is.
    """
    asked = {one: _asked(connection, one) for one in sorted(set(series_ids))}
    return series.put(connection, "comics", {one: body for one, body in asked.items() if body is not None})


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


def _asked(connection: sa.Connection, series_id: str) -> Body | None:
    """What the first of its comics say; those for a higher age than the series itself only in how old one has to be.

    Whoever may see the series reads the rest.
    """
    there = sa.select(comics.c.id).where(comics.c.series_id == series_id, comics.c.missing_since.is_(None))
    ids = connection.execute(there.order_by(*NUMBER).limit(ASKED)).scalars().all()
    if not ids:
        return None
    query = sa.select(comic_metadata.c.comic_id, comic_metadata.c.layer, comic_metadata.c.body).where(
        comic_metadata.c.comic_id.in_(ids), comic_metadata.c.layer.in_(["edited", "comicinfo", "metroninfo"])
    )
    layers: dict[str, Layers] = defaultdict(dict)
    for comic_id, layer, body in connection.execute(query.order_by(comic_metadata.c.comic_id)):
        layers[comic_id][layer] = json.loads(body)
    told: dict[str, Body] = {
        one: {**its.get("metroninfo", {}), **its.get("comicinfo", {})} for one, its in layers.items()
    }
    body = said_by([told[one] for one in ids if one in told], len(ids))
    of_series = series.layers_of(connection, series_id)
    age = rows.values(rows.SERIES, {**of_series, "comics": body}).get("age_rating")
    older = {one for one, its in layers.items() if _is_older(its, of_series.get("edited", {}), age)}
    if not older:
        return body
    those = [one for one in ids if one not in older]
    rated = {"age_rating": body["age_rating"]} if "age_rating" in body else {}
    return said_by([told[one] for one in those if one in told], len(those)) | rated


def _is_older(comic: Layers, series_edited: Body, age: int | None) -> bool:
    """Is a comic with these layers for a higher age than its series, which is for `age` (None: for all)?"""
    above = {"series": {"age_rating": series_edited["age_rating"]}} if "age_rating" in series_edited else {}
    own: int | None = rows.values(rows.COMIC, {**comic, **above}).get("age_rating")
    return own is not None and (age is None or own > age)
