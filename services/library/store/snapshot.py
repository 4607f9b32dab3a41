"""What the library knows of one library's comics, for the scanner: streamed, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from json.encoder import encode_basestring_ascii as quoted

import sqlalchemy as sa

from kit.db import Database
from services.library.schema import comics, library_roots

LINES = 2_000  # in one piece


def lines(database: Database, library_id: str) -> Iterator[bytes]:
    """NDJSON: `[root_id, path, size_bytes, mtime, id, missing]` a comic, missing 0 or 1; about 2,000 lines a piece.

    Comics of folders that the library no longer has are among them, as missing ones: they may have moved.
    """
    roots = sa.select(library_roots.c.id).where(library_roots.c.library_id == library_id)
    missing = sa.case((comics.c.missing_since.is_(None), 0), else_=1)
    query = sa.select(comics.c.root_id, comics.c.path, comics.c.size_bytes, comics.c.mtime, comics.c.id, missing).where(
        comics.c.root_id.in_(roots)
    )
    with database.read() as connection:
        result = connection.execution_options(stream_results=True, max_row_buffer=LINES).execute(query)
        for rows in result.partitions(LINES):
            # Written by hand: ids are plain, numbers are their own JSON, only the path needs care.
            yield "".join(
                [
                    f'["{root}",{quoted(path)},{size},{mtime!r},"{comic}",{gone}]\n'
                    for root, path, size, mtime, comic, gone in rows
                ]
            ).encode()
