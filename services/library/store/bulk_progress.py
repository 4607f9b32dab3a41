"""Many comics marked as read or unread at once, and back to what they were."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models import MOST_PAGES, Marked, Progress, Replaced
from services.library.schema import comics, reading_progress
from services.library.store import removals, visible
from services.library.store.catalog import series
from services.library.store.catalog.books import progress_of, with_progress
from services.library.store.paging import chunks
from services.library.store.progress import removal_of
from services.library.store.upsert import insert_into
from services.library.times import seconds_of

MINE = [reading_progress.c.user_id, reading_progress.c.comic_id]


@dataclass(frozen=True)
class Mark:
    """Read (`completed`) or unread.

    `at`: when that was said (seconds since 1970), if not now; a later change of a comic wins.
    """

    completed: bool
    at: float | None = None


def mark_series(connection: sa.Connection, who: Identity, series_id: str, mark: Mark) -> Marked:
    """All comics of a series that are there. Raises NotFound."""
    if not series.by_ids(connection, who, [series_id]):
        raise visible.not_found("series")
    return mark_several(connection, who, [series_id], mark)


def mark_several(connection: sa.Connection, who: Identity, series_ids: list[str], mark: Mark) -> Marked:
    """All comics of these series that are there, as far as the reader may see them."""
    seen = with_progress(who).where(visible.comics(who), comics.c.series_id.in_(series_ids))
    return _marked(connection, who, connection.execute(seen).mappings().all(), mark)


def mark_comics(connection: sa.Connection, who: Identity, comic_ids: list[str], mark: Mark) -> Marked:
    """These comics, as far as the reader may see them."""
    seen = with_progress(who).where(visible.comics(who, missing=True), comics.c.id.in_(comic_ids))
    return _marked(connection, who, connection.execute(seen).mappings().all(), mark)


def _marked(connection: sa.Connection, who: Identity, found: Sequence[Any], mark: Mark) -> Marked:
    """Marks those that are not so yet; the answer says what was replaced."""
    rows, completed = _not_said_later(connection, who, found, mark), mark.completed
    now = round(time.time(), 3) if mark.at is None else mark.at
    changing = [row for row in rows if (bool(row["my_completed"]) != completed if completed else row["my_comic_id"])]
    replaced = [Replaced(comic_id=row["id"], progress=progress_of(row)) for row in changing]
    if not completed:
        _forget(connection, who, [row["id"] for row in changing])
        removals.note_many(connection, who.subject, [removal_of(row["id"]) for row in rows], now)
    elif changing:
        fresh = [
            {
                "user_id": who.subject,
                "comic_id": row["id"],
                "current_page": row["pages"] - 1 if row["pages"] else row["my_current_page"] or 0,
                "total_pages": row["pages"] or row["my_total_pages"],
                "completed": True,
                # Later than what stood there, even if that was written by a clock that is ahead.
                "updated_at": max(now, row["my_updated_at"] or 0.0),
            }
            for row in changing
        ]
        _write(connection, fresh)
    return Marked(changed=len(changing), at=now, replaced=replaced)


def _not_said_later(connection: sa.Connection, who: Identity, rows: Sequence[Any], mark: Mark) -> Sequence[Any]:
    if mark.at is None:
        return rows
    open_to = [row for row in rows if (row["my_updated_at"] or 0.0) <= mark.at]
    unread = [removal_of(row["id"]) for row in open_to if not row["my_comic_id"]]
    later = removals.later(connection, who.subject, unread, mark.at)
    return [row for row in open_to if removal_of(row["id"]) not in later]


def restore(connection: sa.Connection, who: Identity, replaced: list[Replaced], at: float) -> Marked:
    """Puts back what `mark` replaced at `at`, except where somebody has read since."""
    now = round(time.time(), 3)
    ids = [one.comic_id for one in replaced]
    rows: dict[str, Any] = {}
    for part in chunks(ids):
        seen = with_progress(who).where(visible.comics(who, missing=True), comics.c.id.in_(part))
        rows |= {row["id"]: row for row in connection.execute(seen).mappings()}
    untouched = [one for one in replaced if one.comic_id in rows and (rows[one.comic_id]["my_updated_at"] or 0.0) <= at]
    _forget(connection, who, [one.comic_id for one in untouched if one.progress is None])
    fresh = [
        {**_bounded(one.progress), "user_id": who.subject, "comic_id": one.comic_id}
        for one in untouched
        if one.progress
    ]
    if fresh:
        removals.clear(connection, who.subject, *(removal_of(one["comic_id"]) for one in fresh))
        _write(connection, fresh)
    said = [Replaced(comic_id=one.comic_id, progress=progress_of(rows[one.comic_id])) for one in untouched]
    return Marked(changed=len(untouched), at=now, replaced=said)


def _bounded(said: Progress) -> dict[str, Any]:
    """What a client sent back, limited to what it can have been given."""
    return {
        "current_page": min(max(said.current_page, 0), MOST_PAGES - 1),
        "total_pages": None if said.total_pages is None else min(max(said.total_pages, 1), MOST_PAGES),
        "completed": said.completed,
        "updated_at": seconds_of(said.updated_at),
    }


def _forget(connection: sa.Connection, who: Identity, comic_ids: list[str]) -> None:
    for part in chunks(comic_ids):
        mine = sa.delete(reading_progress).where(reading_progress.c.user_id == who.subject)
        connection.execute(mine.where(reading_progress.c.comic_id.in_(part)))


def _write(connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
    insert = insert_into(connection, reading_progress)
    said = {name: insert.excluded[name] for name in ("current_page", "total_pages", "completed", "updated_at")}
    connection.execute(insert.on_conflict_do_update(index_elements=MINE, set_=said), rows)
