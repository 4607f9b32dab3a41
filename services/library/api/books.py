"""Books, and what it takes to read one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from kit.identity import CurrentUser
from services.library.api.asked import Asked, ChoicesAsked, Ids, IdsAsked, Page
from services.library.models import Book, Reading
from services.library.models_filters import Choices, Letter
from services.library.schema import comics
from services.library.store.catalog import books, facets, letters, reading
from services.library.store.catalog.filters import of_books
from services.library.store.catalog.narrowed import narrowed
from services.library.store.paging import Window
from services.library.wiring import Db, Id

router = APIRouter(prefix="/api", tags=["books"])


@router.get("/books")
def list_books(asked: Annotated[Asked, Query()], user: CurrentUser, database: Db) -> Page[Book]:
    """Books, filtered and sorted; `sort=number` goes series by series, each in reading order."""
    with database.read() as connection:
        chosen = narrowed(connection, user, "books", asked.filter)
        found = books.listed(connection, user, chosen, asked.sort, descending=asked.descending, window=asked.window)
    return Page.of(found)


@router.get("/books/ids")
def list_books_ids(asked: Annotated[IdsAsked, Query()], user: CurrentUser, database: Db) -> Ids:
    """The ids of all that GET /api/books lists, for what is done with all of it."""
    window = Window(asked.limit, asked.cursor)
    with database.read() as connection:
        chosen = narrowed(connection, user, "books", asked.filter)
        found, cursor = books.ids(connection, user, chosen, asked.sort, descending=asked.descending, window=window)
    return Ids(ids=found, comics=len(found), next_cursor=cursor)


@router.get("/books/letters")
def list_books_letters(asked: Annotated[Asked, Query()], user: CurrentUser, database: Db) -> list[Letter]:
    """Which initials the list has, by title, with the same filters."""
    with database.read() as connection:
        chosen = narrowed(connection, user, "books", asked.filter)
        conditions = of_books(user, chosen)
        return letters.of(connection, comics.c.sort_key, conditions, down=asked.descending)


@router.get("/books/filters", response_model=Choices)
def list_books_filters(asked: Annotated[ChoicesAsked, Query()], user: CurrentUser, database: Db) -> Response:
    """What the list can be filtered by, counted in books."""
    with database.read() as connection:
        chosen = narrowed(connection, user, "books", asked.filter)
        found = facets.answer(connection, user, "books", chosen, asked.limit)
    return Response(found, media_type="application/json")


@router.get("/books/{comic_id}")
def get_book(comic_id: Id, user: CurrentUser, database: Db) -> Book:
    """One book."""
    with database.read() as connection:
        return books.get(connection, user, comic_id)


@router.get("/read/{comic_id}")
def get_reading(comic_id: Id, user: CurrentUser, database: Db) -> Reading:
    """What a reader needs to open a comic."""
    with database.read() as connection:
        return reading.get(connection, user, comic_id)
