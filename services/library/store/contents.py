"""For thumbs: where a comic lies, and what was found inside it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kit.wire.catalog import ComicLocation, Inspection, comic_not_found
from services.library.schema import comics, libraries, library_roots

SAID = set(Inspection.model_fields) - {"version"}


def location(connection: sa.Connection, comic_id: str) -> ComicLocation:
    """Where a comic lies, or lay while it is missing. Raises NotFound, also for one of a removed library."""
    found = locations(connection, [comic_id])
    if not found:
        raise comic_not_found()
    return found[0]


def locations(connection: sa.Connection, ids: Sequence[str]) -> list[ComicLocation]:
    """Where these comics lie, or lay while they are missing; those of removed libraries are left out."""
    query = (
        sa.select(comics, library_roots.c.path.label("root"))
        .join(library_roots, library_roots.c.id == comics.c.root_id)
        .join(libraries, libraries.c.id == comics.c.library_id)
        .where(comics.c.id.in_(ids), libraries.c.removed_at.is_(None))
    )
    rows = connection.execute(query).mappings()
    return [ComicLocation.model_validate({**row, "comic_id": row["id"]}) for row in rows]


def choose_cover(connection: sa.Connection, comic_id: str, page: int | None) -> str:
    """Notes the page that people chose as a comic's cover (None: none), and says its version. Raises NotFound."""
    chosen = sa.update(comics).where(comics.c.id == comic_id).values(cover_page=page, updated_at=time.time())
    version = connection.execute(chosen.returning(comics.c.version)).scalar_one_or_none()
    if version is None:
        raise comic_not_found()
    return str(version)


def inspected(connection: sa.Connection, comic_id: str, found: Inspection) -> bool:
    """Notes what was found, while `found.version` is the comic's; says whether it was. Raises NotFound."""
    said = found.model_dump(include=SAID, exclude_none=True)
    values: dict[str, Any] = {**said, "updated_at": time.time()}
    if "has_thumbnail" in said:
        values["inspect_after"] = None  # it was opened, and there is a cover, or there will be none
    if "problem" in said:
        values["problem"] = said["problem"] or None
    of_version = sa.update(comics).where(comics.c.id == comic_id, comics.c.version == found.version)
    if connection.execute(of_version.values(values)).rowcount:
        return True
    if connection.execute(sa.select(comics.c.id).where(comics.c.id == comic_id)).first() is None:
        raise comic_not_found()
    return False
