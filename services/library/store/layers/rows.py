"""The layers of comics and of series as they are kept, and which of their values comes out on top."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from services.library.store.upsert import insert_into

Body = dict[str, Any]
Layers = dict[str, Body]  # by name

# The uppermost first. "series" is what people edited in a comic's series, "comics" what most comics of a
# series say, "imported" what the predecessor knew.
COMIC = ("edited", "series", "comicinfo", "metroninfo", "series.json", "file")
SERIES = ("edited", "series.json", "imported", "comics", "folder")


def read(connection: sa.Connection, table: sa.Table, ids: Iterable[str]) -> dict[str, Layers]:
    """The layers that are kept of these comics, or series; who has none is not among them."""
    key = _key(table)
    found: dict[str, Layers] = defaultdict(dict)
    for one, layer, body in connection.execute(sa.select(key, table.c.layer, table.c.body).where(key.in_(list(ids)))):
        found[one][layer] = json.loads(body)
    return found


def write(connection: sa.Connection, table: sa.Table, layer: str, bodies: Mapping[str, Body]) -> None:
    """Puts `bodies` (by id) in the place of these layers; an empty one takes its layer away."""
    key = _key(table)
    gone = [one for one, body in bodies.items() if not body]
    if gone:
        connection.execute(sa.delete(table).where(key.in_(gone), table.c.layer == layer))
    kept = [{key.name: one, "layer": layer, "body": dumped(body)} for one, body in bodies.items() if body]
    if kept:
        insert = insert_into(connection, table)
        connection.execute(
            insert.on_conflict_do_update(index_elements=[key, table.c.layer], set_={"body": insert.excluded.body}), kept
        )


def top(order: Sequence[str], layers: Mapping[str, Body]) -> dict[str, tuple[Any, str]]:
    """The value of each field that a layer has, and the layer it is of. What was edited to nothing is None."""
    found: dict[str, tuple[Any, str]] = {}
    for layer in order:
        for field, value in layers.get(layer, {}).items():
            found.setdefault(field, (value, layer))
    return found


def values(order: Sequence[str], layers: Mapping[str, Body]) -> Body:
    """The values that come out on top, without what is nothing."""
    return {field: value for field, (value, _) in top(order, layers).items() if value is not None}


def dumped(body: Body | None) -> str:
    """As it is kept: the same for the same."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"))


def _key(table: sa.Table) -> sa.Column[str]:
    first: sa.Column[str] = next(iter(table.primary_key.columns))
    return first
