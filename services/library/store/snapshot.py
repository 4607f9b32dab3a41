"""What the library knows of one library's comics, for the scanner: streamed, in constant memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

import sqlalchemy as sa

from kit.db import Database
from services.library.schema import comics, library_roots
from services.library.schema_curation import vanishing

ROWS = 5_000  # in one piece


def lines(
    database: Database, library_id: str, root_id: str | None = None, folder: str = "", deep: bool = True
) -> Iterator[bytes]:
    """NDJSON, two lines a folder: `[root_id, folder, comics that are not missing]`, then its comics, each as
    `[name, size_bytes, mtime, id, missing]`, missing 0 or 1. A folder may come in several parts.

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
        result = connection.execution_options(stream_results=True, max_row_buffer=ROWS).execute(query)
        for rows in result.partitions(ROWS):
            yield _folders(rows)


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


def _folders(rows: Sequence[Any]) -> bytes:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    present: dict[tuple[str, str], int] = defaultdict(int)
    for root, path, size, mtime, comic, gone in rows:
        folder, _, name = path.rpartition("/")
        # Written by hand: ids are plain, numbers are their own JSON, only names need care.
        found[root, folder].append(f'[{quoted(name)},{size},{mtime!r},"{comic}",{gone}]')
        present[root, folder] += 1 - gone
    return "".join(
        [
            f'["{root}",{quoted(folder)},{present[root, folder]}]\n[{",".join(comics_there)}]\n'
            for (root, folder), comics_there in found.items()
        ]
    ).encode()
