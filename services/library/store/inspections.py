"""Opening comics: which are to be opened, what was found, how far it is, and which have a problem."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kit.errors import NotFound
from kit.identity import Identity
from kit.wire.catalog import ComicLocation
from kit.wire.inspection import Inspected
from services.library.models_inspection import InspectionState
from services.library.schema import comic_contents, comics, libraries
from services.library.store import followed, visible, writers
from services.library.store.contents import inspected, locations
from services.library.store.layers import files as said_by_files
from services.library.store.upsert import insert_into

ANEW = 0.0  # in inspect_after: whatever became of it before
LEASE = 600.0  # seconds until what was handed out and not reported is handed out again
RATED = 60.0  # seconds over which the rate is taken


def due(connection: sa.Connection, *, only_anew: bool = False) -> bool:
    """Is there anything to open now? `only_anew`: anything that people want opened once more."""
    return connection.execute(_due(only_anew).limit(1)).first() is not None


def take(connection: sa.Connection, limit: int, *, only_anew: bool = False) -> list[ComicLocation]:
    """The comics that have waited longest. From now on they belong to the caller alone."""
    query = _due(only_anew).add_columns(comics.c.inspect_after == ANEW)
    query = query.order_by(comics.c.inspect_after).limit(limit).with_for_update(of=comics, skip_locked=True)
    taken = {comic_id: bool(anew) for comic_id, anew in connection.execute(query)}
    if not taken:
        return []
    ids = list(taken)
    connection.execute(sa.update(comics).where(comics.c.id.in_(ids)).values(inspect_after=time.time() + LEASE))
    by_id = {one.comic_id: one for one in locations(connection, ids)}
    return [by_id[one].model_copy(update={"anew": taken[one]}) for one in ids if one in by_id]


def report(connection: sa.Connection, found: Sequence[Inspected]) -> int:
    """Notes what was found, and returns how many of the reports still held."""
    writers.alone(connection)  # before anything else: a scan may change the same comics and their series
    applied = 0
    told: dict[str, dict[str, Any]] = {}
    for one in found:
        try:
            if inspected(connection, one.comic_id, one):
                applied += 1
                _keep(connection, one)
                if one.comic_info is not None:
                    told[one.comic_id] = one.comic_info
        except NotFound:
            continue  # gone in the meantime
    said_by_files.bring(connection, told)
    followed.follow(connection, [one.comic_id for one in found if one.fingerprint])
    return applied


def state(connection: sa.Connection, who: Identity | None = None) -> InspectionState:
    """How far it is, over all that is there, or that `who` may see."""
    there = comics.c.missing_since.is_(None) if who is None else visible.comics(who)
    count = sa.select(sa.func.count()).select_from(comics)
    total = connection.execute(count.where(there)).scalar_one()
    waiting = connection.execute(count.where(there, comics.c.inspect_after.is_not(None))).scalar_one()
    failed = connection.execute(count.where(there, comics.c.problem.is_not(None))).scalar_one()
    since = sa.select(sa.func.count()).join_from(comic_contents, comics, comics.c.id == comic_contents.c.comic_id)
    recent = connection.execute(since.where(there, comic_contents.c.inspected_at > time.time() - RATED)).scalar_one()
    rate = recent / RATED
    eta = round(waiting / rate) if waiting and rate else None
    return InspectionState(total=total, done=total - waiting, failed=failed, rate=round(rate, 2), eta=eta)


def _due(only_anew: bool) -> sa.Select[Any]:
    online = sa.select(libraries.c.id).where(libraries.c.removed_at.is_(None), libraries.c.online)
    return sa.select(comics.c.id).where(
        comics.c.inspect_after <= (ANEW if only_anew else time.time()),
        comics.c.missing_since.is_(None),
        comics.c.library_id.in_(online),
    )


def _keep(connection: sa.Connection, one: Inspected) -> None:
    values: dict[str, Any] = {"inspected_at": time.time()}
    if one.page_list is not None:
        values["page_list"] = json.dumps([entry.model_dump() for entry in one.page_list], separators=(",", ":"))
        values["comic_info"] = json.dumps(one.comic_info or {}, ensure_ascii=False, separators=(",", ":"))
    insert = insert_into(connection, comic_contents).values(comic_id=one.comic_id, **values)
    connection.execute(insert.on_conflict_do_update(index_elements=["comic_id"], set_=values))
