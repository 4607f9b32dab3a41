"""Bookmarks: pages that readers marked, one a page."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa

from kit.errors import NotFound
from kit.identity import Identity
from kit.ids import new_id
from services.library.models import Bookmark
from services.library.schema import bookmarks, comics
from services.library.store import visible
from services.library.store.lists import Order, Window, page
from services.library.store.pages import check_page, pages_of
from services.library.store.upsert import insert_into


def listed(
    connection: sa.Connection, who: Identity, comic_id: str | None, window: Window
) -> tuple[list[Bookmark], str | None, int]:
    """A reader's bookmarks, the newest first; of one comic in the order of its pages."""
    query = _mine(who)
    if comic_id is not None:
        query = query.where(bookmarks.c.comic_id == comic_id)
        order = Order("page", (bookmarks.c.page_number, bookmarks.c.id))
    else:
        order = Order("created", (bookmarks.c.created_at, bookmarks.c.id), descending=True)
    total = connection.execute(query.with_only_columns(sa.func.count())).scalar_one()
    ids, cursor = page(connection, query, bookmarks.c.id, order, window)
    rows = connection.execute(query.where(bookmarks.c.id.in_(ids))).mappings()
    found = {row["id"]: Bookmark.model_validate(row) for row in rows}
    return [found[one] for one in ids], cursor, total


def of_comic(connection: sa.Connection, who: Identity, comic_id: str) -> list[Bookmark]:
    """A reader's bookmarks in one comic, in the order of its pages."""
    query = _mine(who).where(bookmarks.c.comic_id == comic_id).order_by(bookmarks.c.page_number)
    return [Bookmark.model_validate(row) for row in connection.execute(query).mappings()]


def add(connection: sa.Connection, who: Identity, comic_id: str, page_number: int, note: str | None) -> Bookmark:
    """Marks a page; where it is marked already, the note is the new one. Raises NotFound, Unprocessable."""
    check_page(page_number, pages_of(connection, who, comic_id))
    fresh = {
        "id": new_id(),
        "user_id": who.subject,
        "comic_id": comic_id,
        "page_number": page_number,
        "note": note,
        "created_at": time.time(),
    }
    insert = insert_into(connection, bookmarks).values(fresh)
    place = [bookmarks.c.user_id, bookmarks.c.comic_id, bookmarks.c.page_number]
    connection.execute(insert.on_conflict_do_update(index_elements=place, set_={"note": insert.excluded.note}))
    query = _mine(who).where(bookmarks.c.comic_id == comic_id, bookmarks.c.page_number == page_number)
    return Bookmark.model_validate(connection.execute(query).mappings().one())


def change(connection: sa.Connection, who: Identity, bookmark_id: str, note: str | None) -> Bookmark:
    """Another note. Raises NotFound."""
    get(connection, who, bookmark_id)
    connection.execute(sa.update(bookmarks).where(bookmarks.c.id == bookmark_id).values(note=note))
    return get(connection, who, bookmark_id)


def remove(connection: sa.Connection, who: Identity, bookmark_id: str) -> None:
    """Takes a bookmark away. Raises NotFound."""
    get(connection, who, bookmark_id)
    connection.execute(sa.delete(bookmarks).where(bookmarks.c.id == bookmark_id))


def get(connection: sa.Connection, who: Identity, bookmark_id: str) -> Bookmark:
    """One bookmark of the reader's own. Raises NotFound."""
    row = connection.execute(_mine(who).where(bookmarks.c.id == bookmark_id)).mappings().first()
    if row is None:
        raise NotFound("bookmark_not_found", "You have no such bookmark.")
    return Bookmark.model_validate(row)


def _mine(who: Identity) -> sa.Select[Any]:
    return (
        sa.select(bookmarks)
        .join_from(bookmarks, comics, comics.c.id == bookmarks.c.comic_id)
        .where(bookmarks.c.user_id == who.subject, visible.comics(who, missing=True))
    )
