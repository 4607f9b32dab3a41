"""Bookmarks: marked pages, at most one for each page of each reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from kit.errors import NotFound
from kit.identity import Identity
from kit.ids import new_id
from services.library.models import Bookmark, MarkedBook
from services.library.schema import bookmarks, comics
from services.library.store import removals, visible
from services.library.store.catalog.books import by_ids
from services.library.store.pages import check_page, pages_of
from services.library.store.paging import Order, Window, page
from services.library.store.upsert import insert_into
from services.library.times import seconds_of

NEWEST = Order("created", (bookmarks.c.created_at, bookmarks.c.id), descending=True)


def listed(
    connection: sa.Connection, who: Identity, comic_id: str | None, window: Window
) -> tuple[list[Bookmark], str | None, int]:
    """A reader's bookmarks, the newest first; of one comic in the order of its pages."""
    query = _mine(who)
    if comic_id is not None:
        query = query.where(bookmarks.c.comic_id == comic_id)
        order = Order("page", (bookmarks.c.page_number, bookmarks.c.id))
    else:
        order = NEWEST
    total = connection.execute(query.with_only_columns(sa.func.count())).scalar_one()
    ids, cursor = page(connection, query, bookmarks.c.id, order, window)
    rows = connection.execute(query.where(bookmarks.c.id.in_(ids))).mappings()
    found = {row["id"]: Bookmark.model_validate(row) for row in rows}
    return [found[one] for one in ids], cursor, total


def recent(connection: sa.Connection, who: Identity, window: Window) -> tuple[list[MarkedBook], str | None, int]:
    """The same with the books, of those that are there."""
    query = _mine(who).where(comics.c.missing_since.is_(None))
    total = connection.execute(query.with_only_columns(sa.func.count())).scalar_one()
    ids, cursor = page(connection, query, bookmarks.c.id, NEWEST, window)
    rows = {row["id"]: row for row in connection.execute(query.where(bookmarks.c.id.in_(ids))).mappings()}
    books = {book.id: book for book in by_ids(connection, who, list({row["comic_id"] for row in rows.values()}))}
    found = [rows[one] for one in ids if rows[one]["comic_id"] in books]
    return [MarkedBook.model_validate({**row, "book": books[row["comic_id"]]}) for row in found], cursor, total


def of_comic(connection: sa.Connection, who: Identity, comic_id: str) -> list[Bookmark]:
    """A reader's bookmarks in one comic, in the order of its pages."""
    query = _mine(who).where(bookmarks.c.comic_id == comic_id).order_by(bookmarks.c.page_number)
    return [Bookmark.model_validate(row) for row in connection.execute(query).mappings()]


@dataclass(frozen=True)
class Mark:
    """A page to be marked, or no longer; `at` is when that was said, in seconds since 1970."""

    comic_id: str
    page_number: int
    at: float

    @property
    def what(self) -> str:
        """The name under which its removal is remembered."""
        return f"bookmark/{self.comic_id}/{self.page_number}"


def put(connection: sa.Connection, who: Identity, mark: Mark, note: dict[str, str | None]) -> Bookmark | None:
    """Marks a page; `note` is empty or holds the new "note". What was said later stands: None where that removed it.

    Raises NotFound, Unprocessable (page_out_of_range).
    """
    check_page(mark.page_number, pages_of(connection, who, mark.comic_id))
    if removals.when(connection, who.subject, mark.what) <= mark.at:
        _write(connection, who, mark, note)
    row = connection.execute(_of_page(who, mark)).mappings().first()
    return Bookmark.model_validate(row) if row else None


def add(connection: sa.Connection, who: Identity, comic_id: str, page_number: int, note: str | None) -> Bookmark:
    """Marks a page now, whatever was said before. Raises NotFound, Unprocessable."""
    check_page(page_number, pages_of(connection, who, comic_id))
    mark = Mark(comic_id, page_number, seconds_of(None))
    before = connection.execute(_of_page(who, mark)).mappings().first()
    if before and before["updated_at"] > mark.at:  # written by a replica whose clock is ahead
        mark = replace(mark, at=before["updated_at"])
    _write(connection, who, mark, {"note": note})
    return Bookmark.model_validate(connection.execute(_of_page(who, mark)).mappings().one())


def _write(connection: sa.Connection, who: Identity, mark: Mark, note: dict[str, str | None]) -> None:
    """Writes a mark, unless the bookmark was changed later."""
    fresh = {"id": new_id(), "user_id": who.subject, "comic_id": mark.comic_id, "page_number": mark.page_number}
    times = {"created_at": mark.at, "updated_at": mark.at}
    insert = insert_into(connection, bookmarks).values(**fresh, **times, note=note.get("note"))
    values = {name: insert.excluded[name] for name in ("updated_at", *note)}
    place = [bookmarks.c.user_id, bookmarks.c.comic_id, bookmarks.c.page_number]
    later = insert.excluded.updated_at >= bookmarks.c.updated_at
    connection.execute(insert.on_conflict_do_update(index_elements=place, set_=values, where=later))
    removals.clear(connection, who.subject, mark.what)


def take_back(connection: sa.Connection, who: Identity, mark: Mark) -> Bookmark | None:
    """Unmarks a page, even one that is not marked. Returns the bookmark where it was changed later. Raises NotFound."""
    pages_of(connection, who, mark.comic_id)
    row = connection.execute(_of_page(who, mark)).mappings().first()
    if row and row["updated_at"] > mark.at:
        return Bookmark.model_validate(row)
    if row:
        connection.execute(sa.delete(bookmarks).where(bookmarks.c.id == row["id"]))
    removals.note(connection, who.subject, mark.what, mark.at)
    return None


def _of_page(who: Identity, mark: Mark) -> sa.Select[Any]:
    return _mine(who).where(bookmarks.c.comic_id == mark.comic_id, bookmarks.c.page_number == mark.page_number)


def change(connection: sa.Connection, who: Identity, bookmark_id: str, note: str | None) -> Bookmark:
    """Another note. Raises NotFound."""
    get(connection, who, bookmark_id)
    values = {"note": note, "updated_at": seconds_of(None)}
    connection.execute(sa.update(bookmarks).where(bookmarks.c.id == bookmark_id).values(values))
    return get(connection, who, bookmark_id)


def remove(connection: sa.Connection, who: Identity, bookmark_id: str) -> None:
    """Takes a bookmark away. Raises NotFound."""
    gone = get(connection, who, bookmark_id)
    connection.execute(sa.delete(bookmarks).where(bookmarks.c.id == bookmark_id))
    now = seconds_of(None)
    removals.note(connection, who.subject, Mark(gone.comic_id, gone.page_number, now).what, now)


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
