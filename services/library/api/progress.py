"""How far a reader is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from kit.identity import CurrentUser
from services.library.api.asked import Id, Page, Paging, Word
from services.library.models import MOST_PAGES, PageNumber, Progress, ReadBook
from services.library.store import progress
from services.library.store.pages import pages_of
from services.library.times import seconds_of
from services.library.wiring import Db

router = APIRouter(prefix="/api/progress", tags=["progress"])


class ProgressSaid(BaseModel):
    """What a client says; pages count from 0. `completed` left out: what was read stays read."""

    comic_id: Word
    current_page: PageNumber
    total_pages: int | None = Field(None, ge=1, le=MOST_PAGES)
    completed: bool | None = None
    updated_at: datetime | None = None


@router.get("")
def list_progress(asked: Annotated[Paging, Query()], user: CurrentUser, database: Db) -> Page[Progress]:
    """All progress, the latest first."""
    with database.read() as connection:
        return Page.of(progress.listed(connection, user, asked.window))


@router.get("/recent")
def list_recent(asked: Annotated[Paging, Query()], user: CurrentUser, database: Db) -> Page[ReadBook]:
    """The same with the books."""
    with database.read() as connection:
        return Page.of(progress.recent(connection, user, asked.window))


@router.put("", operation_id="put_progress")
@router.post("", operation_id="post_progress")
def note_progress(said: ProgressSaid, user: CurrentUser, database: Db) -> Progress:
    """Notes progress; the later `updated_at` wins. Answers how it stands now."""
    moment = seconds_of(said.updated_at)
    with database.write() as connection:
        one = progress.Said(said.comic_id, said.current_page, said.total_pages, said.completed, moment)
        return progress.note(connection, user, one)


@router.get("/{comic_id}")
def get_progress(comic_id: Id, user: CurrentUser, database: Db) -> Progress:
    """Progress in one comic."""
    with database.read() as connection:
        pages_of(connection, user, comic_id)
        return progress.get(connection, user, comic_id)


@router.delete("/{comic_id}", status_code=204)
def remove_progress(comic_id: Id, user: CurrentUser, database: Db) -> None:
    """Forgets it: the comic is unread."""
    with database.write() as connection:
        pages_of(connection, user, comic_id)
        progress.remove(connection, user, comic_id)
