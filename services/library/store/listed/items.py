"""The items of a list, in their order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict, NotFound, Unprocessable
from kit.identity import Identity
from services.library.models_curation import ListItem
from services.library.schema import comics, series
from services.library.schema_curation import list_items
from services.library.store import undo, visible
from services.library.store.catalog import books
from services.library.store.catalog import series as shelves
from services.library.store.contents import comic_not_found
from services.library.store.listed.lists import row_of, to_change, touched, visible_items
from services.library.store.lists import Order, Window, page
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

    Raises NotFound for a list or an item, Unprocessable for a kind the list does not hold, Conflict for one too many.
    """
    row = to_change(connection, who, list_id)
    kind = _kind(row["kind"], kind)
    _check(connection, who, kind, ids)
    return append(connection, row["id"], kind, ids)


def append(connection: sa.Connection, key: str, kind: str, ids: Sequence[str]) -> int:
    """The same, of a list and items that were looked at already."""
    here = sa.select(sa.func.count(), sa.func.max(list_items.c.position)).where(list_items.c.list_id == key)
    count, last = connection.execute(here).one()
    if count + len(ids) > MOST_ITEMS:
        raise Conflict("list_full", f"A list holds {MOST_ITEMS:,} items.")
    start = 0 if last is None else last + 1
    rows = [
        {"list_id": key, "item_id": one, "kind": kind, "position": start + index, "added_at": time.time()}
        for index, one in enumerate(dict.fromkeys(ids))
    ]
    if rows:
        connection.execute(insert_into(connection, list_items).on_conflict_do_nothing(), rows)
    touched(connection, key)
    return int(connection.execute(here).one()[0] - count)


def remove(connection: sa.Connection, who: Identity, list_id: str, item_id: str) -> str:
    """Takes one away, and gives the token to undo it. Raises NotFound."""
    row = to_change(connection, who, list_id)
    item = _item(connection, row["id"], item_id)
    connection.execute(sa.delete(list_items).where(*_at(row["id"], item_id)))
    touched(connection, row["id"])
    return undo.note(connection, who, "list.item", dict(item))


def remove_last(connection: sa.Connection, who: Identity, list_id: str, count: int) -> int:
    """Takes the last ones away: how many there were. Raises NotFound."""
    row = to_change(connection, who, list_id)
    mine = sa.select(list_items.c.item_id).where(list_items.c.list_id == row["id"])
    last = mine.order_by(list_items.c.position.desc(), list_items.c.item_id.desc()).limit(count)
    gone = sa.delete(list_items).where(list_items.c.list_id == row["id"], list_items.c.item_id.in_(last))
    removed = connection.execute(gone).rowcount
    touched(connection, row["id"])
    return int(removed)


def move(connection: sa.Connection, who: Identity, list_id: str, item_id: str, before: str | None) -> None:
    """Puts an item before another, or at the end (None). Raises NotFound."""
    row = to_change(connection, who, list_id)
    _item(connection, row["id"], item_id)
    if before == item_id:
        return
    if before is None:
        last = sa.select(sa.func.max(list_items.c.position)).where(list_items.c.list_id == row["id"])
        place = connection.execute(last).scalar_one() + 1
    else:
        place = _item(connection, row["id"], before)["position"]
        _make_room(connection, row["id"], place)
    connection.execute(sa.update(list_items).where(*_at(row["id"], item_id)).values(position=place))
    touched(connection, row["id"])


def restore(connection: sa.Connection, who: Identity, body: dict[str, Any]) -> None:
    """Puts a removed item back where it was."""
    to_change(connection, who, body["list_id"])
    _make_room(connection, body["list_id"], body["position"])
    connection.execute(insert_into(connection, list_items).values(body).on_conflict_do_nothing())


def _make_room(connection: sa.Connection, key: str, place: int) -> None:
    later = sa.update(list_items).where(list_items.c.list_id == key, list_items.c.position >= place)
    connection.execute(later.values(position=list_items.c.position + 1))


def _item(connection: sa.Connection, key: str, item_id: str) -> Any:
    row = connection.execute(sa.select(list_items).where(*_at(key, item_id))).mappings().first()
    if row is None:
        raise NotFound("item_not_found", "This is not in the list.")
    return row


def _at(key: str, item_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return list_items.c.list_id == key, list_items.c.item_id == item_id


def _of(found: dict[str, Any], kind: str) -> list[str]:
    return [one for one, row in found.items() if row["kind"] == kind]


def _kind(of_list: str, said: str | None) -> str:
    """The kind of items that a list holds; 'want to read' holds both."""
    kind = _KINDS.get(of_list, said)
    if kind is None or said not in (None, kind):
        raise Unprocessable("wrong_kind", "Say which kind these are: a collection holds series, a reading list comics.")
    return kind


def _check(connection: sa.Connection, who: Identity, kind: str, ids: Sequence[str]) -> None:
    if kind == "comic":
        query = sa.select(comics.c.id).where(visible.comics(who), comics.c.id.in_(ids))
        refusal = comic_not_found()
    else:
        query = sa.select(series.c.id).where(visible.series(who), series.c.id.in_(ids))
        refusal = shelves.not_found()
    if set(connection.execute(query).scalars()) != set(ids):
        raise refusal
