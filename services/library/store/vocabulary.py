"""Words of names, people and characters, to find what was meant by a misspelt search."""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa

from kit.folding import fold
from services.library.schema_search import search_words, series_search, series_values
from services.library.store import writers
from services.library.store.paging import chunks
from services.library.store.upsert import insert_into

FIELDS = ("creator", "character")  # of `series_values`
# Only in alphabets: a sign of Japanese is a word of its own.
_WORD = re.compile(r"[^\W\d_]{4,30}")


def learn(connection: sa.Connection, texts: Iterable[str]) -> None:
    """Adds the words of these texts."""
    words = {word for text in texts for word in _WORD.findall(fold(text))}
    if words:
        rows = [{"word": word, "length": len(word)} for word in sorted(words)]
        connection.execute(insert_into(connection, search_words).on_conflict_do_nothing(), rows)


def forget(connection: sa.Connection) -> int:
    """Takes out the words that no series has any more, and says how many."""
    writers.alone(connection)  # nobody may learn a word meanwhile that is forgotten here
    old = set(connection.execute(sa.select(search_words.c.word)).scalars())
    # The last line of what a series says is its summary, whose words were never learnt.
    names = connection.execute(sa.select(series_search.c.said).execution_options(yield_per=500)).scalars()
    for said in names:
        old.difference_update(_WORD.findall(said.rpartition("\n")[0]))
    values = sa.select(series_values.c.key).where(series_values.c.field.in_(FIELDS)).distinct()
    for key in connection.execute(values.execution_options(yield_per=1000)).scalars():
        old.difference_update(_WORD.findall(key))
    for some in chunks(sorted(old)):
        connection.execute(sa.delete(search_words).where(search_words.c.word.in_(some)))
    return len(old)
