"""What the catalogue says of a comic, for its export: what comes out on top of all layers."""

from __future__ import annotations

import sqlalchemy as sa

from kit.wire.catalog import comic_not_found
from kit.wire.export import Described
from services.library.comicinfo_xml import written
from services.library.schema import comics
from services.library.schema import series as shelves
from services.library.store import tags
from services.library.store.layers import comics as layers
from services.library.store.layers import rows, series


def describe(connection: sa.Connection, comic_id: str, pages: int, age_limit: int | None = None) -> Described:
    """A comic of so many pages, for a reader with this limit: of a series above it nothing is said. Raises NotFound."""
    columns = (comics.c.title, comics.c.filename, comics.c.series, comics.c.series_id, shelves.c.age_rating)
    query = sa.select(*columns).join_from(comics, shelves, shelves.c.id == comics.c.series_id)
    row = connection.execute(query.where(comics.c.id == comic_id)).one_or_none()
    if row is None:
        raise comic_not_found()
    above = age_limit is not None and (row.age_rating or 0) > age_limit
    known = layers.layers_of(connection, comic_id, {} if above else series.layers_of(connection, row.series_id))
    decided = rows.top(rows.COMIC, known)
    rules = tags.rules(connection)
    # A title that came from the file's name is left out: whoever imports the file reads it there again.
    said = {
        field: rules.applied(field, value)
        for field, (value, layer) in decided.items()
        if not (field == "title" and layer == "file")
    }
    said["series"] = said.get("series") or row.series
    return Described(title=row.title, filename=row.filename, comic_info=written(said, pages))
