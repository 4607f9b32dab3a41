"""Folders as they lie on the disk, however deep: what is in each, as far as the reader may see it.

A folder is named by its root's id and, behind a slash, its path beneath it: `ROOT/Marvel/Daredevil`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from kit.errors import NotFound
from kit.identity import Identity
from kit.paths import for_people, to_path
from kit.sorting import title_key
from services.library.models_filters import Folder, FolderPage, NamedFolder, Step
from services.library.schema import comics, libraries, library_roots
from services.library.store import visible
from services.library.store.catalog.books import TITLE, by_ids
from services.library.store.paging import Order, Window, page

ORDER = Order("title", TITLE)


class Root(NamedTuple):
    """A folder of a library that the reader may see."""

    id: str
    name: str


def tops(connection: sa.Connection, who: Identity) -> FolderPage:
    """The folders of all libraries in which the reader may see a comic, by name."""
    query = sa.select(comics.c.root_id, sa.func.count()).where(visible.comics(who)).group_by(comics.c.root_id)
    counts: dict[str, int] = dict(map(tuple, connection.execute(query)))
    roots = _roots(connection, who)
    there = [Folder(id=one.id, name=one.name, count=counts[one.id]) for one in roots if one.id in counts]
    return FolderPage(folder=None, folders=_sorted(there), items=[], next_cursor=None, total=0)


def opened(connection: sa.Connection, who: Identity, folder: str, window: Window) -> FolderPage:
    """What is in one folder: folders, and a page of the comics that lie right in it. Raises NotFound."""
    root_id, _, path = folder.partition("/")
    root = next((one for one in _roots(connection, who) if one.id == root_id), None)
    beneath = [visible.comics(who), comics.c.root_id == root_id]
    if path:
        # All that begins with it: what follows a slash sorts before the next sign, 0.
        beneath += [comics.c.path >= f"{path}/", comics.c.path < f"{path}0"]
    begin = len(path) + 2 if path else 1
    rest = sa.func.substr(comics.c.path, begin)
    find = sa.func.instr if connection.dialect.name == "sqlite" else sa.func.strpos
    slash = find(rest, "/", type_=sa.Integer)
    name = sa.case((slash > 0, sa.func.substr(rest, 1, slash - 1)))
    query: sa.Select[Any] = sa.select(name.label("name"), sa.func.count()).where(*beneath).group_by("name")
    counts: dict[str | None, int] = dict(map(tuple, connection.execute(query)))
    if root is None or not counts:
        raise NotFound("folder_not_found", "There is no such folder, or nothing in it that you may read.")
    total = counts.pop(None, 0)
    here = sa.select(comics).where(*beneath, slash == 0)
    ids, cursor = page(connection, here, comics.c.id, ORDER, window)
    inside = [Folder(id=f"{folder}/{one}", name=_shown(one), count=number) for one, number in counts.items() if one]
    return FolderPage(
        folder=_named(root, path),
        folders=_sorted(inside),
        items=by_ids(connection, who, ids),
        next_cursor=cursor,
        total=total,
    )


def _named(root: Root, path: str) -> NamedFolder:
    """The folder's name, and those that lead to it."""
    steps = path.split("/") if path else []
    ids = [root.id, *("/".join([root.id, *steps[: number + 1]]) for number in range(len(steps)))]
    names = [root.name, *map(_shown, steps)]
    above = [Step(id=one, name=name) for one, name in zip(ids, names, strict=True)]
    return NamedFolder(id=ids[-1], name=names[-1], above=above[:-1])


def _roots(connection: sa.Connection, who: Identity) -> list[Root]:
    """By the library's name; where that has several folders, by the name of each."""
    query = (
        sa.select(library_roots.c.id, library_roots.c.library_id, library_roots.c.path, libraries.c.name)
        .join_from(library_roots, libraries, libraries.c.id == library_roots.c.library_id)
        .where(library_roots.c.removed_at.is_(None), visible.libraries(who))
    )
    rows = connection.execute(query).all()
    several = {row.library_id for row in rows if sum(one.library_id == row.library_id for one in rows) > 1}
    return [
        Root(row.id, _shown(row.path.rpartition("/")[2]) if row.library_id in several else row.name) for row in rows
    ]


def _sorted(folders: list[Folder]) -> list[Folder]:
    return sorted(folders, key=lambda one: (title_key(one.name), one.id))


def _shown(name: str) -> str:
    return for_people(to_path(name))
