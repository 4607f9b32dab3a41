"""The rules that a scan obeys: series put together, and comics set apart, by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from services.library.schema import series
from services.library.schema_curation import comic_homes, comics_split, series_merged
from services.library.store.intake.naming import Shelf
from services.library.store.upsert import insert_into


def merged(connection: sa.Connection, shelves: Sequence[Shelf]) -> list[Shelf]:
    """The shelves, those in their place that they were merged into."""
    rules = targets(connection, [one.id for one in shelves])
    if not rules:
        return list(shelves)
    into = shelves_of(connection, list(rules.values()))
    return [into[rules[one.id]]._replace(home=one.id) if one.id in rules else one for one in shelves]


def split(connection: sa.Connection, comic_ids: Sequence[str]) -> dict[str, Shelf]:
    """The shelves of those of these comics that people set apart."""
    query = sa.select(comics_split.c.comic_id, comics_split.c.series_id)
    rows = connection.execute(query.where(comics_split.c.comic_id.in_(comic_ids)))
    rules = {row.comic_id: row.series_id for row in rows}
    if not rules:
        return {}
    onward = targets(connection, list(rules.values()))
    rules = {comic: onward.get(one, one) for comic, one in rules.items()}
    found = shelves_of(connection, list(rules.values()))
    return {comic: found[one] for comic, one in rules.items() if one in found}


def targets(connection: sa.Connection, series_ids: Sequence[str]) -> dict[str, str]:
    """Which of these series were merged, and into which."""
    query = sa.select(series_merged.c.series_id, series_merged.c.into_id)
    found = connection.execute(query.where(series_merged.c.series_id.in_(series_ids)))
    return {row.series_id: row.into_id for row in found}


def shelves_of(connection: sa.Connection, series_ids: Sequence[str]) -> dict[str, Shelf]:
    """Known series as shelves."""
    columns = (series.c[name] for name in ("id", "category", "subcategory", "name", "age_rating"))
    rows = connection.execute(sa.select(*columns).where(series.c.id.in_(series_ids)))
    return {row.id: Shelf(*row) for row in rows}


def note_homes(connection: sa.Connection, homes: Mapping[str, str | None]) -> None:
    """Notes in which series the folders of comics are; None: in the one where they stand."""
    back = [one for one, home in homes.items() if home is None]
    if back:
        connection.execute(sa.delete(comic_homes).where(comic_homes.c.comic_id.in_(back)))
    away = [{"comic_id": one, "series_id": home} for one, home in homes.items() if home is not None]
    if away:
        insert = insert_into(connection, comic_homes)
        values = {"series_id": insert.excluded.series_id}
        connection.execute(insert.on_conflict_do_update(index_elements=["comic_id"], set_=values), away)
