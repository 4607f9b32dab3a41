"""Lists: whose they are, who sees them, how they come and go."""

from __future__ import annotations

import time
from collections.abc import Sequence
from hashlib import blake2s
from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict, Forbidden, NotFound
from kit.identity import Identity
from kit.ids import new_id
from services.library.models_curation import List
from services.library.schema import comics, series
from services.library.schema_curation import list_items, lists
from services.library.store import removals, undo, visible
from services.library.store.upsert import insert_into

WANT = "want"  # the id by which everybody knows their own list of what they want to read
MOST_LISTS = 500


def not_found() -> NotFound:
    """The answer for a list that is not there, or another's."""
    return NotFound("list_not_found", "There is no such list, or it is not yours and not shared.")


def all_of(connection: sa.Connection, who: Identity) -> list[List]:
    """What the reader wants to read, their own lists, and those shared with all, by name."""
    rows = connection.execute(sa.select(lists).where(_seen(who)).order_by(lists.c.name, lists.c.id)).mappings().all()
    counts = _counts(connection, who, [row["id"] for row in rows])
    shown = [_list(row, who, counts.get(row["id"], 0)) for row in rows]
    want = [one for one in shown if one.id == WANT] or [_list(_want_row(who), who, 0)]
    return [*want, *(one for one in shown if one.id != WANT)]


def holding(connection: sa.Connection, who: Identity, kind: str, item_id: str) -> list[List]:
    """The lists that the reader sees and on which a series or comic stands, by name; `item_count` is not told (0)."""
    its = sa.select(list_items.c.list_id).where(list_items.c.kind == kind, list_items.c.item_id == item_id)
    query = sa.select(lists).where(_seen(who), lists.c.id.in_(its)).order_by(lists.c.name, lists.c.id)
    return [_list(row, who, 0) for row in connection.execute(query).mappings()]


def get(connection: sa.Connection, who: Identity, list_id: str) -> List:
    """One list. Raises NotFound."""
    row = row_of(connection, who, list_id)
    return _list(row, who, _counts(connection, who, [row["id"]]).get(row["id"], 0))


def row_of(connection: sa.Connection, who: Identity, list_id: str) -> Any:
    """The row of a list that the reader may see. Raises NotFound."""
    key = _want_id(who) if list_id == WANT else list_id
    row = connection.execute(sa.select(lists).where(_seen(who), lists.c.id == key)).mappings().first()
    if row is None and list_id == WANT:
        return _want_row(who)
    if row is None:
        raise not_found()
    return row


def to_change(connection: sa.Connection, who: Identity, list_id: str) -> Any:
    """The row of a list that the reader may change. Raises NotFound, or Forbidden for another's."""
    row = row_of(connection, who, list_id)
    if row["user_id"] != who.subject and not who.is_admin:
        raise Forbidden("not_your_list", "Only the one who made this list, or an administrator, may change it.")
    if row["kind"] == WANT:
        connection.execute(insert_into(connection, lists).values(dict(row)).on_conflict_do_nothing())
    return row


def add(connection: sa.Connection, who: Identity, name: str, kind: str, *, shared: bool) -> List:
    """A new list. Raises Forbidden where a reader would share it with all, Conflict where they have too many."""
    _check_shared(who, shared)
    _check_room(connection, who)
    return _make(connection, who, new_id(), name, kind, shared=shared)


def put(
    connection: sa.Connection, who: Identity, list_id: str, name: str, kind: str, *, shared: bool, at: float | None
) -> List:
    """The same with an id that the reader chose, made at `at`, in seconds since 1970, or now.

    One of theirs that is there stays as it is.

    Raises NotFound besides, where they removed it since, or it is another's.
    """
    owner = connection.execute(sa.select(lists.c.user_id).where(lists.c.id == list_id)).scalar()
    if owner == who.subject:
        return get(connection, who, list_id)
    if owner is not None or removals.when(connection, who.subject, _gone(list_id)):
        raise not_found()
    _check_shared(who, shared)
    _check_room(connection, who)
    return _make(connection, who, list_id, name, kind, shared=shared, at=at)


def change(
    connection: sa.Connection,
    who: Identity,
    list_id: str,
    name: str | None,
    shared: bool | None,
    at: float | None = None,
) -> List:
    """Another name, unless it had another after `at`, in seconds since 1970; shared with all or not.

    Raises NotFound, Forbidden.
    """
    row = to_change(connection, who, list_id)
    if row["kind"] == WANT:
        raise Forbidden("built_in_list", "This list cannot be changed or removed.")
    if shared is not None and shared != row["shared"]:
        _check_shared(who, shared)
    now = time.time()
    said: dict[str, Any] = {"updated_at": now}
    if name is not None and (at is None or row["named_at"] <= at):
        said |= {"name": name, "named_at": now if at is None else at}
    said |= {} if shared is None else {"shared": shared}
    connection.execute(sa.update(lists).where(lists.c.id == row["id"]).values(said))
    return get(connection, who, list_id)


def remove(connection: sa.Connection, who: Identity, list_id: str) -> str:
    """Removes a list, and gives the token to undo it. Raises NotFound, Forbidden."""
    row = to_change(connection, who, list_id)
    if row["kind"] == WANT:
        raise Forbidden("built_in_list", "This list cannot be changed or removed.")
    items = connection.execute(sa.select(list_items).where(list_items.c.list_id == row["id"])).mappings()
    body = {"list": dict(row), "items": [dict(item) for item in items]}
    connection.execute(sa.delete(list_items).where(list_items.c.list_id == row["id"]))
    connection.execute(sa.delete(lists).where(lists.c.id == row["id"]))
    removals.note(connection, row["user_id"], _gone(row["id"]), time.time())
    return undo.note(connection, who, "list", body)


def restore(connection: sa.Connection, who: Identity, body: dict[str, Any]) -> None:
    """Brings a removed list back. Raises Forbidden for one shared with all, of somebody who may share none any more."""
    _check_shared(who, body["list"]["shared"])
    removals.clear(connection, body["list"]["user_id"], _gone(body["list"]["id"]))
    connection.execute(insert_into(connection, lists).values(body["list"]).on_conflict_do_nothing())
    if body["items"]:
        connection.execute(insert_into(connection, list_items).on_conflict_do_nothing(), body["items"])


def visible_items(who: Identity) -> sa.ColumnElement[bool]:
    """The condition that a reader may see an item of a list."""
    books = sa.exists().where(comics.c.id == list_items.c.item_id, visible.comics(who)).correlate(list_items)
    shelves = sa.exists().where(series.c.id == list_items.c.item_id, visible.series(who)).correlate(list_items)
    return sa.or_(sa.and_(list_items.c.kind == "comic", books), sa.and_(list_items.c.kind == "series", shelves))


def touched(connection: sa.Connection, list_id: str) -> None:
    """Notes that a list was changed just now."""
    connection.execute(sa.update(lists).where(lists.c.id == list_id).values(updated_at=time.time()))


def _make(
    connection: sa.Connection,
    who: Identity,
    key: str,
    name: str,
    kind: str,
    *,
    shared: bool,
    at: float | None = None,
) -> List:
    now = time.time() if at is None else at
    row = {"id": key, "user_id": who.subject, "name": name, "kind": kind, "shared": shared, "named_at": now}
    made = insert_into(connection, lists).values({**row, "created_at": now, "updated_at": now})
    connection.execute(made.on_conflict_do_nothing())  # said twice at the same time
    return get(connection, who, key)


def _gone(key: str) -> str:
    """The name under which it is remembered that a list was removed."""
    return f"list/{key}"


def _check_room(connection: sa.Connection, who: Identity) -> None:
    mine = sa.select(sa.func.count()).select_from(lists).where(lists.c.user_id == who.subject)
    if connection.execute(mine).scalar_one() >= MOST_LISTS:
        raise Conflict("too_many_lists", f"You may have {MOST_LISTS} lists.")


def _seen(who: Identity) -> sa.ColumnElement[bool]:
    """Their own, and those shared with all. Who may not see all there is sees no list of what they may not: its name
    tells of that."""
    shared: sa.ColumnElement[bool] = lists.c.shared.is_(True)
    if not who.is_admin and not who.sees_all:
        shared &= sa.exists().where(list_items.c.list_id == lists.c.id, visible_items(who)).correlate(lists)
    return sa.or_(lists.c.user_id == who.subject, shared)


def _check_shared(who: Identity, shared: bool) -> None:
    if shared and not who.is_admin:
        raise Forbidden("admin_only", "Only an administrator may share a list with all.")


def _counts(connection: sa.Connection, who: Identity, ids: Sequence[str]) -> dict[str, int]:
    query = sa.select(list_items.c.list_id, sa.func.count()).where(list_items.c.list_id.in_(ids), visible_items(who))
    return {row[0]: row[1] for row in connection.execute(query.group_by(list_items.c.list_id))}


def _want_id(who: Identity) -> str:
    return blake2s(f"want:{who.subject}".encode(), digest_size=10).hexdigest()


def _want_row(who: Identity) -> dict[str, Any]:
    row = {"id": _want_id(who), "user_id": who.subject, "name": "Want to read", "kind": WANT, "shared": False}
    now = time.time()
    return {**row, "created_at": now, "updated_at": now}


def _list(row: Any, who: Identity, count: int) -> List:
    mine = row["user_id"] == who.subject
    shown = WANT if mine and row["kind"] == WANT else row["id"]
    return List.model_validate({**row, "id": shown, "mine": mine, "item_count": count})
