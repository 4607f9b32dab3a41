"""Folders as they lie on the disk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from kit.identity import CurrentUser
from services.library.api.asked import Paging
from services.library.models import Text
from services.library.models_filters import FolderPage
from services.library.store.catalog import folders
from services.library.wiring import Db

router = APIRouter(prefix="/api/folders", tags=["folders"])

LONGEST = 8_192  # characters of a folder's name, with all that lead to it


class FolderAsked(Paging):
    """GET /api/folders."""

    folder: Annotated[Text, Field(max_length=LONGEST)] | None = Field(
        None, description="the id of one; none: the outermost"
    )


@router.get("")
def get_folder(asked: Annotated[FolderAsked, Query()], user: CurrentUser, database: Db) -> FolderPage:
    """What is in a folder: folders, and a page of the comics right in it."""
    with database.read() as connection:
        if asked.folder is None:
            return folders.tops(connection, user)
        return folders.opened(connection, user, asked.folder, asked.window)
