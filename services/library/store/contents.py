"""For thumbs: where a comic lies, and what was found inside it."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa

from kit.errors import NotFound
from kit.wire.catalog import ComicLocation, Inspection
from services.library.schema import comics, libraries, library_roots


def comic_not_found() -> NotFound:
    """The answer for a comic that is not there, or not for this reader: nobody can tell which."""
    return NotFound("comic_not_found", "There is no such comic, or it is not in a library you may read.")


def location(connection: sa.Connection, comic_id: str) -> ComicLocation:
    """Where a comic lies, or lay while it is missing. Raises NotFound, also for one of a removed library."""
    query = (
        sa.select(comics, library_roots.c.path.label("root"))
        .join(library_roots, library_roots.c.id == comics.c.root_id)
        .join(libraries, libraries.c.id == comics.c.library_id)
        .where(comics.c.id == comic_id, libraries.c.removed_at.is_(None))
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        raise comic_not_found()
    return ComicLocation.model_validate({**row, "comic_id": row["id"]})


def inspected(connection: sa.Connection, comic_id: str, found: Inspection) -> bool:
    """Notes what was found, while `found.version` is the comic's; says whether it was. Raises NotFound."""
    said = found.model_dump(exclude={"version"}, exclude_none=True)
    values: dict[str, Any] = {**said, "updated_at": time.time()}
    if "problem" in said:
        values["problem"] = said["problem"] or None
    of_version = sa.update(comics).where(comics.c.id == comic_id, comics.c.version == found.version)
    if connection.execute(of_version.values(values)).rowcount:
        return True
    if connection.execute(sa.select(comics.c.id).where(comics.c.id == comic_id)).first() is None:
        raise comic_not_found()
    return False
