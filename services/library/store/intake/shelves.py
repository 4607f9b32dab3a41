"""The series of a batch: known ones found again, new ones made, what series.json says of them kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2s
from typing import Any, NamedTuple

import sqlalchemy as sa

from kit.ids import new_id
from kit.wire.catalog import SeriesInfo
from services.library.folding import fold
from services.library.schema import comics, series
from services.library.sorting import title_key
from services.library.store import indexing

# Characters. With the sort key they fit into one index entry of PostgreSQL (2,704 bytes) in every script.
LONGEST_NAME = 200
LONGEST_SHELF = 150


class Shelf(NamedTuple):
    """A series that comics of the batch go to."""

    id: str
    category: str
    subcategory: str | None
    name: str
    age_rating: int | None


def place(connection: sa.Connection, library_id: str, brought: Sequence[SeriesInfo], now: float) -> list[Shelf]:
    """The shelves of a batch, in its order; made or brought up to date. Metadata None leaves what was known."""
    wanted = [_row(library_id, one) for one in brought]
    identities = {row["identity"] for row in wanted}
    query = sa.select(series.c.id, series.c.identity, series.c.metadata, series.c.age_rating)
    known = {row.identity: row for row in connection.execute(query.where(series.c.identity.in_(identities)))}
    fresh: dict[str, dict[str, Any]] = {}
    told: dict[str, tuple[str, dict[str, Any] | None]] = {}
    shelves = []
    for row, one in zip(wanted, brought, strict=True):
        old = known.get(row["identity"])
        if old is None:
            made = fresh.setdefault(row["identity"], {**row, "id": new_id(), "added_at": now, "latest_at": now})
            shelf_id, age = made["id"], made["age_rating"]
            told[shelf_id] = row["name"], one.metadata
        else:
            shelf_id, age = old.id, row["age_rating"] if row["metadata"] is not None else old.age_rating
            if row["metadata"] is not None and row["metadata"] != old.metadata:
                _update(connection, shelf_id, row, rated_anew=age != old.age_rating)
                told[shelf_id] = row["name"], one.metadata
        shelves.append(Shelf(shelf_id, row["category"], row["subcategory"], row["name"], age))
    if fresh:
        connection.execute(sa.insert(series), [{**row, "issue_count": 0} for row in fresh.values()])
    indexing.series_said(connection, told)
    return shelves


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


def _update(connection: sa.Connection, shelf_id: str, row: dict[str, Any], *, rated_anew: bool) -> None:
    said = {key: row[key] for key in ("metadata", "search_text", "age_rating", "direction", "year", "status")}
    connection.execute(sa.update(series).where(series.c.id == shelf_id).values(said))
    if rated_anew:
        its = sa.update(comics).where(comics.c.series_id == shelf_id)
        connection.execute(its.values(age_rating=row["age_rating"]))


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


def search_text(name: str, said: dict[str, Any]) -> str:
    """Everything a series is found by: its names, its people, its publisher, genres and tags, a line each."""
    people = [person["name"] for person in said.get("authors", ()) if person.get("name")]
    names = [name, *said.get("titles", ()), *people, said.get("publisher") or ""]
    return "\n".join(fold(one) for one in [*names, *said.get("genres", ()), *said.get("tags", ())] if one)
