"""Comics whose files are gone: shown for a grace, then hidden, kept thirty days, and purged by nobody but people."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict
from kit.paths import for_people, to_path
from services.library.models_curation import MissingComic
from services.library.schema import comic_contents, comics, libraries, series
from services.library.schema_curation import comic_homes, comic_metadata, comics_split, purged_comics, vanishing
from services.library.schema_search import comic_search
from services.library.store import writers
from services.library.store.paging import Order, Window, chunks, page
from services.library.store.upsert import insert_into

KEPT_DAYS = 30
DAY = 86_400.0
_GONE_PARTS = (comic_contents, comic_metadata, comic_homes, comics_split, vanishing, comic_search)


def vanished(connection: sa.Connection, ids: Sequence[str], library_id: str, now: float) -> int:
    """Notes that these files are gone, and how many nobody knew of; their comics are shown until the grace ends."""
    query = sa.select(comics.c.id).where(
        comics.c.id.in_(ids), comics.c.library_id == library_id, comics.c.missing_since.is_(None)
    )
    query = query.where(comics.c.id.not_in(sa.select(vanishing.c.comic_id)))
    gone = connection.execute(query).scalars().all()
    if gone:
        rows = [{"comic_id": one, "since": now} for one in gone]
        connection.execute(insert_into(connection, vanishing).on_conflict_do_nothing(), rows)
    return len(gone)


def seen(connection: sa.Connection, ids: Sequence[str]) -> None:
    """Their files are there again."""
    if ids:
        connection.execute(sa.delete(vanishing).where(vanishing.c.comic_id.in_(ids)))


def due(connection: sa.Connection, grace: float) -> bool:
    """Is the grace (seconds) of any comic over?"""
    over = sa.select(vanishing.c.comic_id).where(vanishing.c.since <= time.time() - grace)
    return connection.execute(over.limit(1)).first() is not None


def hide(connection: sa.Connection, grace: float) -> int:
    """Hides the comics whose grace (seconds) is over, and says how many."""
    writers.alone(connection)  # a batch of a scan may change the same comics and series, in another order
    over = sa.select(vanishing.c.comic_id, vanishing.c.since).where(vanishing.c.since <= time.time() - grace)
    gone = {row.comic_id: row.since for row in connection.execute(over)}
    changes: Counter[str] = Counter()
    for ids in chunks(list(gone)):
        hidden = sa.update(comics).where(comics.c.id == sa.bindparam("of"), comics.c.missing_since.is_(None))
        there = sa.select(comics.c.series_id).where(comics.c.id.in_(ids), comics.c.missing_since.is_(None))
        changes.update(connection.execute(there).scalars())
        connection.execute(
            hidden.values(missing_since=sa.bindparam("since")), [{"of": i, "since": gone[i]} for i in ids]
        )
        seen(connection, ids)
    for one, number in changes.items():
        fewer = sa.update(series).where(series.c.id == one).values(issue_count=series.c.issue_count - number)
        connection.execute(fewer)
    return sum(changes.values())


def listed(connection: sa.Connection, window: Window) -> tuple[list[MissingComic], str | None, int]:
    """A page of the comics whose files are gone, the latest first; hidden or not yet."""
    since = _since()
    query = _gone()
    total = connection.execute(query.with_only_columns(sa.func.count())).scalar_one()
    order = Order("since", (since, comics.c.id), descending=True)
    ids, cursor = page(connection, query, comics.c.id, order, window)
    rows = connection.execute(query.where(comics.c.id.in_(ids))).mappings()
    found = {row["id"]: _missing(row) for row in rows}
    return [found[one] for one in ids], cursor, total


def purge(
    connection: sa.Connection, ids: Sequence[str] | None, older_than_days: float, count: int
) -> tuple[int, set[str]]:
    """Removes comics that are missing for so long, at least thirty days; what readers did in them is kept.

    How many they were, and their series, of which the index still says what these comics said. Raises Conflict where
    one of `ids` is not missing for so long, or `count` is not how many there are.
    """
    writers.alone(connection)
    due = sa.select(comics.c.id).where(comics.c.missing_since <= time.time() - max(older_than_days, KEPT_DAYS) * DAY)
    if ids is not None:
        due = due.where(comics.c.id.in_(ids))
    found = list(connection.execute(due).scalars())
    if ids is not None and set(ids) - set(found):
        sentence = f"A comic is kept for {KEPT_DAYS} days after its file went missing; one of these is not due."
        raise Conflict("still_kept", sentence, count=len(found))
    if len(found) != count:
        sentence = f"This would remove {len(found)} comics, not {count}. Nothing was removed."
        raise Conflict("count_differs", sentence, count=len(found))
    shelves: set[str] = set()
    for some in chunks(found):
        _remember(connection, some)
        for table in _GONE_PARTS:
            connection.execute(sa.delete(table).where(table.c.comic_id.in_(some)))
        gone = sa.delete(comics).where(comics.c.id.in_(some)).returning(comics.c.series_id)
        shelves.update(connection.execute(gone).scalars())
    return len(found), shelves


def _remember(connection: sa.Connection, ids: Sequence[str]) -> None:
    """Notes which pages they had: what readers did in them is found by these when a file comes back."""
    pages = sa.select(comics.c.id, comics.c.fingerprint, sa.literal(time.time(), sa.Double))
    known = pages.where(comics.c.id.in_(ids), comics.c.fingerprint.is_not(None))
    connection.execute(sa.insert(purged_comics).from_select(["comic_id", "fingerprint", "purged_at"], known))


def _since() -> sa.ColumnElement[float]:
    return sa.func.coalesce(comics.c.missing_since, vanishing.c.since)


def _gone() -> sa.Select[Any]:
    live = sa.select(libraries.c.id).where(libraries.c.removed_at.is_(None))
    gone = sa.or_(comics.c.missing_since.is_not(None), vanishing.c.comic_id.is_not(None))
    query = sa.select(comics, _since().label("since"))
    joined = query.outerjoin_from(comics, vanishing, vanishing.c.comic_id == comics.c.id)
    return joined.where(gone, comics.c.library_id.in_(live))


def _missing(row: Any) -> MissingComic:
    due = row["since"] + KEPT_DAYS * DAY
    said = {"path": _shown(row["path"]), "hidden": row["missing_since"] is not None, "purgeable_at": due}
    return MissingComic.model_validate({**row, **said})


def _shown(path: str) -> str:
    """Where it lay last, for people; nothing where another comic has taken its place since."""
    if path.startswith("/"):
        return ""
    try:
        return for_people(to_path(path))
    except ValueError:
        return for_people(path)
