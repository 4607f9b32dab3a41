"""What comics are found by besides their titles: what their metadata says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from kit.folding import fold
from services.library.schema_search import comic_search
from services.library.store import told as told_words
from services.library.store.paging import chunks

# Fields that a comic is found by, as a hit names them. Tags and genres are found with the series, as they are shown.
FIELDS = {
    "creator": "authors",
    "character": "characters",
    "team": "teams",
    "location": "locations",
    "story_arc": "story_arcs",
}
LONGEST_SUMMARY = 1_000  # characters of a comic's summary that are searched
SHORTEST = 3  # letters of its words, where they are letters of an alphabet


def values_of(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Field and value of all that a comic is found by, its summary last."""
    found = []
    for field, name in FIELDS.items():
        found += [(field, one["name"] if isinstance(one, dict) else one) for one in told.get(name) or ()]
    summary = (told.get("summary") or "")[:LONGEST_SUMMARY]
    return [*found, ("summary", summary)] if summary else found


def said(
    connection: sa.Connection, told: Iterable[tuple[str, str, Mapping[str, Any]]], anew: Iterable[str] = ()
) -> None:
    """Notes what comics (id, id of their series, metadata) say.

    In the series `anew` these words replace all that were noted before.
    """
    texts: dict[str, str] = {}
    words: dict[str, set[str]] = defaultdict(set, {one: set() for one in anew})
    for one, shelf, metadata in told:
        texts[one] = _text(values_of(metadata))
        words[shelf].update(texts[one].split())
    for some in chunks(list(texts)):
        forget(connection, some)
        if rows := [{"comic_id": one, "said": texts[one]} for one in some if texts[one]]:
            connection.execute(sa.insert(comic_search), rows)
    told_words.put(connection, words, anew=bool(anew))


def forget(connection: sa.Connection, ids: list[str] | sa.Select[Any]) -> None:
    """Takes away what these comics said."""
    connection.execute(sa.delete(comic_search).where(comic_search.c.comic_id.in_(ids)))


def _text(values: list[tuple[str, str]]) -> str:
    """Values as they are, each on a line; of a summary its words, each once, without the shortest."""
    lines: dict[str, None] = {}
    for field, value in values:
        folded = fold(value)
        kept = [one for one in folded.split() if len(one) >= SHORTEST or not one.isascii()]
        lines |= dict.fromkeys(kept if field == "summary" else [folded])
    return "\n".join(lines)
