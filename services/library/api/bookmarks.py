"""Bookmarks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from kit.identity import CurrentUser
from services.library.api.asked import Page, Paging, Word
from services.library.models import Bookmark, MarkedBook, PageNumber, Text
from services.library.store import bookmarks
from services.library.times import seconds_of
from services.library.wiring import Db, Id

router = APIRouter(prefix="/api/bookmarks", tags=["bookmarks"])

Note = Annotated[Text, Field(max_length=2000)]


class BookmarksAsked(Paging):
    """GET /api/bookmarks."""

    comic_id: Word | None = None


class NewBookmark(BaseModel):
    """A page to mark; it counts from 0."""

    comic_id: Word
    page_number: PageNumber
    note: Note | None = None


class Marked(BaseModel):
    """A page that is marked: `note` left out keeps the note there is. `updated_at`: when that was, if not now."""

    note: Note | None = None
    updated_at: datetime | None = None


class NewNote(BaseModel):
    """What to note at a bookmark."""

    note: Note | None


@router.get("")
def list_bookmarks(asked: Annotated[BookmarksAsked, Query()], user: CurrentUser, database: Db) -> Page[Bookmark]:
    """All bookmarks, the newest first; those of one comic in the order of its pages."""
    with database.read() as connection:
        return Page.of(bookmarks.listed(connection, user, asked.comic_id, asked.window))


@router.get("/recent")
def list_recent_bookmarks(asked: Annotated[Paging, Query()], user: CurrentUser, database: Db) -> Page[MarkedBook]:
    """The same with the books."""
    with database.read() as connection:
        return Page.of(bookmarks.recent(connection, user, asked.window))


@router.post("", status_code=201)
def add_bookmark(new: NewBookmark, user: CurrentUser, database: Db) -> Bookmark:
    """Marks a page; a second time replaces the note."""
    with database.write() as connection:
        return bookmarks.add(connection, user, new.comic_id, new.page_number, new.note)


@router.put("/{comic_id}/{page_number}")
def put_bookmark(
    comic_id: Id, page_number: PageNumber, said: Marked, user: CurrentUser, database: Db
) -> Bookmark | None:
    """Marks a page; may be repeated.

    The later change wins: answers the bookmark, or null where it was removed later.
    """
    mark = bookmarks.Mark(comic_id, page_number, seconds_of(said.updated_at))
    note = {"note": said.note} if "note" in said.model_fields_set else {}
    with database.write() as connection:
        return bookmarks.put(connection, user, mark, note)


@router.delete("/{comic_id}/{page_number}")
def take_bookmark_back(
    comic_id: Id, page_number: PageNumber, user: CurrentUser, database: Db, updated_at: datetime | None = None
) -> Bookmark | None:
    """Unmarks a page; may be repeated. Answers the bookmark that was made later, or null."""
    mark = bookmarks.Mark(comic_id, page_number, seconds_of(updated_at))
    with database.write() as connection:
        return bookmarks.take_back(connection, user, mark)


@router.patch("/{bookmark_id}")
def change_bookmark(bookmark_id: Id, new: NewNote, user: CurrentUser, database: Db) -> Bookmark:
    """Another note."""
    with database.write() as connection:
        return bookmarks.change(connection, user, bookmark_id, new.note)


@router.delete("/{bookmark_id}", status_code=204)
def remove_bookmark(bookmark_id: Id, user: CurrentUser, database: Db) -> None:
    """Takes it away."""
    with database.write() as connection:
        bookmarks.remove(connection, user, bookmark_id)
