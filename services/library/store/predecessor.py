"""Takes in what the predecessor knew: as often as one likes, and nothing newer or edited here is overwritten."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kit.ids import new_id
from kit.wire.predecessor import OldBookmark, OldPreferences, OldProgress, OldSeries, PathFound
from services.library import fields
from services.library.schema import bookmarks, comics, libraries, library_roots, reading_progress, series
from services.library.schema_curation import series_metadata
from services.library.store import preferences, reading_hours, writers
from services.library.store.intake import bulk
from services.library.store.layers import reindex, rows
from services.library.store.layers import series as layers
from services.library.store.upsert import insert_into

LAYER = "imported"
KEPT_AS = "predecessor"  # what a reader had set, as it was, among their preferences


def at(connection: sa.Connection, paths: Sequence[str], *, near: bool) -> list[PathFound]:
    """The comics that lie at these absolute paths, missing ones too; `near`: looks for the file names of the others."""
    roots = _roots(connection)
    wanted: dict[str, dict[str, str]] = defaultdict(dict)  # by root: relative path, absolute path
    for path in paths:
        for root_id, root in roots.items():
            if path.startswith(root.rstrip("/") + "/"):
                wanted[root_id][path[len(root.rstrip("/")) + 1 :]] = path
    known: dict[str, PathFound] = {}
    columns = [comics.c.path, comics.c.id, comics.c.series_id]
    for root_id, relative in wanted.items():
        for row in connection.execute(bulk.at_paths(connection, columns, [root_id], list(relative))):
            known[relative[row.path]] = PathFound(comic_id=row.id, series_id=row.series_id)
    if near:
        known |= _near(connection, roots, [path for path in paths if path not in known])
    return [known.get(path, PathFound()) for path in paths]


def progress(connection: sa.Connection, said: Sequence[OldProgress], *, dry_run: bool) -> int:
    """Takes in how far readers were, where that is not known or older here; how much that was."""
    pages = _pages(connection, {one.comic_id for one in said})
    taken, now = 0, time.time()
    for one in said:
        if one.comic_id not in pages:
            continue
        total = pages[one.comic_id] or one.total_pages
        mine = (reading_progress.c.user_id == one.user_id) & (reading_progress.c.comic_id == one.comic_id)
        old = connection.execute(sa.select(reading_progress).where(mine)).first()
        at_time = min(one.updated_at, now)
        if old is not None and old.updated_at >= at_time:
            continue
        taken += 1
        if dry_run:
            continue
        page = min(one.current_page, total - 1) if total else one.current_page
        completed = one.completed or bool(old and old.completed)
        values = {"current_page": page, "total_pages": total, "completed": completed, "updated_at": at_time}
        if old is None:
            connection.execute(sa.insert(reading_progress).values(user_id=one.user_id, comic_id=one.comic_id, **values))
        else:
            connection.execute(sa.update(reading_progress).where(mine).values(values))
        finished = completed and not (old and old.completed)
        reading_hours.note(connection, one.user_id, at_time, page - (old.current_page if old else -1), int(finished))
    return taken


def marks(connection: sa.Connection, said: Sequence[OldBookmark], *, dry_run: bool) -> int:
    """Takes in bookmarks of pages that are not marked here; how many those were."""
    pages = _pages(connection, {one.comic_id for one in said})
    fresh: dict[tuple[str, str, int], dict[str, Any]] = {}
    for one in said:
        if one.comic_id in pages:
            total = pages[one.comic_id]
            number = min(one.page_number, total - 1) if total else one.page_number
            row = {"id": new_id(), **one.model_dump(), "page_number": number, "updated_at": one.created_at}
            fresh.setdefault((one.user_id, one.comic_id, number), row)
    if not fresh:
        return 0
    place = sa.tuple_(bookmarks.c.user_id, bookmarks.c.comic_id, bookmarks.c.page_number)
    columns = (bookmarks.c.user_id, bookmarks.c.comic_id, bookmarks.c.page_number)
    known = {tuple(row) for row in connection.execute(sa.select(*columns).where(place.in_(list(fresh))))}
    new = [row for key, row in fresh.items() if key not in known]
    if new and not dry_run:
        connection.execute(insert_into(connection, bookmarks).on_conflict_do_nothing(), new)
    return len(new)


def settings(connection: sa.Connection, said: Sequence[OldPreferences], *, dry_run: bool) -> int:
    """Takes in what readers had set, beneath what they set here; for how many there was anything new."""
    taken = 0
    for one in said:
        old = preferences.get(connection, one.user_id)
        kept: dict[str, Any] = json.loads(old)
        new = {**_beneath(kept, one.said), KEPT_AS: one.raw}
        if new != kept:
            taken += 1
            if not dry_run:
                preferences.put(connection, one.user_id, json.dumps(new, ensure_ascii=False))
    return taken


def shelves(connection: sa.Connection, said: Sequence[OldSeries], *, dry_run: bool) -> int:
    """Takes in what was known of series as a layer beneath series.json; of how many anything is new."""
    there = set(
        connection.execute(sa.select(series.c.id).where(series.c.id.in_({one.series_id for one in said}))).scalars()
    )
    bodies = {one.series_id: fields.lenient(fields.SERIES, one.said) for one in said if one.series_id in there}
    known = rows.read(connection, series_metadata, bodies)
    bodies = {one: body for one, body in bodies.items() if known.get(one, {}).get(LAYER, {}) != body}
    if bodies and not dry_run:
        writers.alone(connection)
        reindex.anew(connection, layers.put(connection, LAYER, bodies))
    return len(bodies)


def _roots(connection: sa.Connection) -> dict[str, str]:
    query = sa.select(library_roots.c.id, library_roots.c.path).join_from(
        library_roots, libraries, libraries.c.id == library_roots.c.library_id
    )
    rows_ = connection.execute(query.where(library_roots.c.removed_at.is_(None), libraries.c.removed_at.is_(None)))
    return dict(map(tuple, rows_))


def _near(connection: sa.Connection, roots: dict[str, str], paths: list[str]) -> dict[str, PathFound]:
    """For paths at which nothing lies: where the only comic of that file name does."""
    names = {path: path.rpartition("/")[2] for path in paths}
    query = sa.select(comics.c.filename, sa.func.min(comics.c.root_id), sa.func.min(comics.c.path))
    query = query.where(comics.c.filename.in_(set(names.values())), comics.c.root_id.in_(roots))
    only = query.group_by(comics.c.filename).having(sa.func.count() == 1)
    there = {name: f"{roots[root].rstrip('/')}/{path}" for name, root, path in connection.execute(only)}
    return {path: PathFound(near=there[name]) for path, name in names.items() if name in there}


def _pages(connection: sa.Connection, ids: set[str]) -> dict[str, int | None]:
    query = sa.select(comics.c.id, comics.c.pages).where(comics.c.id.in_(ids))
    return dict(map(tuple, connection.execute(query)))


def _beneath(kept: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """What is kept, and of `said` what it does not say itself."""
    new = {**said, **kept}
    for key, value in said.items():
        if isinstance(value, dict) and isinstance(kept.get(key), dict):
            new[key] = _beneath(kept[key], value)
    return new
