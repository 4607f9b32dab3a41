"""The tables of thumbs, as the code uses it; `migrations/` makes them."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

thumbnails = sa.Table(
    "thumbnails",
    metadata,
    sa.Column("comic_id", sa.Text, primary_key=True),
    sa.Column(
        "version", sa.Text, primary_key=True
    ),  # of the file; `...p12`: a chosen cover; `...-large`: its large one
    sa.Column("state", sa.Text, nullable=False),  # rendering, done, failed (another attempt is due), broken (none is)
    sa.Column("attempts", sa.Integer, nullable=False),  # that were begun and did not succeed
    sa.Column("reason", sa.Text, nullable=False),  # what is wrong with the comic, a sentence; empty: nothing
    sa.Column("pages", sa.Integer),  # NULL: not learnt
    sa.Column("reported", sa.Boolean, nullable=False),  # does the library know?
    sa.Column("contents", sa.Text),  # what else the library has to hear, JSON; NULL once it has
    sa.Column("lease_owner", sa.Text, nullable=False),  # which process renders it
    sa.Column("lease_until", sa.Double, nullable=False),  # seconds since 1970; past that its process is dead
    sa.Column("updated_at", sa.Double, nullable=False),  # seconds since 1970
)

pictures = sa.Table(
    "pictures",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # where it lies in the store
    sa.Column("comic_id", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("used_at", sa.Double, nullable=False),  # seconds since 1970, to the minute or so
)

strikes = sa.Table(
    "strikes",
    metadata,
    sa.Column("comic_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, primary_key=True),  # of the file
    sa.Column("page", sa.Integer, primary_key=True),  # from 0; -1: the opening of the comic
    sa.Column("count", sa.Integer, nullable=False),  # children that did not survive it
    sa.Column("reason", sa.Text, nullable=False),  # what became of the last
    sa.Column("told", sa.Boolean, nullable=False),  # does the library know that there is no further attempt?
)
