"""Series put together and taken apart, by rules that later scans obey, and back again."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from hashlib import blake2s
from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict, Unprocessable
from kit.identity import Identity
from kit.ids import new_id
from kit.sorting import title_key
from services.library.schema import comics, series
from services.library.schema_curation import comic_homes, comics_split, list_items, series_merged, series_metadata
from services.library.schema_search import series_search, series_told, series_values
from services.library.store import regroup_rules, undo, visible, writers
from services.library.store.intake import naming
from services.library.store.intake.row import search_text
from services.library.store.layers import comics as layers
from services.library.store.layers import reindex
from services.library.store.paging import chunks
from services.library.store.upsert import insert_into


def merge(connection: sa.Connection, who: Identity, into: str, others: Sequence[str]) -> tuple[int, str]:
    """Puts the comics of `others` into one series, those that come later too; how many moved, and the undo token.

    Raises NotFound, Conflict for series of different libraries, Unprocessable for a series with itself.
    """
    writers.alone(connection)
    if into in others:
        raise Unprocessable("same_series", "A series cannot be merged into itself.")
    libraries = {_series(connection, who, one)["library_id"] for one in (into, *others)}
    if len(libraries) > 1:
        raise Conflict("libraries_differ", "Only series of one library can be merged: who may read them differs.")
    chained = sa.select(series_merged.c.series_id, series_merged.c.into_id).where(series_merged.c.into_id.in_(others))
    earlier = {row.series_id: row.into_id for row in connection.execute(chained)}
    connection.execute(sa.delete(series_merged).where(series_merged.c.series_id.in_([into, *others, *earlier])))
    rules = [{"series_id": one, "into_id": into} for one in {*others, *earlier} if one != into]
    connection.execute(sa.insert(series_merged), rules)
    moved: dict[str, list[str]] = {}
    for one in others:
        moved[one] = list(connection.execute(sa.select(comics.c.id).where(comics.c.series_id == one)).scalars())
        _away(connection, moved[one], one)
        move(connection, moved[one], into)
        _in_lists(connection, one, into)
    recount(connection, [into, *others])
    body = {"into": into, "from": list(others), "earlier": earlier, "moved": moved}
    return sum(map(len, moved.values())), undo.note(connection, who, "series.merge", body)


def unmerge(connection: sa.Connection, who: Identity, body: dict[str, Any]) -> None:
    """Takes a merge back: comics that were moved return, and so do those that came to these folders since."""
    into, others, earlier = body["into"], body["from"], body["earlier"]
    ours = sa.select(series_merged.c.series_id).where(series_merged.c.into_id == into)
    if not set(others) <= set(connection.execute(ours).scalars()):
        raise undo.too_late()
    connection.execute(sa.delete(series_merged).where(series_merged.c.series_id.in_([*others, *earlier])))
    before = [{"series_id": one, "into_id": target} for one, target in earlier.items() if one != target]
    if before:
        connection.execute(sa.insert(series_merged), before)
    for one in others:
        # Those that were moved, and those whose folder belongs to this series, or to one that was merged into it.
        homes = [one, *(home for home, target in earlier.items() if target == one)]
        at_home = sa.select(comic_homes.c.comic_id).where(comic_homes.c.series_id.in_(homes))
        apart = sa.select(comics_split.c.comic_id)
        came = sa.and_(comics.c.id.in_(at_home), comics.c.id.not_in(apart))
        there = sa.select(comics.c.id).where(comics.c.series_id == into)
        back = set(connection.execute(there.where(came)).scalars())
        for some in chunks(body["moved"][one]):
            back |= set(connection.execute(there.where(comics.c.id.in_(some))).scalars())
        move(connection, sorted(back), one)
        _home(connection, sorted(back), one)
    recount(connection, [into, *others])


def split(
    connection: sa.Connection, who: Identity, series_id: str, ids: Sequence[str], name: str
) -> tuple[str, int, str]:
    """Sets comics of a series apart as a new one; its id, how many moved, and the undo token.

    Raises NotFound, Unprocessable for comics that are not all of this series, or are all it has.
    """
    writers.alone(connection)
    old = _series(connection, who, series_id)
    every = set(connection.execute(sa.select(comics.c.id).where(comics.c.series_id == series_id)).scalars())
    if not set(ids) <= every:
        raise Unprocessable("not_in_series", "One of these comics is not in this series.")
    if set(ids) == every:
        raise Unprocessable("nothing_left", "These are all comics of the series: rename it instead.")
    ids = sorted(set(ids))
    fresh = _apart(connection, old, name)
    rules = sa.select(comics_split.c.comic_id, comics_split.c.series_id).where(comics_split.c.comic_id.in_(ids))
    earlier = {row.comic_id: row.series_id for row in connection.execute(rules)}
    _rule(connection, dict.fromkeys(ids, fresh))
    _away(connection, ids, series_id)
    move(connection, ids, fresh)
    recount(connection, [series_id, fresh])
    body = {"series": series_id, "new": fresh, "ids": ids, "earlier": earlier}
    return fresh, len(ids), undo.note(connection, who, "series.split", body)


def unsplit(connection: sa.Connection, who: Identity, body: dict[str, Any]) -> None:
    """Takes a split back; the series it made goes."""
    fresh, old = body["new"], body["series"]
    there = sa.select(comics.c.id).where(comics.c.series_id == fresh)
    standing = set(connection.execute(there).scalars())
    rules = sa.select(series_merged.c.series_id).where(series_merged.c.into_id == fresh)
    if not standing <= set(body["ids"]) or connection.execute(rules).first():
        raise undo.too_late()
    back = sorted(standing)
    connection.execute(sa.delete(comics_split).where(comics_split.c.comic_id.in_(body["ids"])))
    _rule(connection, body["earlier"])
    move(connection, back, old)
    _home(connection, back, old)
    recount(connection, [old, fresh])
    connection.execute(sa.delete(series_merged).where(series_merged.c.series_id == fresh))
    for table in (series_metadata, series_search, series_told, series_values):
        connection.execute(sa.delete(table).where(table.c.series_id == fresh))
    connection.execute(sa.delete(series).where(series.c.id == fresh))


def move(connection: sa.Connection, ids: Sequence[str], series_id: str) -> None:
    """Puts comics into a series of their library, with all that they repeat of it."""
    shelf = regroup_rules.shelves_of(connection, [series_id])[series_id]
    same = {"series_id": shelf.id, "series": shelf.name, "category": shelf.category, "subcategory": shelf.subcategory}
    for some in chunks(list(ids), 500):
        rows = connection.execute(
            sa.select(comics.c.id, comics.c.title, comics.c.filename).where(comics.c.id.in_(some))
        )
        texts = [{"of": row.id, "text": search_text(shelf.name, row.title, row.filename)} for row in rows]
        statement = sa.update(comics).where(comics.c.id == sa.bindparam("of"))
        values: dict[str, Any] = {**same, "age_rating": shelf.age_rating, "search_text": sa.bindparam("text")}
        connection.execute(statement.values(values), texts)
        layers.settle(connection, some)


def recount(connection: sa.Connection, ids: Sequence[str]) -> None:
    """Counts the comics of series anew, notes when the newest came, and what they are found by."""
    there = sa.select(sa.func.count()).where(comics.c.series_id == series.c.id, comics.c.missing_since.is_(None))
    newest = sa.select(sa.func.max(comics.c.added_at)).where(comics.c.series_id == series.c.id).scalar_subquery()
    values = {
        "issue_count": there.scalar_subquery(),
        "latest_at": sa.func.coalesce(newest, series.c.latest_at),
    }
    connection.execute(sa.update(series).where(series.c.id.in_(ids)).values(values))
    reindex.anew(connection, ids)


def _series(connection: sa.Connection, who: Identity, series_id: str) -> Any:
    row = connection.execute(sa.select(series).where(visible.series(who), series.c.id == series_id)).mappings().first()
    if row is None:
        raise visible.not_found("series")
    return row


def _apart(connection: sa.Connection, old: Any, name: str) -> str:
    """A new series beside `old`, for the same readers; no folder on the disk leads to it."""
    fresh, now = new_id(), time.time()
    name = naming.shortened(name.strip())
    identity = json.dumps(["apart", fresh])
    row = {
        **{key: old[key] for key in ("library_id", "category", "subcategory", "age_rating", "direction")},
        "id": fresh,
        "identity": blake2s(identity.encode(), digest_size=16).hexdigest(),
        "name": name,
        "sort_key": title_key(name),
        "search_text": naming.search_text(name, {}),
        "metadata": json.dumps({key: old[key] for key in ("age_rating", "direction") if old[key] is not None}),
        "issue_count": 0,
        "added_at": now,
        "latest_at": now,
    }
    connection.execute(sa.insert(series).values(row))
    return fresh


def _rule(connection: sa.Connection, rules: dict[str, str]) -> None:
    if rules:
        insert = insert_into(connection, comics_split)
        values = {"series_id": insert.excluded.series_id}
        rows = [{"comic_id": one, "series_id": target} for one, target in rules.items()]
        connection.execute(insert.on_conflict_do_update(index_elements=["comic_id"], set_=values), rows)


def _away(connection: sa.Connection, ids: Sequence[str], home: str) -> None:
    """These comics leave `home`, which counts as their folder's series unless another is known to be."""
    if ids:
        rows = [{"comic_id": one, "series_id": home} for one in ids]
        connection.execute(insert_into(connection, comic_homes).on_conflict_do_nothing(), rows)


def _home(connection: sa.Connection, ids: Sequence[str], series_id: str) -> None:
    """These comics are back in their folder's series."""
    for some in chunks(list(ids)):
        back = sa.delete(comic_homes).where(comic_homes.c.comic_id.in_(some), comic_homes.c.series_id == series_id)
        connection.execute(back)


def _in_lists(connection: sa.Connection, one: str, into: str) -> None:
    """Lists that hold the one series hold the other from now on too."""
    names = ("list_id", "kind", "position", "added_at")
    query = sa.select(*(list_items.c[name] for name in names), sa.literal(into)).where(list_items.c.item_id == one)
    insert = insert_into(connection, list_items).from_select([*names, "item_id"], query)
    connection.execute(insert.on_conflict_do_nothing())
