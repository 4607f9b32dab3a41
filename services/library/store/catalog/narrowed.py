"""Looks up once where the text `q` of a list is found, instead of again for each page, count and filter."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from kit.folding import words_of
from kit.identity import Identity
from services.library.models import Kind
from services.library.schema import comics
from services.library.store.catalog import shelves, words
from services.library.store.catalog.filters import Filter
from services.library.store.catalog.words import Within

MOST = 1_000  # series, and comics, which the database is told one by one
# Comics beyond which looking through all texts there are is quicker than looking up each comic's.
MANY = 15_000


def narrowed(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter) -> Filter:
    """The same filter, which also says where its `q` is found, or that it is in very many places."""
    asked = words_of(chosen.q or "")
    # With an age limit a comic may be seen whose series may not, of which `shelves` says nothing.
    if chosen.q is None or not asked or (kind == "books" and who.age_limit is not None):
        return chosen
    found = shelves.holding(connection, who, asked)
    if kind == "series":
        says = tuple(one.id for one in found if one.says)
        return replace(chosen, within=Within(says, ())) if len(says) <= MOST else chosen
    whole = tuple(one.id for one in found if one.named)
    hits = None
    if len(whole) <= MOST:
        hits = _hits(connection, chosen.q, [one for one in found if one.told and not one.named])
    return replace(chosen, within=Within(many=True) if hits is None else Within(whole, hits))


def _hits(connection: sa.Connection, query: str, partly: list[shelves.Shelf]) -> tuple[str, ...] | None:
    """The comics of these series that hold every word; None where there are too many of them."""
    if not partly or len(partly) > MOST:
        return None if partly else ()
    looked = sa.select(comics.c.id)
    if sum(one.issues for one in partly) <= MANY:
        text = (words.in_text(word) for word in words_of(query))
        looked = looked.where(comics.c.series_id.in_([one.id for one in partly]), *text)
    else:
        looked = looked.where(words.in_comic(query))
    hits = tuple(connection.execute(looked.limit(MOST + 1)).scalars().all())
    return hits if len(hits) <= MOST else None
