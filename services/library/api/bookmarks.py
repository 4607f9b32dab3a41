"""Bookmarks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from kit.identity import CurrentUser
from services.library.api.asked import Id, Page, Paging, Word
from services.library.models import Bookmark, PageNumber, Text
from services.library.store import bookmarks
from services.library.wiring import Db

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


class NewNote(BaseModel):
    """What to note at a bookmark."""

    note: Note | None


@router.get("")
def list_bookmarks(asked: Annotated[BookmarksAsked, Query()], user: CurrentUser, database: Db) -> Page[Bookmark]:
    """All bookmarks, the newest first; those of one comic in the order of its pages."""
    with database.read() as connection:
        return Page.of(bookmarks.listed(connection, user, asked.comic_id, asked.window))


@router.post("", status_code=201)
def add_bookmark(new: NewBookmark, user: CurrentUser, database: Db) -> Bookmark:
    """Marks a page; a second time replaces the note."""
    with database.write() as connection:
        return bookmarks.add(connection, user, new.comic_id, new.page_number, new.note)


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
