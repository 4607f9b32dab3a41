"""Where comics lie, as the scanner asks: the folders of a series, and comics of a known size and time."""

from __future__ import annotations

import sqlalchemy as sa

from kit.errors import NotFound
from kit.wire.catalog import Alike, ComicFolder, Content
from services.library.schema import comics, libraries, series


def folders_of(connection: sa.Connection, series_id: str) -> list[ComicFolder]:
    """The folders that hold comics of a series, missing ones too. Raises NotFound."""
    if connection.execute(sa.select(series.c.id).where(series.c.id == series_id)).first() is None:
        raise NotFound("series_not_found", "There is no such series.")
    query = sa.select(comics.c.library_id, comics.c.root_id, comics.c.path).where(comics.c.series_id == series_id)
    places = {(library, root, path.rpartition("/")[0]) for library, root, path in connection.execute(query)}
    return [ComicFolder(library_id=library, root_id=root, folder=folder) for library, root, folder in sorted(places)]


def alike(connection: sa.Connection, contents: list[Content]) -> list[Alike]:
    """The comics of all libraries that have one of these sizes and times."""
    wanted = {(one.size_bytes, one.mtime) for one in contents}
    live = sa.select(libraries.c.id).where(libraries.c.removed_at.is_(None))
    query = sa.select(*(comics.c[name] for name in ("library_id", "root_id", "path", "id", "size_bytes", "mtime")))
    missing = comics.c.missing_since.is_not(None).label("missing")
    query = query.add_columns(missing).where(
        comics.c.size_bytes.in_({size for size, _ in wanted}), comics.c.library_id.in_(live)
    )
    rows = connection.execute(query).mappings()
    return [Alike.model_validate(dict(row)) for row in rows if (row["size_bytes"], row["mtime"]) in wanted]
