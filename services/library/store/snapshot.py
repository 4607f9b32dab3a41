"""What the library knows of one library's comics, for the scanner: streamed, in constant memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from kit.db import Database
from kit.wire.listing import entry, quoted
from services.library.schema import comics, library_roots
from services.library.schema_curation import vanishing

ROWS = 5_000  # in one piece


def lines(
    database: Database, library_id: str, root_id: str | None = None, folder: str = "", deep: bool = True
) -> Iterator[bytes]:
    """NDJSON as `kit.wire.listing` describes it.

    With a root only what lies in its `folder` and, where `deep`, beneath it. Comics of folders that the library no
    longer has are among them, as missing ones: they may have moved.
    """
    roots = sa.select(library_roots.c.id).where(library_roots.c.library_id == library_id)
    gone = sa.or_(comics.c.missing_since.is_not(None), comics.c.id.in_(sa.select(vanishing.c.comic_id)))
    missing = sa.case((gone, 1), else_=0)
    query = sa.select(comics.c.root_id, comics.c.path, comics.c.size_bytes, comics.c.mtime, comics.c.id, missing).where(
        comics.c.root_id.in_(roots)
    )
    if root_id is not None:
        query = query.where(comics.c.root_id == root_id, *_within(folder, deep))
    with database.read() as connection:
        for rows in _pieces(connection, query):
            yield _folders(rows)


def _pieces(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Sequence[Any]]:
    if connection.dialect.name != "sqlite":
        streamed = connection.execution_options(stream_results=True, max_row_buffer=ROWS)
        yield from streamed.execute(query).partitions(ROWS)
        return
    cursor: Any = connection.execute(query).cursor  # SQLite's streams anyway, and its plain tuples cost half as much
    while rows := cursor.fetchmany(ROWS):
        yield rows


def _within(folder: str, deep: bool) -> list[sa.ColumnElement[bool]]:
    path = comics.c.path
    conditions: list[sa.ColumnElement[bool]] = []
    if folder:
        conditions = [path > f"{folder}/", path < f"{folder}0"]  # "0" is what follows "/"
    if not deep:
        slashes = sa.func.length(path) - sa.func.length(sa.func.replace(path, "/", ""))
        conditions.append(slashes == (folder.count("/") + 1 if folder else 0))
    # The folder itself may be a comic: one of pictures.
    return [sa.or_(path == folder, sa.and_(*conditions))] if folder else conditions


class _Folder:
    """What is known in one folder."""

    def __init__(self) -> None:
        self.present: list[tuple[str, str]] = []  # entries and ids
        self.missing: list[str] = []

    def lines(self, root: str, folder: str) -> str:
        self.present.sort()
        ids = ",".join([f'"{comic}"' for _, comic in self.present])
        return (
            f'["{root}",{quoted(folder)},{len(self.present)}]\n'
            f"[{','.join([one for one, _ in self.present])}]\n"
            f"[[{ids}],[{','.join(self.missing)}]]\n"
        )


def _folders(rows: Sequence[tuple[Any, ...]]) -> bytes:
    found: dict[tuple[str, str], _Folder] = defaultdict(_Folder)
    for root, path, size, mtime, comic, gone in rows:
        folder, _, name = path.rpartition("/")
        # Written by hand: ids are plain, numbers are their own JSON, only names need care.
        if gone:
            found[root, folder].missing.append(f'[{quoted(name)},{size},{mtime!r},"{comic}"]')
        else:
            found[root, folder].present.append((entry(name, size, mtime), comic))
    return "".join([there.lines(*place) for place, there in found.items()]).encode()
