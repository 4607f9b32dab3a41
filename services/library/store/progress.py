"""How far readers are. The later report wins, and nothing is lost when a comic goes missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kit.errors import NotFound
from kit.identity import Identity
from services.library.models import Progress, ReadBook
from services.library.schema import comics, reading_progress
from services.library.store import reading_hours, removals, visible
from services.library.store.catalog.books import by_ids
from services.library.store.pages import check_page, pages_of
from services.library.store.paging import Order, Window, page
from services.library.store.upsert import insert_into
from services.library.times import seconds_of

RECENT = Order("recent", (reading_progress.c.updated_at, reading_progress.c.comic_id), descending=True)


@dataclass(frozen=True)
class Said:
    """What a client says of its reader; `updated_at` in seconds since 1970, never in the future."""

    comic_id: str
    current_page: int
    total_pages: int | None
    completed: bool | None
    updated_at: float


def note(connection: sa.Connection, who: Identity, said: Said) -> Progress | None:
    """Notes progress, and says how it stands now: None where the comic was marked as unread later.

    Raises NotFound, or Unprocessable (page_out_of_range).
    """
    pages = pages_of(connection, who, said.comic_id)
    check_page(said.current_page, pages or said.total_pages)
    # Whoever reached the last page has read it, unless they say otherwise; what was read stays read.
    at_end = pages is not None and said.current_page == pages - 1
    fresh = {
        "user_id": who.subject,
        "comic_id": said.comic_id,
        "current_page": said.current_page,
        "total_pages": pages or said.total_pages,
        "completed": at_end if said.completed is None else said.completed,
        "updated_at": said.updated_at,
    }
    before = _before(connection, who, said.comic_id)
    if before is None and removals.when(connection, who.subject, removal_of(said.comic_id)) > said.updated_at:
        return None
    insert = insert_into(connection, reading_progress).values(fresh)
    new, old = insert.excluded, reading_progress.c
    values: dict[str, Any] = {
        "current_page": new.current_page,
        "total_pages": sa.func.coalesce(new.total_pages, old.total_pages),
        "completed": sa.or_(new.completed, old.completed) if said.completed is None else new.completed,
        "updated_at": new.updated_at,
    }
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[old.user_id, old.comic_id], set_=values, where=new.updated_at >= old.updated_at
        )
    )
    now = get(connection, who, said.comic_id)
    if before is None or said.updated_at >= before.updated_at:
        pages_read = said.current_page - (before.current_page if before else -1)
        finished = now.completed and not (before and before.completed)
        reading_hours.note(connection, who.subject, said.updated_at, pages_read, int(finished))
    return now


def _before(connection: sa.Connection, who: Identity, comic_id: str) -> Any:
    mine = sa.select(reading_progress).where(reading_progress.c.user_id == who.subject)
    return connection.execute(mine.where(reading_progress.c.comic_id == comic_id)).first()


def get(connection: sa.Connection, who: Identity, comic_id: str) -> Progress:
    """A reader's progress in one comic. Raises NotFound."""
    query = _mine(who).where(reading_progress.c.comic_id == comic_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise progress_not_found()
    return Progress.model_validate(row)


def remove(connection: sa.Connection, who: Identity, comic_id: str, at: float | None) -> None:
    """Forgets a reader's progress in one comic, unless they read in it after `at`, in seconds since 1970.

    None is now, whatever the clock said that wrote what is there. Raises NotFound then where there is nothing.
    """
    if at is None:
        before = _before(connection, who, comic_id)
        if before is None:
            raise progress_not_found()
        at = max(seconds_of(None), before.updated_at)
    mine = sa.delete(reading_progress).where(reading_progress.c.user_id == who.subject)
    connection.execute(mine.where(reading_progress.c.comic_id == comic_id, reading_progress.c.updated_at <= at))
    removals.note(connection, who.subject, removal_of(comic_id), at)


def removal_of(comic_id: str) -> str:
    """What it is called among the removals that a comic is unread again."""
    return f"progress/{comic_id}"


def progress_not_found() -> NotFound:
    """The answer where nothing was read, or nothing may be seen."""
    return NotFound("progress_not_found", "You have not begun this comic.")


def listed(connection: sa.Connection, who: Identity, window: Window) -> tuple[list[Progress], str | None, int]:
    """A reader's progress, the latest first."""
    query = _mine(who)
    total = connection.execute(query.with_only_columns(sa.func.count())).scalar_one()
    ids, cursor = page(connection, query, reading_progress.c.comic_id, RECENT, window)
    rows = connection.execute(query.where(reading_progress.c.comic_id.in_(ids))).mappings()
    found = {row["comic_id"]: Progress.model_validate(row) for row in rows}
    return [found[one] for one in ids], cursor, total


def recent(connection: sa.Connection, who: Identity, window: Window) -> tuple[list[ReadBook], str | None, int]:
    """The same with the books, of those that are there."""
    query = _mine(who).where(comics.c.missing_since.is_(None))
    total = connection.execute(query.with_only_columns(sa.func.count())).scalar_one()
    ids, cursor = page(connection, query, reading_progress.c.comic_id, RECENT, window)
    books = by_ids(connection, who, ids)
    return [ReadBook(**book.progress.model_dump(), book=book) for book in books if book.progress], cursor, total


def _mine(who: Identity) -> sa.Select[Any]:
    return (
        sa.select(reading_progress)
        .join_from(reading_progress, comics, comics.c.id == reading_progress.c.comic_id)
        .where(reading_progress.c.user_id == who.subject, visible.comics(who, missing=True))
    )
