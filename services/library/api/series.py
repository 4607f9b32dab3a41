"""Series, the tree, search and the home page."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from kit.identity import CurrentUser
from services.library.api.asked import (
    Asked,
    ChoicesAsked,
    Ids,
    IdsAsked,
    Page,
    SearchAsked,
    TreeAsked,
    Word,
)
from services.library.models import Found, Home, Series, SeriesPage
from services.library.models_filters import Choices, Letter
from services.library.schema import series as series_table
from services.library.store.catalog import books, facets, home, letters, series, series_page, tree
from services.library.store.catalog import search as searching
from services.library.store.catalog.filters import Filter, of_series
from services.library.store.catalog.narrowed import narrowed
from services.library.store.paging import Window
from services.library.wiring import Db, Id

router = APIRouter(prefix="/api", tags=["series"])


class SeriesNamed(BaseModel):
    """POST /api/series/comics."""

    series_ids: list[Word] = Field(max_length=100)


class ComicIds(BaseModel):
    """Comics, by their ids."""

    ids: list[str]


@router.get("/series")
def list_series(asked: Annotated[Asked, Query()], user: CurrentUser, database: Db) -> Page[Series]:
    """Series, filtered and sorted."""
    with database.read() as connection:
        chosen = narrowed(connection, user, "series", asked.filter)
        found = series.listed(connection, user, chosen, asked.sort, descending=asked.descending, window=asked.window)
    return Page.of(found)


@router.get("/series/ids")
def list_series_ids(asked: Annotated[IdsAsked, Query()], user: CurrentUser, database: Db) -> Ids:
    """The ids of all that GET /api/series lists, for what is done with all of it."""
    window = Window(asked.limit, asked.cursor)
    with database.read() as connection:
        chosen = narrowed(connection, user, "series", asked.filter)
        found, cursor = series.ids(connection, user, chosen, asked.sort, descending=asked.descending, window=window)
        return Ids(ids=found, comics=series.comics_in(connection, user, found), next_cursor=cursor)


@router.post("/series/comics")
def list_comics_of_series(asked: SeriesNamed, user: CurrentUser, database: Db) -> ComicIds:
    """The comics of up to 100 series, series by series, each in reading order; what may not be seen is left out."""
    with database.read() as connection:
        return ComicIds(ids=books.of_each(connection, user, asked.series_ids))


@router.get("/series/letters")
def list_series_letters(asked: Annotated[Asked, Query()], user: CurrentUser, database: Db) -> list[Letter]:
    """Which initials the list has, by title, with the same filters."""
    with database.read() as connection:
        chosen = narrowed(connection, user, "series", asked.filter)
        conditions = of_series(user, chosen)
        return letters.of(connection, series_table.c.sort_key, conditions, down=asked.descending)


@router.get("/series/filters", response_model=Choices)
def list_series_filters(asked: Annotated[ChoicesAsked, Query()], user: CurrentUser, database: Db) -> Response:
    """What the list can be filtered by, counted in series."""
    with database.read() as connection:
        chosen = narrowed(connection, user, "series", asked.filter)
        found = facets.answer(connection, user, "series", chosen, asked.limit)
    return Response(found, media_type="application/json")


@router.get("/series/{series_id}")
def get_series(series_id: Id, user: CurrentUser, database: Db) -> SeriesPage:
    """One series with its issues by volume."""
    with database.read() as connection:
        return series_page.get(connection, user, series_id)


@router.get("/tree", response_class=Response)
def get_tree(asked: Annotated[TreeAsked, Query()], user: CurrentUser, database: Db) -> Response:
    """Category, subcategory and series with counts of comics: `{"items": [...], "total": n}`."""
    shelf = Filter(library=asked.library, category=asked.category, subcategory=asked.subcategory)
    with database.read() as connection:
        grown = tree.grown(connection, user, shelf, with_series=asked.series)
    # Written as it is: a model for each of 20,000 series would take longer than all the rest.
    return Response(
        json.dumps(grown, ensure_ascii=False, separators=(",", ":")).encode(), media_type="application/json"
    )


@router.get("/search")
def search(asked: Annotated[SearchAsked, Query()], user: CurrentUser, database: Db) -> Found:
    """Series and books that hold every word of `q`."""
    with database.read() as connection:
        return searching.search(connection, user, asked.q, asked.limit)


@router.get("/home")
def get_home(user: CurrentUser, database: Db) -> Home:
    """The rails of the home page."""
    with database.read() as connection:
        return home.rails(connection, user)
