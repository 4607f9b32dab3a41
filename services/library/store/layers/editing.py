"""What people see and edit of the layers: every field with its value, its source, and what each layer says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from kit.errors import Unprocessable
from kit.identity import Identity
from services.library import fields
from services.library.models_curation import FieldValue
from services.library.schema import comics as comics_table
from services.library.schema import series as series_table
from services.library.schema_curation import comic_metadata, series_metadata
from services.library.store import tags, undo, visible, writers
from services.library.store.layers import comics, entries, majority, reindex, rows, series
from services.library.store.layers.rows import Body, Layers

Kind = Literal["comic", "series"]
OF_SERIES = ("series", "series.json")  # layers that a comic has from its series
_TABLES = {"comic": comic_metadata, "series": series_metadata}
_FIELDS = {"comic": fields.COMIC, "series": fields.SERIES}
_PUT = {"comic": comics.put, "series": series.put}


@dataclass(frozen=True)
class Change:
    """Values to set, fields to lock as they are, fields to give back; what to add to lists and to take from them."""

    set: Mapping[str, Any]
    lock: Sequence[str]
    unset: Sequence[str]
    add: Mapping[str, Any]
    remove: Mapping[str, Any]


def shown(connection: sa.Connection, who: Identity, kind: Kind, one: str) -> dict[str, FieldValue]:
    """Every field of a comic or series. Raises NotFound, also for what the reader may not see."""
    visible.check(connection, who, kind, [one], missing=True)
    layers = _layers(connection, kind, one)
    if kind == "comic" and not _may_see_series(connection, who, one):
        layers = {name: body for name, body in layers.items() if name not in OF_SERIES}
    decided = rows.top(rows.COMIC if kind == "comic" else rows.SERIES, layers)
    rules = tags.rules(connection)
    told = {}
    for field in _FIELDS[kind]:
        value, source = decided.get(field, (None, None))
        said = {name: body[field] for name, body in layers.items() if field in body}
        if not who.is_admin:
            said = {name: rules.applied(field, value) for name, value in said.items()}
        value = rules.applied(field, value)
        told[field] = FieldValue(value=value, source=source, locked=source == "edited", layers=said)
    return told


def edit(
    connection: sa.Connection, who: Identity, kind: Kind, ids: Sequence[str], change: Change
) -> tuple[str | None, int]:
    """Changes fields of comics or series: the token to undo it, and in how many of them anything changed.

    The token is None where that is none. Raises NotFound, or Unprocessable for a field or value that is none.
    """
    visible.check(connection, who, kind, ids, missing=True)
    wanted = _cleaned(kind, change.set, [*change.lock, *change.unset])
    add, remove = _listed(kind, change, change.add), _listed(kind, change, change.remove)
    listed, rules = {*add, *remove}, tags.rules(connection)
    known = rows.read(connection, _TABLES[kind], ids)
    before, after = {}, {}
    for one in ids:
        old = known.get(one, {}).get("edited", {})
        new = {**old, **wanted}
        if change.lock or listed:
            decided = _decided(connection, kind, one)
            new = {**old, **{name: decided.get(name) for name in change.lock}, **wanted}
            for name in listed:
                value = entries.changed(name, decided.get(name), add.get(name, []), remove.get(name, []), rules)
                if value != (decided.get(name) or []):
                    new[name] = _FIELDS[kind][name](value)
        new = {name: value for name, value in new.items() if name not in change.unset}
        if new != old:
            before[one], after[one] = old, new
    if not after:
        return None, 0
    touched = {*wanted, *change.lock, *change.unset, *listed}
    _put(connection, kind, after, touched)
    kept = {"kind": kind, "before": _only(before, touched), "after": _only(after, touched), "fields": sorted(touched)}
    return undo.note(connection, who, "metadata", kept), len(after)


def restore(connection: sa.Connection, who: Identity, body: dict[str, Any]) -> None:
    """Takes an edit back. Raises Conflict where one of its fields was edited again since."""
    kind, touched = body["kind"], body["fields"]
    known = rows.read(connection, _TABLES[kind], body["after"])
    new = {}
    for one, after in body["after"].items():
        now = known.get(one, {}).get("edited", {})
        if {field: now[field] for field in touched if field in now} != after:
            raise undo.too_late()
        new[one] = {**{field: value for field, value in now.items() if field not in touched}, **body["before"][one]}
    _put(connection, kind, new, touched)


def _may_see_series(connection: sa.Connection, who: Identity, comic_id: str) -> bool:
    """Is the series of a comic that the reader may see for their age too?"""
    theirs = sa.select(series_table.c.id).join(comics_table, comics_table.c.series_id == series_table.c.id)
    query = theirs.where(comics_table.c.id == comic_id, *visible.for_age(who, series_table))
    return connection.execute(query).first() is not None


def _put(connection: sa.Connection, kind: Kind, bodies: dict[str, Body], touched: Iterable[str]) -> None:
    writers.alone(connection)
    _PUT[kind](connection, "edited", bodies)
    shelves = set(bodies)
    if kind == "comic":
        query = sa.select(comics_table.c.series_id).where(comics_table.c.id.in_(bodies))
        shelves = set(connection.execute(query).scalars())
    if "age_rating" in touched:
        majority.renew(connection, shelves)  # whose word counts in a series goes by that
    reindex.anew(connection, shelves)


def _layers(connection: sa.Connection, kind: Kind, one: str) -> Layers:
    if kind == "series":
        return series.layers_of(connection, one)
    query = sa.select(comics_table.c.series_id).where(comics_table.c.id == one)
    of_series = series.layers_of(connection, connection.execute(query).scalar_one())
    return comics.layers_of(connection, one, of_series)


def _decided(connection: sa.Connection, kind: Kind, one: str) -> Body:
    return rows.values(rows.COMIC if kind == "comic" else rows.SERIES, _layers(connection, kind, one))


def _listed(kind: Kind, change: Change, said: Mapping[str, Any]) -> Body:
    """What is to be added or taken away, by field. Raises Unprocessable for a field that holds no list."""
    clean = _cleaned(kind, said, ())
    for name in said:
        if name not in fields.LISTED:
            raise _wrong(name, "it holds no list to add to or to take from")
        if name in change.set or name in change.lock or name in change.unset:
            raise _wrong(name, "either it is set as a whole or its list is changed, not both")
    return {name: value or [] for name, value in clean.items()}


def _cleaned(kind: Kind, values: Mapping[str, Any], named: Sequence[str]) -> Body:
    """The values as they are kept. Raises Unprocessable, naming the field."""
    known, clean = _FIELDS[kind], {}
    for field in (*values, *named):
        if field not in known:
            raise _wrong(field[:64], "there is no such field")
    for field, value in values.items():
        try:
            clean[field] = None if value is None else known[field](value)
        except OverflowError as error:
            raise _wrong(field, "this is too large") from error
        except ValueError as error:
            raise _wrong(field, str(error)) from error
        if clean[field] is None and field in fields.NEEDED:
            raise _wrong(field, "this cannot be empty")
    return clean


def _wrong(field: str, message: str) -> Unprocessable:
    sentence = f"The field '{field}' cannot be set: {message}."
    return Unprocessable("invalid_field", sentence, errors=[{"field": field, "message": message}])


def _only(bodies: Mapping[str, Body], touched: set[str]) -> dict[str, Body]:
    return {one: {field: value for field, value in body.items() if field in touched} for one, body in bodies.items()}
