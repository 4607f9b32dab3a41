"""What the pages of one comic and one series show besides the comic or series itself."""

from __future__ import annotations

from fastapi import APIRouter

from kit.identity import CurrentUser
from services.library.models_details import ComicDetails, SeriesDetails
from services.library.store import details
from services.library.wiring import Db, Id

router = APIRouter(prefix="/api", tags=["details"])


@router.get("/books/{comic_id}/details")
def get_book_details(comic_id: Id, user: CurrentUser, database: Db) -> ComicDetails:
    """Lists, copies, sizes of pages; for administrators where the file lies."""
    with database.read() as connection:
        return details.of_comic(connection, user, comic_id)


@router.get("/series/{series_id}/details")
def get_series_details(series_id: Id, user: CurrentUser, database: Db) -> SeriesDetails:
    """Lists and gaps."""
    with database.read() as connection:
        return details.of_series(connection, user, series_id)
