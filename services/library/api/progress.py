"""How far a reader is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, model_validator

from kit.identity import CurrentUser
from services.library.api.asked import Page, Paging, Word
from services.library.models import MOST_PAGES, Marked, PageNumber, Progress, ReadBook, Replaced
from services.library.store import bulk_progress, progress
from services.library.store.pages import pages_of
from services.library.times import seconds_of
from services.library.wiring import Db, Id

router = APIRouter(prefix="/api/progress", tags=["progress"])


MOST_RESTORED = 50_000


class ProgressSaid(BaseModel):
    """What a client says; pages count from 0. `completed` left out: what was read stays read."""

    comic_id: Word
    current_page: PageNumber
    total_pages: int | None = Field(None, ge=1, le=MOST_PAGES)
    completed: bool | None = None
    updated_at: datetime | None = None


class BulkSaid(BaseModel):
    """One of `series_id`, `series_ids`, `comic_ids` with `completed`, and `updated_at` where that was said earlier; or
    `restore` with `at`, as the answer before had them."""

    series_id: Word | None = None
    series_ids: list[Word] | None = Field(None, max_length=100)
    comic_ids: list[Word] | None = Field(None, max_length=1_000)
    completed: bool | None = None
    updated_at: datetime | None = None
    restore: list[Replaced] | None = Field(None, max_length=MOST_RESTORED)
    at: float | None = Field(None, ge=0, lt=1e11)

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        marking, undoing = self.completed is not None, self.restore is not None
        chosen = sum(one is not None for one in (self.series_id, self.series_ids, self.comic_ids))
        if marking == undoing or chosen != marking or undoing != (self.at is not None):
            raise ValueError("say series_id, series_ids or comic_ids with completed, or restore with at")
        return self


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
def note_progress(said: ProgressSaid, user: CurrentUser, database: Db) -> Progress | None:
    """Notes progress; the later `updated_at` wins. Answers how it stands now: null where it was made unread later."""
    moment = seconds_of(said.updated_at)
    with database.write() as connection:
        one = progress.Said(said.comic_id, said.current_page, said.total_pages, said.completed, moment)
        return progress.note(connection, user, one)


@router.post("/bulk")
def mark_many(said: BulkSaid, user: CurrentUser, database: Db) -> Marked:
    """Marks a series, up to 100 of them or up to 1,000 comics as read or unread; or puts back what that replaced.

    What the reader may not see is left out, and what was read or marked after `updated_at`. Putting back spares what
    was read in the meantime.
    """
    at = None if said.updated_at is None else seconds_of(said.updated_at)
    mark = bulk_progress.Mark(bool(said.completed), at)
    with database.write() as connection:
        if said.restore is not None and said.at is not None:
            return bulk_progress.restore(connection, user, said.restore, said.at)
        if said.series_id is not None:
            return bulk_progress.mark_series(connection, user, said.series_id, mark)
        if said.series_ids is not None:
            return bulk_progress.mark_several(connection, user, said.series_ids, mark)
        return bulk_progress.mark_comics(connection, user, said.comic_ids or [], mark)


@router.get("/{comic_id}")
def get_progress(comic_id: Id, user: CurrentUser, database: Db) -> Progress:
    """Progress in one comic."""
    with database.read() as connection:
        pages_of(connection, user, comic_id)
        return progress.get(connection, user, comic_id)


@router.delete("/{comic_id}", status_code=204)
def remove_progress(comic_id: Id, user: CurrentUser, database: Db, updated_at: datetime | None = None) -> None:
    """Forgets it: the comic is unread. With `updated_at` as often as one likes, and what was read later stands."""
    with database.write() as connection:
        pages_of(connection, user, comic_id)
        progress.remove(connection, user, comic_id, None if updated_at is None else seconds_of(updated_at))
