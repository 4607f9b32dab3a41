"""The items of a list, in their order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict, NotFound, Unprocessable
from kit.identity import Identity
from services.library.models_curation import ListItem
from services.library.schema_curation import list_items
from services.library.store import removals, undo, visible
from services.library.store.catalog import books
from services.library.store.catalog import series as shelves
from services.library.store.listed.lists import row_of, to_change, touched, visible_items
from services.library.store.paging import Order, Window, chunks, page
from services.library.store.upsert import insert_into

MOST_ITEMS = 20_000
ORDER = Order("position", (list_items.c.position, list_items.c.item_id))
_KINDS = {"collection": "series", "reading": "comic"}


def listed(
    connection: sa.Connection, who: Identity, list_id: str, window: Window
) -> tuple[list[ListItem], str | None, int]:
    """A page of what the reader may see of a list. Raises NotFound."""
    row = row_of(connection, who, list_id)
    query = sa.select(list_items).where(list_items.c.list_id == row["id"], visible_items(who))
    total = connection.execute(query.with_only_columns(sa.func.count())).scalar_one()
    ids, cursor = page(connection, query, list_items.c.item_id, ORDER, window)
    found = {one["item_id"]: one for one in connection.execute(query.where(list_items.c.item_id.in_(ids))).mappings()}
    its_books = {one.id: one for one in books.by_ids(connection, who, _of(found, "comic"))}
    its_series = {one.id: one for one in shelves.by_ids(connection, who, _of(found, "series"))}
    items = [
        ListItem(
            id=one,
            kind=found[one]["kind"],
            added_at=found[one]["added_at"],
            book=its_books.get(one),
            series=its_series.get(one),
        )
        for one in ids
    ]
    return items, cursor, total


def add(connection: sa.Connection, who: Identity, list_id: str, ids: Sequence[str], kind: str | None) -> int:
    """Puts series or comics at the end; those that are there already stay where they are. How many are new.
    Of series a list of comics takes all comics, series by series in reading order.

    Raises NotFound for a list or an item, Unprocessable for a kind the list does not hold, Conflict for one too many.
    """
    row = to_change(connection, who, list_id)
    said, holds = _kinds(row["kind"], kind)
    visible.check(connection, who, said, ids)
    return append(connection, row["id"], holds, _as_held(connection, who, said, holds, ids))


def add_late(
    connection: sa.Connection, who: Identity, list_id: str, ids: Sequence[str], kind: str | None, at: float
) -> tuple[int, int]:
    """The same of what was put there at `at`, in seconds since 1970, and is said only now: what was taken out after it
    stays out, what is gone by now is left out. How many are new, and how many are gone.

    Raises NotFound for a list, or where all are gone.
    """
    row = to_change(connection, who, list_id)
    said, holds = _kinds(row["kind"], kind)
    there = visible.among(connection, who, said, ids)
    if not there:
        raise visible.not_found(said)
    those = _as_held(connection, who, said, holds, [one for one in dict.fromkeys(ids) if one in there])
    out = removals.later(connection, row["user_id"], [_what(row["id"], one) for one in those], at)
    fresh = [one for one in those if _what(row["id"], one) not in out]
    return append(connection, row["id"], holds, fresh, at), len(set(ids)) - len(there)


def append(connection: sa.Connection, key: str, kind: str, ids: Sequence[str], at: float | None = None) -> int:
    """The same, of a list and items that were looked at already; added at `at`, or now."""
    here = sa.select(sa.func.count(), sa.func.max(list_items.c.position)).where(list_items.c.list_id == key)
    count, last = connection.execute(here).one()
    if count + len(ids) > MOST_ITEMS:
        raise Conflict("list_full", f"A list holds {MOST_ITEMS:,} items.")
    start = 0 if last is None else last + 1
    added = time.time() if at is None else at
    rows = [
        {"list_id": key, "item_id": one, "kind": kind, "position": start + index, "added_at": added}
        for index, one in enumerate(dict.fromkeys(ids))
    ]
    if rows:
        connection.execute(insert_into(connection, list_items).on_conflict_do_nothing(), rows)
    touched(connection, key)
    return int(connection.execute(here).one()[0] - count)


def remove(connection: sa.Connection, who: Identity, list_id: str, item_id: str, at: float | None = None) -> str | None:
    """Takes one away, and gives the token to undo it. Raises NotFound.

    With `at`, when that was said in seconds since 1970, it may be said again, and what was put there later stays: None.
    """
    row = to_change(connection, who, list_id)
    found = connection.execute(sa.select(list_items).where(*_at(row["id"], item_id))).mappings().first()
    if found is None and at is None:
        raise _not_in_it()
    removals.note(connection, row["user_id"], _what(row["id"], item_id), time.time() if at is None else at)
    if found is None or (at is not None and found["added_at"] > at):
        return None
    connection.execute(sa.delete(list_items).where(*_at(row["id"], item_id)))
    touched(connection, row["id"])
    return undo.note(connection, who, "list.item", dict(found))


def remove_last(connection: sa.Connection, who: Identity, list_id: str, count: int) -> int:
    """Takes the last ones away: how many there were. Raises NotFound."""
    row = to_change(connection, who, list_id)
    mine = sa.select(list_items.c.item_id).where(list_items.c.list_id == row["id"])
    last = mine.order_by(list_items.c.position.desc(), list_items.c.item_id.desc()).limit(count)
    taken = list(connection.execute(last).scalars())
    removals.note_many(connection, row["user_id"], [_what(row["id"], one) for one in taken], time.time())
    for part in chunks(taken):
        gone = sa.delete(list_items).where(list_items.c.list_id == row["id"], list_items.c.item_id.in_(part))
        connection.execute(gone)
    touched(connection, row["id"])
    return len(taken)


def move(
    connection: sa.Connection, who: Identity, list_id: str, item_id: str, before: str | None, at: float | None = None
) -> None:
    """Puts an item before another, or at the end (None), unless it was moved after `at`, in seconds since 1970.

    Raises NotFound.
    """
    row = to_change(connection, who, list_id)
    item = _item(connection, row["id"], item_id)
    if before == item_id or (at is not None and item["moved_at"] > at):
        return
    if before is None:
        last = sa.select(sa.func.max(list_items.c.position)).where(list_items.c.list_id == row["id"])
        place = connection.execute(last).scalar_one() + 1
    else:
        place = _item(connection, row["id"], before)["position"]
        _make_room(connection, row["id"], place)
    connection.execute(
        sa.update(list_items)
        .where(*_at(row["id"], item_id))
        .values(position=place, moved_at=time.time() if at is None else at)
    )
    touched(connection, row["id"])


def restore(connection: sa.Connection, who: Identity, body: dict[str, Any]) -> None:
    """Puts a removed item back where it was."""
    row = to_change(connection, who, body["list_id"])
    removals.clear(connection, row["user_id"], _what(row["id"], body["item_id"]))
    _make_room(connection, body["list_id"], body["position"])
    connection.execute(insert_into(connection, list_items).values(body).on_conflict_do_nothing())


def _make_room(connection: sa.Connection, key: str, place: int) -> None:
    later = sa.update(list_items).where(list_items.c.list_id == key, list_items.c.position >= place)
    connection.execute(later.values(position=list_items.c.position + 1))


def _item(connection: sa.Connection, key: str, item_id: str) -> Any:
    row = connection.execute(sa.select(list_items).where(*_at(key, item_id))).mappings().first()
    if row is None:
        raise _not_in_it()
    return row


def _not_in_it() -> NotFound:
    return NotFound("item_not_found", "This is not in the list.")


def _what(key: str, item_id: str) -> str:
    """The name under which it is remembered that an item was taken out."""
    return f"list/{key}/{item_id}"


def _at(key: str, item_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return list_items.c.list_id == key, list_items.c.item_id == item_id


def _of(found: dict[str, Any], kind: str) -> list[str]:
    return [one for one, row in found.items() if row["kind"] == kind]


def _kinds(of_list: str, said: str | None) -> tuple[str, str]:
    """The kind that was said of items, and the one by which the list holds them; 'want to read' holds both."""
    holds = _KINDS.get(of_list, said)
    if holds is None or said not in (None, holds, "series"):
        raise Unprocessable("wrong_kind", "Say which kind these are: a collection holds series, a reading list comics.")
    return said or holds, holds


def _as_held(connection: sa.Connection, who: Identity, said: str, holds: str, ids: Sequence[str]) -> list[str]:
    return list(ids) if said == holds else books.of_each(connection, who, ids)
