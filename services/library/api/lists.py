"""Collections, reading lists and what a reader wants to read."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kit.db import Database
from kit.identity import CurrentUser, Identity
from services.library import cbl
from services.library.api.asked import Page, Paging
from services.library.models_curation import (
    Imported,
    ItemKind,
    Key,
    Keys,
    List,
    ListItem,
    ListKind,
    Name,
    Undoable,
)
from services.library.store.listed import cbl as as_cbl
from services.library.store.listed import items, lists
from services.library.times import seconds_of
from services.library.wiring import Db, Id

router = APIRouter(prefix="/api/lists", tags=["lists"])
# Longer than the ids made here, and hard to guess. The id of somebody's 'Want to read' has 20 letters,
# and is made from the user: nobody else must be able to take it first.
OwnId = Annotated[str, Path(min_length=21, max_length=64, pattern=r"^[0-9a-z-]+$")]


class Lists(BaseModel):
    """All lists of a reader."""

    items: list[List]


class NewList(BaseModel):
    """A list to make."""

    name: Name
    kind: ListKind
    shared: bool = False


class PutList(NewList):
    """The same; `updated_at`: when that was said, if not now."""

    updated_at: datetime | None = None


class ChangedList(BaseModel):
    """What is to be different; what is left out stays. `updated_at`: when the name was said, if not now."""

    name: Name | None = None
    shared: bool | None = None
    updated_at: datetime | None = None


class NewItems(BaseModel):
    """Series or comics to put into a list. `kind` where it holds both, or "series" for all their comics in a list of
    comics. `updated_at`: when that was said, if not now."""

    ids: Keys
    kind: ItemKind | None = None
    updated_at: datetime | None = None


class Added(BaseModel):
    """How many were not in the list before, and how many of what was said earlier are gone by now."""

    added: int
    gone: int = 0


class Removed(BaseModel):
    """How many were taken out."""

    removed: int


class Move(BaseModel):
    """An item, and before which other it goes; None: to the end. `updated_at`: when that was said, if not now."""

    id: Key
    before: Key | None = None
    updated_at: datetime | None = None


class CblAsked(BaseModel):
    """POST /api/lists/import: a name in place of the file's own."""

    name: Name | None = None
    shared: bool = False


@router.get("")
def list_lists(user: CurrentUser, database: Db) -> Lists:
    """The reader's own lists and those shared with all; `want` is what they want to read."""
    with database.read() as connection:
        return Lists(items=lists.all_of(connection, user))


@router.post("", status_code=201)
def add_list(new: NewList, user: CurrentUser, database: Db) -> List:
    """Makes a list; only administrators share one with all."""
    with database.write() as connection:
        return lists.add(connection, user, new.name.strip(), new.kind, shared=new.shared)


@router.post("/import", status_code=201)
async def import_cbl(
    asked: Annotated[CblAsked, Query()], request: Request, user: CurrentUser, database: Db
) -> Imported:
    """Makes a reading list of a CBL file (the body, at most 1 MiB), and says which of its books are not there."""
    return await run_in_threadpool(_import, database, user, asked, await request.body())


@router.get("/{list_id}")
def get_list(list_id: Id, user: CurrentUser, database: Db) -> List:
    """One list."""
    with database.read() as connection:
        return lists.get(connection, user, list_id)


@router.put("/{list_id}")
def put_list(list_id: OwnId, new: PutList, user: CurrentUser, database: Db) -> List:
    """Makes a list whose id the caller chose, such as before the server could be reached.

    It may be said again: a list that is there stays as it is, and one that was removed since stays away (404).
    """
    at = None if new.updated_at is None else seconds_of(new.updated_at)
    with database.write() as connection:
        return lists.put(connection, user, list_id, new.name.strip(), new.kind, shared=new.shared, at=at)


@router.patch("/{list_id}")
def change_list(list_id: Id, new: ChangedList, user: CurrentUser, database: Db) -> List:
    """Another name, unless it had another after `updated_at`; shared with all or not."""
    at = None if new.updated_at is None else seconds_of(new.updated_at)
    with database.write() as connection:
        return lists.change(connection, user, list_id, new.name and new.name.strip(), new.shared, at)


@router.delete("/{list_id}")
def remove_list(list_id: Id, user: CurrentUser, database: Db) -> Undoable:
    """Removes a list."""
    with database.write() as connection:
        return Undoable(undo=lists.remove(connection, user, list_id))


@router.get("/{list_id}/items")
def list_items(list_id: Id, asked: Annotated[Paging, Query()], user: CurrentUser, database: Db) -> Page[ListItem]:
    """What is in a list, in its order."""
    with database.read() as connection:
        return Page.of(items.listed(connection, user, list_id, asked.window))


@router.post("/{list_id}/items")
def add_items(list_id: Id, new: NewItems, user: CurrentUser, database: Db) -> Added:
    """Puts series or comics at the end of a list; what was taken out after `updated_at` stays out."""
    with database.write() as connection:
        if new.updated_at is not None:
            at = seconds_of(new.updated_at)
            added, gone = items.add_late(connection, user, list_id, new.ids, new.kind, at)
            return Added(added=added, gone=gone)
        return Added(added=items.add(connection, user, list_id, new.ids, new.kind))


@router.delete("/{list_id}/items")
def remove_last_items(
    list_id: Id, last: Annotated[int, Query(ge=1, le=20_000)], user: CurrentUser, database: Db
) -> Removed:
    """Takes the last items out of a list: those that were just put there."""
    with database.write() as connection:
        return Removed(removed=items.remove_last(connection, user, list_id, last))


@router.delete("/{list_id}/items/{item_id}")
def remove_item(
    list_id: Id, item_id: Id, user: CurrentUser, database: Db, updated_at: datetime | None = None
) -> Undoable:
    """Takes an item out of a list. With `updated_at` as often as one likes, and what was put there later stays."""
    at = None if updated_at is None else seconds_of(updated_at)
    with database.write() as connection:
        return Undoable(undo=items.remove(connection, user, list_id, item_id, at))


@router.post("/{list_id}/move", status_code=204)
def move_item(list_id: Id, said: Move, user: CurrentUser, database: Db) -> None:
    """Puts an item before another, or at the end, unless it was moved after `updated_at`."""
    at = None if said.updated_at is None else seconds_of(said.updated_at)
    with database.write() as connection:
        items.move(connection, user, list_id, said.id, said.before, at)


@router.get("/{list_id}/cbl", response_class=Response)
def export_cbl(list_id: Id, user: CurrentUser, database: Db) -> Response:
    """A reading list as a CBL file."""
    with database.read() as connection:
        name, body = as_cbl.export(connection, user, list_id)
    plain = re.sub(r"[^A-Za-z0-9 ._-]+", "_", name)
    named = f"attachment; filename=\"{plain}.cbl\"; filename*=UTF-8''{quote(name, safe='')}.cbl"
    headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
    return Response(body, headers=headers, media_type="application/xml")


def _import(database: Database, user: Identity, asked: CblAsked, raw: bytes) -> Imported:
    said, books = cbl.read(raw)
    name = (asked.name or said).strip()[:200] or "Reading list"
    with database.write() as connection:
        return as_cbl.bring(connection, user, name, books, shared=asked.shared)
