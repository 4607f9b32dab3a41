"""The layers of series, and the columns that hold the values of their uppermost layers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kit.sorting import title_key
from services.library.schema import comics, series
from services.library.schema_curation import series_metadata
from services.library.store.intake import naming
from services.library.store.intake.row import search_text
from services.library.store.layers import comics as of_comics
from services.library.store.layers import rows
from services.library.store.layers.rows import Body, Layers

# What the scan brought, as one row: {"name", "metadata"}.
SCAN = "scan"
COLUMNS = ("age_rating", "direction", "year", "status")


def put(connection: sa.Connection, layer: str, bodies: Mapping[str, Body]) -> list[str]:
    """Puts a layer of series (by id) in place, an empty one takes it away, and brings their columns up to date.

    Says of which series it is new.
    """
    known = rows.read(connection, series_metadata, bodies)
    changed = {one: body for one, body in bodies.items() if known.get(one, {}).get(layer, {}) != body}
    fresh = [one for one in changed if one not in known]
    rows.write(connection, series_metadata, SCAN, _scans(connection, fresh))
    rows.write(connection, series_metadata, layer, changed)
    for one in changed:
        settle(connection, one)
    return list(changed)


def scans_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, Body]:
    """What the scan said of those series whose columns hold something else."""
    query = sa.select(series_metadata.c.series_id, series_metadata.c.body).where(series_metadata.c.layer == SCAN)
    found = connection.execute(query.where(series_metadata.c.series_id.in_(ids)))
    return {one: json.loads(body) for one, body in found}


def rescanned(connection: sa.Connection, series_id: str, scan: Body) -> None:
    """A scan says something new of a series that has layers."""
    rows.write(connection, series_metadata, SCAN, {series_id: scan})
    settle(connection, series_id)


def layers_of(connection: sa.Connection, series_id: str) -> Layers:
    """All layers of one series."""
    kept = rows.read(connection, series_metadata, [series_id]).get(series_id)
    if kept is None or SCAN not in kept:
        kept = {**(kept or {}), SCAN: _scans(connection, [series_id])[series_id]}
    return _told(kept)


def settle(connection: sa.Connection, series_id: str) -> None:
    """Brings the columns of a series up to date, and those of its comics that repeat them."""
    kept = rows.read(connection, series_metadata, [series_id]).get(series_id)
    old = connection.execute(sa.select(series).where(series.c.id == series_id)).mappings().first()
    if kept is None or old is None:
        return
    said = rows.values(rows.SERIES, _told(kept))
    name = naming.shortened(said.pop("name", None) or old["name"])
    new = {
        "name": name,
        "sort_key": title_key(name),
        "search_text": naming.search_text(name, said),
        "metadata": json.dumps(said, sort_keys=True),
        **{column: said.get(column) for column in COLUMNS},
    }
    if set(kept) == {SCAN}:
        rows.write(connection, series_metadata, SCAN, {series_id: {}})
        if kept[SCAN]["metadata"] is None:
            new["metadata"] = None
    connection.execute(sa.update(series).where(series.c.id == series_id).values(new))
    if name != old["name"]:
        rename(connection, series_id, name)
    if new["age_rating"] != old["age_rating"]:
        its = sa.update(comics).where(comics.c.series_id == series_id)
        connection.execute(its.values(age_rating=new["age_rating"]))
    # Also where the rating is the same: who said so, people or a file, decides what it is used for.
    of_comics.settle_series(connection, series_id)


def rename(connection: sa.Connection, series_id: str, name: str) -> None:
    """Writes the name of a series to its comics, which are found by it."""
    query = sa.select(comics.c.id, comics.c.title, comics.c.filename).where(comics.c.series_id == series_id)
    new = [
        {"of": row.id, "search_text": search_text(name, row.title, row.filename), "series": name}
        for row in connection.execute(query)
    ]
    if new:
        statement = sa.update(comics).where(comics.c.id == sa.bindparam("of"))
        values: dict[str, Any] = {column: sa.bindparam(column) for column in ("search_text", "series")}
        connection.execute(statement.values(values), new)


def _scans(connection: sa.Connection, ids: Sequence[str]) -> dict[str, Body]:
    query = sa.select(series.c.id, series.c.name, series.c.metadata).where(series.c.id.in_(ids))
    return {
        row.id: {"name": row.name, "metadata": None if row.metadata is None else json.loads(row.metadata)}
        for row in connection.execute(query)
    }


def _told(kept: Layers) -> Layers:
    """The scan's row as the layers that people know. A folder may say in which direction its comics are read."""
    layers = {name: body for name, body in kept.items() if name != SCAN}
    scan: dict[str, Any] = kept.get(SCAN, {})
    said: Body = scan.get("metadata") or {}
    layers["folder"] = {"name": scan.get("name")}
    if set(said) <= {"direction"}:
        layers["folder"] |= said
    else:
        layers["series.json"] = {"name": scan.get("name"), **said}
    return layers
