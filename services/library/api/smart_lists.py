"""Smart lists: saved filters."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from kit.identity import CurrentUser
from services.library.api.asked import Filtered, Page, Paging, Sorted
from services.library.models import Book, Kind, Series, Text
from services.library.models_filters import SmartList
from services.library.store import smart_lists
from services.library.store.catalog import books, series
from services.library.wiring import Db, Id

router = APIRouter(prefix="/api/smart-lists", tags=["lists"])


class Kept(Filtered):
    """A filter as /api/series and /api/books take it; what they do not know is refused."""

    model_config = ConfigDict(extra="forbid")


class SmartListSaid(Sorted):
    """A list, whole."""

    name: Annotated[Text, Field(min_length=1, max_length=200)]
    kind: Kind
    filter: Kept
    shared: bool = False

    def told(self) -> dict[str, Any]:
        """The same for the store, without the parts of the filter that choose nothing."""
        return {**self.model_dump(exclude={"filter"}), "filter": self.filter.model_dump(exclude_defaults=True)}


@router.get("")
def list_smart_lists(user: CurrentUser, database: Db) -> dict[str, list[SmartList]]:
    """`{"items": [...]}`: one's own and the shared ones."""
    with database.read() as connection:
        return {"items": smart_lists.listed(connection, user)}


@router.post("", status_code=201)
def add_smart_list(said: SmartListSaid, user: CurrentUser, database: Db) -> SmartList:
    """Keeps a filter."""
    with database.write() as connection:
        return smart_lists.add(connection, user, said.told())


@router.get("/{smart_list_id}")
def get_smart_list(smart_list_id: Id, user: CurrentUser, database: Db) -> SmartList:
    """One list."""
    with database.read() as connection:
        return smart_lists.get(connection, user, smart_list_id)


@router.put("/{smart_list_id}")
def change_smart_list(smart_list_id: Id, said: SmartListSaid, user: CurrentUser, database: Db) -> SmartList:
    """Replaces all of a list."""
    with database.write() as connection:
        return smart_lists.change(connection, user, smart_list_id, said.told())


@router.delete("/{smart_list_id}", status_code=204)
def remove_smart_list(smart_list_id: Id, user: CurrentUser, database: Db) -> None:
    """Takes it away."""
    with database.write() as connection:
        smart_lists.remove(connection, user, smart_list_id)


@router.get("/{smart_list_id}/items")
def list_smart_list_items(
    smart_list_id: Id, asked: Annotated[Paging, Query()], user: CurrentUser, database: Db
) -> Page[Series] | Page[Book]:
    """What the filter finds now, as far as the reader may see it."""
    with database.read() as connection:
        kept = smart_lists.get(connection, user, smart_list_id)
        chosen, down = Kept.model_validate(kept.filter).filter, kept.order == "desc"
        if kept.kind == "series":
            return Page.of(series.listed(connection, user, chosen, kept.sort, descending=down, window=asked.window))
        return Page.of(books.listed(connection, user, chosen, kept.sort, descending=down, window=asked.window))
