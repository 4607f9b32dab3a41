"""Keeps the tables behind searches and filters up to date, within the transaction that changes the catalogue."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from kit.folding import fold
from services.library.schema import comics, series
from services.library.schema_search import series_search, series_values
from services.library.store import tags, vocabulary
from services.library.store.paging import chunks
from services.library.store.upsert import insert_into

Row = dict[str, Any]
# The fields that are filtered by, and the name that metadata has for each.
FIELDS = {
    "genre": "genres",
    "tag": "tags",
    "demographic": "demographics",
    "status": "status",
    "publisher": "publisher",
    "imprint": "imprint",
    "creator": "authors",
    "language": "language",
    "character": "characters",
    "team": "teams",
    "location": "locations",
    "story_arc": "story_arcs",
}
LONGEST_VALUE = 200  # characters, so that an index entry of PostgreSQL holds it
LONGEST_SUMMARY = 5_000  # characters of a summary that are searched


def series_said(connection: sa.Connection, said: Mapping[str, tuple[str, Mapping[str, Any] | None]]) -> None:
    """Notes name and metadata of series (by id), in place of what was noted of them before."""
    rows = [{"series_id": one, "said": _said(name, told or {}), "titles": ""} for one, (name, told) in said.items()]
    insert = insert_into(connection, series_search)
    values = {"said": insert.excluded.said, "valued": "", "pending": True}
    whole = insert.on_conflict_do_update(index_elements=["series_id"], set_=values)
    if rows:
        connection.execute(whole, rows)
    for part in chunks(list(said)):
        connection.execute(sa.delete(series_values).where(series_values.c.series_id.in_(part)))
    _add(
        connection,
        [row for one, (_, told) in said.items() for row in _values(one, told or {}, (told or {}).get("age_rating"))],
    )
    names = [text for name, told in said.values() for text in (name, *(told or {}).get("titles", ()))]
    vocabulary.learn(connection, names)


def comics_said(connection: sa.Connection, said: Iterable[tuple[str, int | None, Mapping[str, Any]]]) -> None:
    """Adds what comics say of themselves (series id, the age they are for, metadata) to what their series are found
    by."""
    _add(connection, [row for one, age, told in said for row in _values(one, told, age)])


def titles(connection: sa.Connection, words: Mapping[str, set[str]]) -> None:
    """Adds the words of comics' search texts to those of their series (by id)."""
    for part in chunks(list(words), 500):
        query = sa.select(series_search.c.series_id, series_search.c.titles)
        known = dict(map(tuple, connection.execute(query.where(series_search.c.series_id.in_(part)))))
        rows = []
        for one in part:
            old = known.get(one, "").split(" ")
            new = words[one].difference(old)
            if new:
                rows.append({"series_id": one, "said": "", "titles": " ".join([*filter(None, old), *new])})
        if rows:
            insert = insert_into(connection, series_search)
            values = {"titles": insert.excluded.titles, "pending": True}
            connection.execute(insert.on_conflict_do_update(index_elements=["series_id"], set_=values), rows)


def anew(connection: sa.Connection, series_ids: Iterable[str]) -> None:
    """Makes all of it again for these series, from their own rows and those of their comics."""
    for part in chunks(list(series_ids), 500):
        query = sa.select(series.c.id, series.c.name, series.c.metadata).where(series.c.id.in_(part))
        rows = connection.execute(query).all()
        series_said(connection, {row.id: (row.name, json.loads(row.metadata or "{}")) for row in rows})
        words: dict[str, set[str]] = {one: set() for one in part}
        texts = sa.select(comics.c.series_id, comics.c.search_text).where(comics.c.series_id.in_(part))
        for one, text in connection.execute(texts):
            words[one].update(text.split())
        connection.execute(sa.update(series_search).where(series_search.c.series_id.in_(part)).values(titles=""))
        titles(connection, words)


def unknown(connection: sa.Connection, limit: int) -> list[str]:
    """Series of which nothing is noted."""
    known = sa.select(series_search.c.series_id).where(series_search.c.series_id == series.c.id).exists()
    return list(connection.execute(sa.select(series.c.id).where(~known).limit(limit)).scalars())


def _said(name: str, told: Mapping[str, Any]) -> str:
    names = [fold(one) for one in (name, *told.get("titles", ()))]
    words = dict.fromkeys(fold((told.get("summary") or "")[:LONGEST_SUMMARY]).split())
    return "\n".join([*names, " ".join(words)])


def _values(series_id: str, told: Mapping[str, Any], age: int | None) -> list[Row]:
    found = []
    for field, name in FIELDS.items():
        said = told.get(name) or ()
        for one in [said] if isinstance(said, str) else said:
            value = (one["name"] if isinstance(one, dict) else one)[:LONGEST_VALUE]
            found.append(
                {"series_id": series_id, "field": field, "key": key_of(value), "value": value, "age": age or 0}
            )
    return found


def key_of(value: str) -> str:
    """What makes two values the same."""
    return fold(value).strip()[:LONGEST_VALUE]


def _add(connection: sa.Connection, rows: list[Row]) -> None:
    if rows:
        rules = tags.rules(connection)
        rows = [shown for row in rows for shown in _shown(rules, row)]
    if rows:
        insert = insert_into(connection, series_values)
        younger = {name: insert.excluded[name] for name in ("value", "age")}
        put = insert.on_conflict_do_update(
            index_elements=["series_id", "field", "key"], set_=younger, where=insert.excluded.age < series_values.c.age
        )
        connection.execute(put, rows)
        _gather(connection, sorted({row["series_id"] for row in rows}))
        vocabulary.learn(connection, [row["value"] for row in rows if row["field"] in vocabulary.FIELDS])


def _gather(connection: sa.Connection, series_ids: list[str]) -> None:
    """Puts the values of these series together."""
    for part in chunks(series_ids):
        query = sa.select(series_values.c.series_id, series_values.c.key).where(series_values.c.series_id.in_(part))
        keys: dict[str, dict[str, None]] = defaultdict(dict)
        for one, key in connection.execute(query.order_by(series_values.c.series_id, series_values.c.key)):
            keys[one][key] = None
        rows = [{"series_id": one, "said": "", "titles": "", "valued": "\n".join(keys[one])} for one in keys]
        insert = insert_into(connection, series_search)
        values, differs = insert.excluded.valued, series_search.c.valued != insert.excluded.valued
        put = insert.on_conflict_do_update(
            index_elements=["series_id"], set_={"valued": values, "pending": True}, where=differs
        )
        if rows:
            connection.execute(put, rows)


def _shown(rules: tags.Rules, row: Row) -> list[Row]:
    """The row under the name by which its tag or genre is shown; none where that is hidden."""
    names = rules.shown(row["field"], [row["value"]])
    return [row] if names == [row["value"]] else [{**row, "key": key_of(one), "value": one} for one in names]
