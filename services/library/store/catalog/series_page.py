"""One series as a page: its issues by volume, its neighbours, and where to go on reading."""

from __future__ import annotations

import itertools
import json
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models import Book, ContinueWith, Neighbour, SeriesPage, SeriesProgress, Volume
from services.library.schema import comics, series
from services.library.store import tags, visible
from services.library.store.catalog import rated
from services.library.store.catalog.books import NUMBER, book_of, with_progress
from services.library.store.catalog.series import by_ids

MOST_ISSUES = 5_000  # on one page; /api/books?series= has all of them, page by page


def get(connection: sa.Connection, who: Identity, series_id: str) -> SeriesPage:
    """The page of a series. Raises NotFound, also for what the reader may not see."""
    found = by_ids(connection, who, [series_id])
    if not found:
        raise visible.not_found("series")
    one = found[0]
    row = connection.execute(sa.select(series).where(series.c.id == series_id)).mappings().one()
    issues = _issues(connection, who, series_id)
    begun = sum(1 for book in issues if book.progress and not book.progress.completed)
    finished = one.issue_count - one.unread_count
    said, rules = json.loads(row["metadata"] or "{}"), tags.rules(connection)
    return SeriesPage(
        **one.model_dump(exclude={"summary"}),
        summary=said.get("summary"),
        authors=said.get("authors", []),
        publisher=said.get("publisher"),
        genres=rules.shown("genre", said.get("genres", [])),
        tags=rules.shown("tag", said.get("tags", [])),
        titles=said.get("titles", []),
        direction=row["direction"] or "ltr",
        pages_known=sum(book.pages or 0 for book in issues),
        volumes=_volumes(issues),
        previous=_neighbour(connection, who, row, forward=False),
        next=_neighbour(connection, who, row, forward=True),
        progress=SeriesProgress(read=finished, in_progress=begun, unread=one.issue_count - finished - begun),
        continue_with=continue_with(issues),
    )


def continue_with(issues: list[Book]) -> ContinueWith | None:
    """Where to go on in issues in reading order: the one begun last, else the first unread after the last read one."""
    if not issues:
        return None
    begun = [book for book in issues if book.progress and not book.progress.completed]
    if begun:
        return _at(max(begun, key=_read_at), "continue")
    read = [index for index, book in enumerate(issues) if book.progress]
    if not read:
        return _at(issues[0], "start")
    last = max(read, key=lambda index: (_read_at(issues[index]), index))
    ahead = (book for book in [*issues[last + 1 :], *issues[:last]] if not book.progress)
    following = next(ahead, None)
    return _at(following, "continue") if following else _at(issues[0], "again")


def _at(book: Book, kind: Any) -> ContinueWith:
    page = book.progress.current_page if book.progress and kind == "continue" else 0
    return ContinueWith(
        comic_id=book.id, title=book.title, volume=book.volume, chapter=book.chapter, page=page, kind=kind
    )


def _read_at(book: Book) -> float:
    return book.progress.updated_at.timestamp() if book.progress else 0.0


def _issues(connection: sa.Connection, who: Identity, series_id: str) -> list[Book]:
    query = with_progress(who).where(visible.comics(who), comics.c.series_id == series_id)
    rows = connection.execute(query.order_by(*NUMBER).limit(MOST_ISSUES)).mappings().all()
    said = rated.of(connection, who, "comic", [row["id"] for row in rows])
    return [book_of(row, said.get(row["id"], rated.UNRATED)) for row in rows]


def _volumes(issues: list[Book]) -> list[Volume]:
    volumes = []
    for volume, books in itertools.groupby(issues, key=lambda book: book.volume):
        ours = list(books)
        read = sum(1 for book in ours if book.progress and book.progress.completed)
        volumes.append(Volume(volume=volume, read_count=read, issues=ours))
    return volumes


def _neighbour(connection: sa.Connection, who: Identity, row: Any, *, forward: bool) -> Neighbour | None:
    """The series before or after, by title, of the same category in the same library."""
    place, mine = sa.tuple_(series.c.sort_key, series.c.id), sa.tuple_(sa.literal(row["sort_key"]), row["id"])
    query = sa.select(series.c.id, series.c.name).where(
        visible.series(who),
        series.c.library_id == row["library_id"],
        series.c.category == row["category"],
        place > mine if forward else place < mine,
    )
    order = (series.c.sort_key, series.c.id) if forward else (series.c.sort_key.desc(), series.c.id.desc())
    found = connection.execute(query.order_by(*order).limit(1)).mappings().first()
    return Neighbour.model_validate(found) if found else None
