"""The tables behind searches, filters and counts; all of it is made from the catalogue."""

from __future__ import annotations

import sqlalchemy as sa

from services.library.schema import TEXT, metadata, partial_index

# A row a series: `said` holds its names and the words of its summary, `titles` every word of its comics' titles, file
# names and series, each once, `valued` the keys of its `series_values`. Folded. `pending`: `told_words` does not know
# all of it yet, so that these texts are looked through.
series_search = sa.Table(
    "series_search",
    metadata,
    sa.Column("series_id", TEXT, primary_key=True),
    sa.Column("said", TEXT, nullable=False),
    sa.Column("titles", TEXT, nullable=False),
    sa.Column("valued", TEXT, nullable=False, server_default=""),
    sa.Column("pending", sa.Boolean, nullable=False, server_default=sa.true()),
)
_PENDING = series_search.c.pending.is_(True)
partial_index("idx_series_search_pending", series_search.c.series_id, where=_PENDING)

# Words in pieces (store/pieces.py), folded, each with the series that have it: for series number n bit n % 1024 of
# block n // 1024, the lowest first. `said`: in what the series says; `told`: in the titles of its comics, or in what
# they say.
series_told = sa.Table(
    "series_told",
    metadata,
    sa.Column("series_id", TEXT, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False, unique=True),
)
told_words = sa.Table(
    "told_words",
    metadata,
    sa.Column("block", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("word", TEXT, primary_key=True),
    sa.Column("told", sa.LargeBinary, nullable=False),
    sa.Column("said", sa.LargeBinary, nullable=False),
)
sa.Index("idx_told_words_word", told_words.c.word)

# What a comic's metadata says: people, characters, places, arcs, and the words of its summary. Folded.
comic_search = sa.Table(
    "comic_search",
    metadata,
    sa.Column("comic_id", TEXT, primary_key=True),
    sa.Column("said", TEXT, nullable=False),
)

# Genres, tags, people and the like, of a series or of one of its comics; `key` is the value folded. `age`: the least
# age rating of whatever says so (0: none), below which a reader is told nothing of it.
series_values = sa.Table(
    "series_values",
    metadata,
    sa.Column("series_id", TEXT, primary_key=True),
    sa.Column("field", TEXT, primary_key=True),
    sa.Column("key", TEXT, primary_key=True),
    sa.Column("value", TEXT, nullable=False),
    sa.Column("age", sa.Integer, nullable=False, server_default="0"),
)
sa.Index("idx_series_values", *(series_values.c[name] for name in ("field", "key", "series_id", "value", "age")))

# Words of names, people and characters, to find what was meant by a misspelt search.
search_words = sa.Table(
    "search_words",
    metadata,
    sa.Column("word", TEXT, primary_key=True),
    sa.Column("length", sa.Integer, nullable=False),
)
sa.Index("idx_search_words_length", search_words.c.length, search_words.c.word)

# One row: how often what is counted (store/version.py) was written into.
catalogue_version = sa.Table("catalogue_version", metadata, sa.Column("version", sa.BigInteger, nullable=False))
