"""Smart lists: filters that were kept, a reader's own or, where an admin says so, everybody's."""

from __future__ import annotations

import json
import time
from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict, Forbidden, NotFound
from kit.identity import Identity
from kit.ids import new_id
from services.library.models import Kind
from services.library.models_filters import SmartList
from services.library.schema import comics, series
from services.library.schema_curation import smart_lists
from services.library.store.catalog.filters import VALUED, Filter, of_books, of_series

MOST = 200  # of one reader


def listed(connection: sa.Connection, who: Identity) -> list[SmartList]:
    """A reader's own and the shared ones, by name."""
    query = sa.select(smart_lists).where(_seen(who)).order_by(smart_lists.c.name, smart_lists.c.id)
    found = (_for(connection, who, _list_of(row, who)) for row in connection.execute(query).mappings())
    return [one for one in found if one is not None]


def get(connection: sa.Connection, who: Identity, list_id: str) -> SmartList:
    """One list. Raises NotFound."""
    row = connection.execute(sa.select(smart_lists).where(smart_lists.c.id == list_id, _seen(who))).mappings().first()
    found = None if row is None else _for(connection, who, _list_of(row, who))
    if found is None:
        raise NotFound("smart_list_not_found", "There is no such list, or it is somebody else's own.")
    return found


def add(connection: sa.Connection, who: Identity, said: dict[str, Any]) -> SmartList:
    """Keeps a filter: `said` has name, kind, filter, sort, order, shared. Raises Forbidden, Conflict."""
    _check_shared(who, said["shared"])
    mine = sa.select(sa.func.count()).select_from(smart_lists).where(smart_lists.c.user_id == who.subject)
    if connection.execute(mine).scalar_one() >= MOST:
        raise Conflict("too_many_lists", f"You have {MOST} smart lists already: remove one first.")
    list_id, now = new_id(), time.time()
    fresh = {**_row(said), "id": list_id, "user_id": who.subject, "created_at": now, "updated_at": now}
    connection.execute(sa.insert(smart_lists).values(fresh))
    return get(connection, who, list_id)


def change(connection: sa.Connection, who: Identity, list_id: str, said: dict[str, Any]) -> SmartList:
    """Puts all of a list anew. Raises NotFound, Forbidden."""
    _check_mine(who, get(connection, who, list_id))
    _check_shared(who, said["shared"])
    values = {**_row(said), "updated_at": time.time()}
    connection.execute(sa.update(smart_lists).where(smart_lists.c.id == list_id).values(values))
    return get(connection, who, list_id)


def remove(connection: sa.Connection, who: Identity, list_id: str) -> None:
    """Takes a list away. Raises NotFound, Forbidden."""
    _check_mine(who, get(connection, who, list_id))
    connection.execute(sa.delete(smart_lists).where(smart_lists.c.id == list_id))


def _seen(who: Identity) -> sa.ColumnElement[bool]:
    return sa.or_(smart_lists.c.user_id == who.subject, smart_lists.c.shared.is_(True))


def _for(connection: sa.Connection, who: Identity, one: SmartList) -> SmartList | None:
    """A list as the reader is told of it. Who may not see all there is sees of another's filter only what chooses
    something that they may see, and none that leaves them nothing, whatever they read and rated."""
    if one.mine or who.is_admin or who.sees_all:
        return one
    kept, told = Filter.of(one.filter), dict(one.filter)
    for field in (*VALUED, "format", "year", "age_rating"):
        values = getattr(kept, field)
        if some := [value for value in values if _leaves(connection, who, one.kind, Filter.of({field: [value]}))]:
            told[field] = some
        elif values:
            return None
    return one.model_copy(update={"filter": told}) if _leaves(connection, who, one.kind, kept) else None


def _leaves(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter) -> bool:
    """Is there anything that the reader may see, but for what they read and rated?"""
    chosen = chosen.without("read").without("rating")
    if kind == "series":
        query: sa.Select[Any] = sa.select(series.c.id).where(*of_series(who, chosen))
    else:
        query = sa.select(comics.c.id).where(*of_books(who, chosen))
    return connection.execute(query.limit(1)).first() is not None


def _check_mine(who: Identity, one: SmartList) -> None:
    if not one.mine and not who.is_admin:
        raise Forbidden("not_yours", "This list is shared with you; only the person who made it may change it.")


def _check_shared(who: Identity, shared: bool) -> None:
    if shared and not who.is_admin:
        raise Forbidden("admin_only", "Only an administrator may share a list with everybody.")


def _row(said: dict[str, Any]) -> dict[str, Any]:
    kept = {name: said[name] for name in ("filter", "sort", "order")}
    return {"name": said["name"], "kind": said["kind"], "shared": said["shared"], "filter": json.dumps(kept)}


def _list_of(row: Any, who: Identity) -> SmartList:
    kept = json.loads(row["filter"])
    return SmartList.model_validate({**row, **kept, "mine": row["user_id"] == who.subject})
