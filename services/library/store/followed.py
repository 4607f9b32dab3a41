"""Comics that are elsewhere now, known again by their pages: packed anew, in another format, tagged anew.

A scan sees a new comic and one whose file is gone. When the pages of both are the same they are one: the old one, with
all that readers did in it, lies where the new one was found, and what was done in that one since is added to it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from services.library.schema import bookmarks, comic_contents, comics, libraries, reading_progress
from services.library.schema_curation import (
    comic_homes,
    comic_metadata,
    comics_split,
    list_items,
    purged_comics,
    ratings,
    vanishing,
)
from services.library.schema_reading import reading_sessions
from services.library.schema_search import comic_search
from services.library.store import regroup_rules
from services.library.store.intake import shelves
from services.library.store.layers import comics as layers
from services.library.store.layers import reindex
from services.library.store.paging import chunks

# A file that appeared so long (seconds) before the other was missed is a copy of it, and not that one moved.
BEFORE = 3600.0
# Columns that stay with the comic when its file changes; all others come with the file.
_ITS_OWN = {"id", "added_at", "has_thumbnail", "inspect_after", "missing_since", "updated_at", "cover_page"}
_OF_SERIES = ("series_id", "series", "category", "subcategory", "age_rating")
_OF_FILE = (comic_contents, comic_metadata, comic_homes, vanishing, comic_search)


def follow(connection: sa.Connection, ids: Iterable[str]) -> int:
    """Looks for the other half of each of these comics, new or gone; how many were put together."""
    looked_at = list(ids)
    pairs = [pair for some in chunks(looked_at) for pair in _pairs(connection, some)]
    taken: set[str] = set()
    for gone, fresh in pairs:
        if not {gone, fresh} & taken:
            taken |= {gone, fresh}
            _put_together(connection, gone, fresh)
    for some in chunks(looked_at):
        _welcome_back(connection, some)
    return len(taken) // 2


def _welcome_back(connection: sa.Connection, ids: list[str]) -> None:
    """Gives back what readers did in purged comics, where a comic with the same pages has come."""
    same = purged_comics.c.fingerprint == comics.c.fingerprint
    query = sa.select(purged_comics.c.comic_id, comics.c.id).join_from(purged_comics, comics, same)
    query = query.where(comics.c.id.in_(ids), comics.c.missing_since.is_(None))
    waiting = dict(connection.execute(query.order_by(comics.c.added_at.desc(), comics.c.id)).all())
    for purged, back in waiting.items():
        _hand_on(connection, purged, back)
        connection.execute(sa.delete(purged_comics).where(purged_comics.c.comic_id == purged))


def _pairs(connection: sa.Connection, ids: list[str]) -> list[tuple[str, str]]:
    """Ids of comics that are gone, and of those with their pages that came since; of several the latest gone first."""
    gone, fresh = comics.alias("gone"), comics.alias("fresh")
    away, missed = libraries.alias("away"), vanishing.alias("missed")
    lost = vanishing.alias("lost")
    since = sa.func.coalesce(gone.c.missing_since, missed.c.since, away.c.removed_at)
    query = (
        sa.select(gone.c.id, fresh.c.id)
        .join_from(gone, fresh, (gone.c.fingerprint == fresh.c.fingerprint) & (gone.c.id != fresh.c.id))
        .outerjoin(missed, missed.c.comic_id == gone.c.id)
        .outerjoin(away, (away.c.id == gone.c.library_id) & away.c.removed_at.is_not(None))
        .outerjoin(lost, lost.c.comic_id == fresh.c.id)
        .where(since.is_not(None), fresh.c.added_at > since - BEFORE)
        .where(fresh.c.missing_since.is_(None), lost.c.comic_id.is_(None))
        .where(fresh.c.library_id.in_(sa.select(libraries.c.id).where(libraries.c.removed_at.is_(None))))
        .order_by(since.desc(), gone.c.id, fresh.c.added_at, fresh.c.id)
    )
    # Each by itself: one condition with OR would look through all comics there are.
    found_by = [query.where(one.c.id.in_(ids)) for one in (fresh, gone)]
    return [(old, new) for one in found_by for old, new in connection.execute(one)]


def _put_together(connection: sa.Connection, gone: str, fresh: str) -> None:
    """The comic `gone` is where `fresh` was found, which is no comic of its own any more."""
    both = connection.execute(sa.select(comics).where(comics.c.id.in_([gone, fresh]))).mappings()
    rows = {row["id"]: row for row in both}
    old, new = rows[gone], rows[fresh]
    _hand_on(connection, fresh, gone)
    edited = comic_metadata.c.layer == "edited"
    for table in _OF_FILE:
        mine = table.c.comic_id == gone
        connection.execute(sa.delete(table).where(mine & ~edited if table is comic_metadata else mine))
    theirs = comic_metadata.c.comic_id == fresh
    connection.execute(sa.delete(comic_metadata).where(theirs & edited))
    for table in (comic_contents, comic_metadata, comic_homes):
        connection.execute(sa.update(table).where(table.c.comic_id == fresh).values(comic_id=gone))
    for table in (comics_split, vanishing, comic_search):
        connection.execute(sa.delete(table).where(table.c.comic_id == fresh))
    connection.execute(sa.delete(comics).where(comics.c.id == fresh))
    values: dict[str, Any] = {name: value for name, value in new.items() if name not in _ITS_OWN}
    if gone in (apart := regroup_rules.split(connection, [gone])):  # people set it apart: there it stays
        values |= {name: old[name] for name in _OF_SERIES}
        regroup_rules.note_homes(connection, {gone: new["series_id"]})
        values["series_id"] = apart[gone].id
    now = time.time()
    values |= {"missing_since": None, "updated_at": now, "has_thumbnail": False, "inspect_after": now}
    connection.execute(sa.update(comics).where(comics.c.id == gone).values(values))
    layers.settle(connection, [gone])
    changes = Counter({new["series_id"]: -1})
    changes[old["series_id"]] -= old["missing_since"] is None  # until its grace is over it counts where it was
    changes[values["series_id"]] += 1
    shelves.count(connection, changes, set(), now)
    reindex.anew(connection, {old["series_id"], new["series_id"], values["series_id"]})


def _hand_on(connection: sa.Connection, of: str, to: str) -> None:
    """Moves what readers did in the first comic to the second; where both have something, the later one counts."""
    for table, item, kind in ((reading_progress, "comic_id", None), (ratings, "item_id", "comic")):
        of_kind = sa.true() if kind is None else table.c.kind == kind
        _keep_later(connection, table, item, of_kind, of, to)
    marked = sa.select(bookmarks.c.user_id, bookmarks.c.page_number).where(bookmarks.c.comic_id == to)
    twice = sa.tuple_(bookmarks.c.user_id, bookmarks.c.page_number).in_(marked)
    connection.execute(sa.delete(bookmarks).where(bookmarks.c.comic_id == of, twice))
    connection.execute(sa.update(bookmarks).where(bookmarks.c.comic_id == of).values(comic_id=to))
    read = sa.update(reading_sessions).where(reading_sessions.c.comic_id == of)
    connection.execute(read.values(comic_id=to))
    listed = sa.select(list_items.c.list_id).where(list_items.c.item_id == to)
    here = list_items.c.item_id == of
    connection.execute(sa.delete(list_items).where(here, list_items.c.list_id.in_(listed)))
    connection.execute(sa.update(list_items).where(here).values(item_id=to))


def _keep_later(
    connection: sa.Connection, table: sa.Table, item: str, of_kind: sa.ColumnElement[bool], fresh: str, gone: str
) -> None:
    column = table.c[item]
    query = sa.select(table.c.user_id, column, table.c.updated_at).where(of_kind, column.in_([fresh, gone]))
    when: dict[str, dict[str, float]] = {}
    for user, one, at in connection.execute(query):
        when.setdefault(user, {})[one] = at
    for user, times in when.items():
        if fresh not in times:
            continue
        mine = sa.and_(of_kind, table.c.user_id == user)
        loser = fresh if times.get(gone, -1.0) > times[fresh] else gone
        connection.execute(sa.delete(table).where(mine, column == loser))
        connection.execute(sa.update(table).where(mine, column == fresh).values({item: gone}))
