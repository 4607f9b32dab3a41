"""The version of the catalogue: another one after every transaction that wrote into what is counted for all readers.

Whatever was counted from these tables alone may be kept as long as the version is the same (`kept`), in each of several
services on one database: the version is written with the change, and read with the same look as what is counted.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from kit.db import Database
from services.library.schema import comics, libraries, series
from services.library.schema_search import catalogue_version, comic_search, series_values

Counted = TypeVar("Counted")


class Kept(NamedTuple):
    """What was counted, at which version of the catalogue; `again` counts it anew, where that is done ahead."""

    version: int
    counted: object
    again: Callable[[sa.Connection], object] | None


TABLES = [one.name for one in (libraries, series, comics, series_values, comic_search)]
MOST_KEPT = 8  # things counted, of each kind and database; one is 0.1 MB, or 0.5 at the very most

_kept: WeakKeyDictionary[sa.Engine, dict[str, OrderedDict[Hashable, Kept]]] = WeakKeyDictionary()
_lock = threading.Lock()


def watch(database: Database) -> None:
    """From now on, who writes into the catalogue through `database` makes a new version of it."""
    more = sa.update(catalogue_version).values(version=catalogue_version.c.version + 1)

    def changed(connection: sa.Connection) -> None:
        connection.execute(more)

    database.watch(TABLES, changed)


def current(connection: sa.Connection) -> int:
    """The version that this transaction sees."""
    return int(connection.execute(sa.select(catalogue_version.c.version)).scalar_one())


def kept(
    connection: sa.Connection,
    kind: str,
    what: Hashable,
    count: Callable[[sa.Connection], Counted],
    *,
    ahead: bool = False,
) -> Counted:
    """What `count` gives, which depends on `kind`, `what` and the catalogue alone; counted once as long as that is the
    same. One kind drives nothing of another out. `ahead`: after a change `renew` counts it again, before anybody asks.
    """
    version = current(connection)
    with _lock:
        known = _kept.setdefault(connection.engine, {}).setdefault(kind, OrderedDict())
        before = known.get(what)
        if before is not None and before.version == version:
            known.move_to_end(what)
            found: Counted = before.counted  # type: ignore[assignment]
            return found
    counted = count(connection)
    with _lock:
        known[what] = Kept(version, counted, count if ahead else None)
        known.move_to_end(what)
        while len(known) > MOST_KEPT:
            known.popitem(last=False)
    return counted


def renew(connection: sa.Connection) -> int:
    """Counts again what is counted ahead and was counted before the last change; how much that was."""
    with _lock:
        kinds = list(_kept.get(connection.engine, {}).values())
        wanted = [(known, what, one) for known in kinds for what, one in known.items() if one.again]
    version = current(connection) if wanted else 0
    stale = [(known, what, one.again) for known, what, one in wanted if one.version != version and one.again]
    for known, what, again in stale:
        fresh = Kept(version, again(connection), again)
        with _lock:
            if what in known:  # in its old place: what nobody asks for any more is to be dropped first
                known[what] = fresh
    return len(stale)
