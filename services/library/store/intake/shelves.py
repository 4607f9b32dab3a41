"""The series of a batch: known ones found again, new ones made, what series.json says of them kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2s
from typing import Any

import sqlalchemy as sa

from kit.ids import new_id
from kit.sorting import title_key
from kit.wire.scan import SeriesInfo
from services.library.schema import comics, series
from services.library.store import indexing, regroup_rules
from services.library.store.intake.naming import LONGEST_NAME, LONGEST_SHELF, Shelf, search_text
from services.library.store.layers import majority, reindex
from services.library.store.layers import series as layers
from services.library.store.layers.comics import settle_series


def place(connection: sa.Connection, library_id: str, brought: Sequence[SeriesInfo], now: float) -> list[Shelf]:
    """The shelves of a batch, in its order; made or brought up to date. Metadata None leaves what was known."""
    wanted = [_row(library_id, one) for one in brought]
    identities = {row["identity"] for row in wanted}
    query = sa.select(series.c.id, series.c.identity, series.c.name, series.c.metadata, series.c.age_rating)
    known = {row.identity: row for row in connection.execute(query.where(series.c.identity.in_(identities)))}
    layered = layers.scans_of(connection, [row.id for row in known.values()]) if known else {}
    fresh: dict[str, dict[str, Any]] = {}
    told: dict[str, tuple[str, dict[str, Any] | None]] = {}
    retold: list[str] = []
    shelves = []
    for row, one in zip(wanted, brought, strict=True):
        old = known.get(row["identity"])
        if old is None:
            made = fresh.setdefault(row["identity"], {**row, "id": new_id(), "added_at": now, "latest_at": now})
            told[made["id"]] = row["name"], one.metadata
            shelves.append(_shelf(made, made["age_rating"]))
        elif old.id in layered:
            shelves.append(_layered(connection, old, row, layered[old.id]))
        else:
            age = row["age_rating"] if row["metadata"] is not None else old.age_rating
            if row["metadata"] is not None and row["metadata"] != old.metadata:
                _update(connection, old.id, row, rated_anew=age != old.age_rating)
                retold.append(old.id)
            shelves.append(_shelf({**row, "id": old.id}, age))
    if fresh:
        connection.execute(sa.insert(series), [{**row, "issue_count": 0} for row in fresh.values()])
    indexing.series_said(connection, told)
    reindex.anew(connection, retold)
    return regroup_rules.merged(connection, shelves) if known else shelves


def count(connection: sa.Connection, changes: dict[str, int], newest: set[str], now: float) -> None:
    """Adds `changes` to the series' counts of comics, and notes for `newest` that a comic came just now."""
    more = (
        sa.update(series)
        .where(series.c.id == sa.bindparam("series"))
        .values(issue_count=series.c.issue_count + sa.bindparam("change"))
    )
    changed = [{"series": one, "change": change} for one, change in changes.items() if change]
    if changed:
        connection.execute(more, changed)
    if newest:
        connection.execute(sa.update(series).where(series.c.id.in_(newest)).values(latest_at=now))


def _shelf(row: dict[str, Any], age: int | None) -> Shelf:
    return Shelf(row["id"], row["category"], row["subcategory"], row["name"], age)


def _layered(connection: sa.Connection, old: Any, row: dict[str, Any], scanned: dict[str, Any]) -> Shelf:
    """Updates a series that has other layers than the scan's: its columns hold the values of the uppermost layer."""
    said = None if row["metadata"] is None else json.loads(row["metadata"])
    if said is not None and said != scanned["metadata"]:
        layers.rescanned(connection, old.id, {"name": row["name"], "metadata": said})
        majority.renew(connection, [old.id])
        reindex.anew(connection, [old.id])
        query = sa.select(series.c.name, series.c.age_rating).where(series.c.id == old.id)
        old = connection.execute(query.add_columns(series.c.id)).one()
    return _shelf({**row, "id": old.id, "name": old.name}, old.age_rating)


def _update(connection: sa.Connection, shelf_id: str, row: dict[str, Any], *, rated_anew: bool) -> None:
    said = {key: row[key] for key in ("metadata", "search_text", "age_rating", "direction", "year", "status")}
    connection.execute(sa.update(series).where(series.c.id == shelf_id).values(said))
    if rated_anew:
        its = sa.update(comics).where(comics.c.series_id == shelf_id)
        connection.execute(its.values(age_rating=row["age_rating"]))
        settle_series(connection, shelf_id)


def _row(library_id: str, one: SeriesInfo) -> dict[str, Any]:
    category, subcategory = one.category[:LONGEST_SHELF], (one.subcategory or "")[:LONGEST_SHELF] or None
    name = one.name[:LONGEST_NAME]
    said = one.metadata or {}
    identity = json.dumps([library_id, category, subcategory or "", name])
    return {
        "identity": blake2s(identity.encode(), digest_size=16).hexdigest(),
        "library_id": library_id,
        "category": category,
        "subcategory": subcategory,
        "name": name,
        "sort_key": title_key(name),
        "search_text": search_text(name, said),
        "metadata": None if one.metadata is None else json.dumps(said, sort_keys=True),
        "age_rating": said.get("age_rating"),
        "direction": said.get("direction"),
        "year": said.get("year"),
        "status": said.get("status"),
    }
