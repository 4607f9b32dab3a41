"""What the pages of one comic and of one series show beside the comic and the series themselves."""

from __future__ import annotations

import json

import sqlalchemy as sa

from kit.identity import Identity
from kit.paths import for_people, to_path
from services.library.models_details import ComicDetails, OnList, SeriesDetails
from services.library.schema import comic_contents, comics, library_roots, series
from services.library.store import gaps, reading_sessions, visible
from services.library.store.catalog import books
from services.library.store.listed import lists

MOST_COPIES = 50


def of_series(connection: sa.Connection, who: Identity, series_id: str) -> SeriesDetails:
    """Of one series. Raises NotFound, also for what the reader may not see."""
    query = sa.select(series.c.id, series.c.name, series.c.metadata).where(visible.series(who))
    row = connection.execute(query.where(series.c.id == series_id)).first()
    if row is None:
        raise visible.not_found("series")
    total = json.loads(row.metadata or "{}").get("total_volumes")
    return SeriesDetails(
        lists=_lists(connection, who, "series", series_id),
        gap=gaps.of_one(connection, who, row),
        total_volumes=total if isinstance(total, int) else None,
        time=reading_sessions.of_series(connection, who, series_id),
    )


def of_comic(connection: sa.Connection, who: Identity, comic_id: str) -> ComicDetails:
    """Of one comic. Raises NotFound, also for what the reader may not see."""
    query = (
        sa.select(comics, library_roots.c.path.label("root"), comic_contents.c.page_list)
        .join_from(comics, library_roots, library_roots.c.id == comics.c.root_id)
        .outerjoin(comic_contents, comic_contents.c.comic_id == comics.c.id)
        .where(visible.comics(who), comics.c.id == comic_id)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        raise visible.not_found("comic")
    sizes = [entry["size_bytes"] for entry in json.loads(row["page_list"])] if row["page_list"] else None
    path = for_people(to_path(f"{row['root']}/{row['path']}")) if who.is_admin else None
    return ComicDetails(
        lists=_lists(connection, who, "comic", comic_id),
        duplicates=books.by_ids(connection, who, _copies(connection, who, row)),
        page_sizes=sizes,
        modified_at=row["mtime"],
        path=path,
        time=reading_sessions.of_comic(connection, who, comic_id),
    )


def _lists(connection: sa.Connection, who: Identity, kind: str, item_id: str) -> list[OnList]:
    return [OnList.model_validate(one.model_dump()) for one in lists.holding(connection, who, kind, item_id)]


def _copies(connection: sa.Connection, who: Identity, row: sa.RowMapping) -> list[str]:
    """The others with the same pages; of the same series, those with the same number and size. By title."""
    alike = [
        sa.and_(
            comics.c.series_id == row["series_id"],
            comics.c.volume.is_not_distinct_from(row["volume"]),
            comics.c.chapter.is_not_distinct_from(row["chapter"]),
            comics.c.size_bytes == row["size_bytes"],
            sa.or_(comics.c.volume.is_not(None), comics.c.chapter.is_not(None)),
        )
    ]
    if row["fingerprint"] is not None:
        alike.append(comics.c.fingerprint == row["fingerprint"])
    # One after the other: each has its index, both at once have none.
    found: dict[str, str] = {}
    for condition in alike:
        query = sa.select(comics.c.id, comics.c.sort_key).where(
            visible.comics(who), comics.c.id != row["id"], condition
        )
        found.update((one, key) for one, key in connection.execute(query.limit(MOST_COPIES)))
    return sorted(found, key=lambda one: (found[one], one))[:MOST_COPIES]
