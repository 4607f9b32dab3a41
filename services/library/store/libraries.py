"""Libraries and their folders: what is there, what is added, what is taken away and may come back."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict, NotFound, Unprocessable
from kit.identity import Identity
from kit.ids import new_id
from kit.paths import overlap
from services.library.schema import comics, libraries, library_roots, series
from services.library.store import visible, writers


@dataclass(frozen=True)
class Root:
    """A folder of a library; `path` is absolute, text by `kit.paths`."""

    id: str
    path: str


@dataclass(frozen=True)
class Library:
    """A library as it stands."""

    id: str
    name: str
    roots: tuple[Root, ...]
    online: bool
    offline_reason: str | None
    sample: bool
    created_at: float


def not_found() -> NotFound:
    """The answer for a library that is not there, was removed, or is not for this reader."""
    return NotFound("library_not_found", "There is no such library, or you may not read in it.")


def present(connection: sa.Connection) -> list[Library]:
    """All libraries that were not removed, by name."""
    roots: dict[str, list[Root]] = defaultdict(list)
    live = sa.select(library_roots).where(library_roots.c.removed_at.is_(None)).order_by(library_roots.c.path)
    for row in connection.execute(live):
        roots[row.library_id].append(Root(row.id, row.path))
    rows = connection.execute(sa.select(libraries).where(libraries.c.removed_at.is_(None)).order_by(libraries.c.name))
    return [
        Library(row.id, row.name, tuple(roots[row.id]), row.online, row.offline_reason, row.sample, row.created_at)
        for row in rows
    ]


def get(connection: sa.Connection, library_id: str) -> Library:
    """One library. Raises NotFound."""
    found = next((one for one in present(connection) if one.id == library_id), None)
    if found is None:
        raise not_found()
    return found


def granted(connection: sa.Connection, who: Identity) -> list[Library]:
    """Those that the reader may see."""
    mine = set(connection.execute(sa.select(libraries.c.id).where(visible.libraries(who))).scalars())
    return [one for one in present(connection) if one.id in mine]


def counts(connection: sa.Connection, who: Identity) -> dict[str, tuple[int, int]]:
    """Comics and series of each library, as far as the reader may see them."""
    query = sa.select(series.c.library_id, sa.func.sum(visible.issues(who)), sa.func.count())
    rows = connection.execute(query.where(visible.series(who)).group_by(series.c.library_id))
    return {library_id: (int(number), shelves) for library_id, number, shelves in rows}


def sizes(connection: sa.Connection) -> dict[str, int]:
    """How many comics each library has that are not missing."""
    query = sa.select(series.c.library_id, sa.func.sum(series.c.issue_count)).group_by(series.c.library_id)
    return {library_id: int(number) for library_id, number in connection.execute(query)}


def add(connection: sa.Connection, name: str, paths: list[str], *, sample: bool = False) -> Library:
    """A new library; one that was removed and had one of these folders comes back instead, with all it knew.

    Raises Conflict for a name that is taken, or a folder within another library's.
    """
    alone(connection)
    known = present(connection)
    check_name(name, known)
    check_paths(paths, known)
    library_id = _removed_with(connection, paths)
    if library_id is None:
        library_id = new_id()
        fresh = {"id": library_id, "name": name, "online": True, "sample": sample, "created_at": time.time()}
        connection.execute(sa.insert(libraries).values(fresh))
    else:
        back = {"name": name, "online": True, "offline_reason": None, "sample": sample, "removed_at": None}
        connection.execute(sa.update(libraries).where(libraries.c.id == library_id).values(back))
    _set_roots(connection, library_id, paths)
    return get(connection, library_id)


def change(connection: sa.Connection, library_id: str, name: str | None, paths: list[str] | None) -> Library:
    """Another name, other folders. The comics of a folder that is taken away are missing, until it comes back."""
    alone(connection)
    known = [one for one in present(connection) if one.id != library_id]
    get(connection, library_id)
    if name is not None:
        check_name(name, known)
        connection.execute(sa.update(libraries).where(libraries.c.id == library_id).values(name=name))
    if paths is not None:
        check_paths(paths, known)
        _set_roots(connection, library_id, paths)
    return get(connection, library_id)


def remove(connection: sa.Connection, library_id: str) -> None:
    """Takes a library out of sight; its comics and their readers' progress are kept. Raises NotFound."""
    get(connection, library_id)
    connection.execute(sa.update(libraries).where(libraries.c.id == library_id).values(removed_at=time.time()))


def set_availability(connection: sa.Connection, library_id: str, online: bool, reason: str | None) -> None:
    """Can its folders be read? Raises NotFound."""
    get(connection, library_id)
    state: dict[str, Any] = {"online": online, "offline_reason": None if online else reason}
    connection.execute(sa.update(libraries).where(libraries.c.id == library_id).values(state))


def alone(connection: sa.Connection) -> None:
    """Lets nobody else change libraries until the transaction ends; on SQLite a writer is alone anyway."""
    writers.alone(connection)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE libraries IN SHARE ROW EXCLUSIVE MODE")


def check_name(name: str, others: list[Library]) -> None:
    """Raises Conflict where another library has this name, whatever its case."""
    if any(one.name.casefold() == name.casefold() for one in others):
        raise Conflict("library_exists", "There is a library of this name already.")


def check_paths(paths: list[str], others: list[Library]) -> None:
    """Raises Conflict for a folder within another library's or around it, Unprocessable for two within each other."""
    for one in others:
        for root in one.roots:
            if any(overlap(path, root.path) for path in paths):
                sentence = f"This folder overlaps with the library '{one.name}': a comic belongs to one library."
                raise Conflict("library_overlaps", sentence, library_id=one.id)
    for index, path in enumerate(paths):
        if any(overlap(path, other) for other in paths[index + 1 :]):
            raise Unprocessable("roots_overlap", "One of these folders lies within another.")


def _removed_with(connection: sa.Connection, paths: list[str]) -> str | None:
    """The library last removed that had one of these folders when it was."""
    query = (
        sa.select(libraries.c.id)
        .join(library_roots, library_roots.c.library_id == libraries.c.id)
        .where(libraries.c.removed_at.is_not(None), library_roots.c.removed_at.is_(None))
        .where(library_roots.c.path.in_(paths))
        .order_by(libraries.c.removed_at.desc())
    )
    return connection.execute(query.limit(1)).scalar_one_or_none()


def _set_roots(connection: sa.Connection, library_id: str, paths: list[str]) -> None:
    """Makes `paths` the folders of the library. A folder it had before keeps its id, and with it its comics."""
    mine = sa.select(library_roots).where(library_roots.c.library_id == library_id)
    had = {row.path: row for row in connection.execute(mine)}
    for path in paths:
        if path not in had:
            fresh = {"id": new_id(), "library_id": library_id, "path": path}
            connection.execute(sa.insert(library_roots).values(fresh))
    wanted = [row.id for path, row in had.items() if path in paths]
    gone = [row.id for path, row in had.items() if path not in paths]
    revive = sa.update(library_roots).where(library_roots.c.id.in_(wanted)).values(removed_at=None)
    connection.execute(revive)
    if gone:
        now = time.time()
        connection.execute(sa.update(library_roots).where(library_roots.c.id.in_(gone)).values(removed_at=now))
        lost = sa.update(comics).where(comics.c.root_id.in_(gone), comics.c.missing_since.is_(None))
        connection.execute(lost.values(missing_since=now))
        recount(connection, library_id)


def recount(connection: sa.Connection, library_id: str) -> None:
    """Counts the comics of every series of a library anew."""
    number = (
        sa.select(sa.func.count())
        .where(comics.c.series_id == series.c.id, comics.c.missing_since.is_(None))
        .scalar_subquery()
    )
    connection.execute(sa.update(series).where(series.c.library_id == library_id).values(issue_count=number))
