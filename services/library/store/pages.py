"""Which pages a comic has, as far as that is known."""

from __future__ import annotations

import sqlalchemy as sa

from kit.errors import Unprocessable
from kit.identity import Identity
from services.library.models import MOST_PAGES
from services.library.schema import comics
from services.library.store import visible


def pages_of(connection: sa.Connection, who: Identity, comic_id: str) -> int | None:
    """The number of pages of a comic of theirs, there or missing; None: not known. Raises NotFound."""
    query = sa.select(comics.c.pages).where(visible.comics(who, missing=True), comics.c.id == comic_id)
    row = connection.execute(query).first()
    if row is None:
        raise visible.not_found("comic")
    pages: int | None = row[0]
    return pages


def check_page(number: int, pages: int | None) -> None:
    """Raises Unprocessable for a page past the last one, or past what any comic has where that is not known."""
    if number >= (pages or MOST_PAGES):
        sentence = f"this comic has {pages}." if pages else "no comic has that many."
        raise Unprocessable("page_out_of_range", f"There is no such page (they count from 0): {sentence}")
