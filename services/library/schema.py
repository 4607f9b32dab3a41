"""The tables of the library service, as they are now; `migrations/` says how they came to be.

Times are seconds since 1970 (float). Text compares by code point on both databases (SQLite's BINARY, PostgreSQL's
"C"), so that stored keys sort the same everywhere.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME: sa.Double[float] = sa.Double()


def partial_index(name: str, *columns: sa.Column[Any], where: sa.ColumnElement[bool]) -> None:
    """An index of the rows that fulfil `where`. `postgresql_where` is set only where that is spoken: to name it here
    would load megabytes of PostgreSQL beside SQLite."""
    index = sa.Index(name, *columns, sqlite_where=where)

    def speak(_table: object, connection: sa.Connection, **_more: object) -> None:
        if connection.dialect.name == "postgresql":
            index.dialect_options["postgresql"]["where"] = where

    sa.event.listen(index.table, "before_create", speak)


libraries = sa.Table(
    "libraries",
    metadata,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("name", TEXT, nullable=False),
    sa.Column("online", sa.Boolean, nullable=False),
    sa.Column("offline_reason", TEXT),
    sa.Column("sample", sa.Boolean, nullable=False),
    sa.Column("created_at", TIME, nullable=False),
    # A removed library keeps its comics and their readers' progress, and comes back with the same folder.
    sa.Column("removed_at", TIME),
)

library_roots = sa.Table(
    "library_roots",
    metadata,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("library_id", TEXT, sa.ForeignKey("libraries.id"), nullable=False),
    sa.Column("path", TEXT, nullable=False),
    sa.Column("removed_at", TIME),
)
sa.Index("idx_library_roots_library", library_roots.c.library_id)

series = sa.Table(
    "series",
    metadata,
    sa.Column("id", TEXT, primary_key=True),
    # What identifies a series: a hash of library, category, subcategory and name, which may be of any length.
    sa.Column("identity", TEXT, nullable=False, unique=True),
    sa.Column("library_id", TEXT, nullable=False),
    sa.Column("category", TEXT, nullable=False),
    sa.Column("subcategory", TEXT),
    sa.Column("name", TEXT, nullable=False),
    sa.Column("sort_key", TEXT, nullable=False),
    sa.Column("age_rating", sa.Integer),
    sa.Column("direction", TEXT),
    sa.Column("year", sa.Integer),
    sa.Column("status", TEXT),
    sa.Column("issue_count", sa.Integer, nullable=False),
    sa.Column("added_at", TIME, nullable=False),
    # When the newest of its comics came.
    sa.Column("latest_at", TIME, nullable=False),
    sa.Column("search_text", TEXT, nullable=False),
    # series.json, normalised, as JSON. The last column: SQLite would have to read all of it to reach one behind it.
    sa.Column("metadata", TEXT),
)
sa.Index("idx_series_title", series.c.sort_key, series.c.id)
# All that the tree and the counts of lists ask for.
_SHELF = ("library_id", "category", "subcategory", "sort_key", "id", "name", "issue_count", "age_rating")
sa.Index("idx_series_tree", *(series.c[name] for name in _SHELF))

comics = sa.Table(
    "comics",
    metadata,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("library_id", TEXT, nullable=False),
    sa.Column("root_id", TEXT, nullable=False),
    sa.Column("path", TEXT, nullable=False),
    sa.Column("title", TEXT, nullable=False),
    sa.Column("series", TEXT, nullable=False),
    sa.Column("category", TEXT, nullable=False),
    sa.Column("subcategory", TEXT),
    sa.Column("filename", TEXT, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("mtime", TIME, nullable=False),
    sa.Column("pages", sa.Integer),
    sa.Column("has_thumbnail", sa.Boolean, nullable=False),
    sa.Column("volume", sa.Double),
    sa.Column("chapter", sa.Double),
    sa.Column("series_id", TEXT, nullable=False),
    sa.Column("format", TEXT, nullable=False),
    sa.Column("version", TEXT, nullable=False),
    sa.Column("sort_key", TEXT, nullable=False),
    sa.Column("number_key", TEXT, nullable=False),
    sa.Column("search_text", TEXT, nullable=False),
    # Its series' rating, kept here so that a list needs no second table to know what may be seen.
    sa.Column("age_rating", sa.Integer),
    sa.Column("added_at", TIME, nullable=False),
    sa.Column("updated_at", TIME, nullable=False),
    sa.Column("missing_since", TIME),
    sa.Column("fingerprint", TEXT),
    sa.Column("problem", TEXT),
    # When it may be opened next (seconds since 1970), because it is new or changed. NULL: it was opened.
    # 0: at once, even if it failed before. While somebody has it, it lies in the future.
    sa.Column("inspect_after", TIME),
    # Which page people chose as its cover, from 0; NULL: the file says, or it is the first.
    sa.Column("cover_page", sa.Integer),
)
# A path may be longer than an index entry of PostgreSQL; its hash is not.
sa.Index("idx_comics_path", comics.c.root_id, comics.c.path, unique=True).ddl_if(dialect="sqlite")
sa.Index("idx_comics_path", comics.c.root_id, sa.func.md5(comics.c.path), unique=True).ddl_if(dialect="postgresql")
# Reading order within a series; then the two orders of long lists, each with all that their filters ask for, so that
# skipping to the middle of 600,000 touches nothing but the index.
sa.Index("idx_comics_series", comics.c.series_id, comics.c.number_key, comics.c.sort_key, comics.c.id)
_FILTERS = (
    comics.c.id,
    comics.c.library_id,
    comics.c.missing_since,
    comics.c.age_rating,
    comics.c.category,
    comics.c.subcategory,
    comics.c.format,
)
sa.Index("idx_comics_title", comics.c.sort_key, *_FILTERS)
sa.Index("idx_comics_added", comics.c.added_at, *_FILTERS)

# Opened comics by their pages, so that one that moves is known again.
_OPENED = comics.c.fingerprint.is_not(None)
partial_index("idx_comics_fingerprint", comics.c.fingerprint, where=_OPENED)

_RATED = comics.c.age_rating.is_not(None) & comics.c.missing_since.is_(None)
partial_index("idx_comics_rated", comics.c.series_id, comics.c.age_rating, where=_RATED)

_TO_INSPECT, _WITH_PROBLEM = comics.c.inspect_after.is_not(None), comics.c.problem.is_not(None)
partial_index("idx_comics_inspect", comics.c.inspect_after, where=_TO_INSPECT)
partial_index("idx_comics_problem", comics.c.sort_key, comics.c.id, where=_WITH_PROBLEM)

# What was found inside a comic; apart from `comics`, whose rows every list reads and which these would make ten times
# as long. `page_list` and `comic_info` are JSON.
comic_contents = sa.Table(
    "comic_contents",
    metadata,
    sa.Column("comic_id", TEXT, primary_key=True),
    sa.Column("page_list", TEXT),
    sa.Column("comic_info", TEXT),
    sa.Column("inspected_at", TIME, nullable=False),
)
sa.Index("idx_comic_contents_inspected", comic_contents.c.inspected_at)

reading_progress = sa.Table(
    "reading_progress",
    metadata,
    sa.Column("user_id", TEXT, primary_key=True),
    sa.Column("comic_id", TEXT, primary_key=True),
    sa.Column("current_page", sa.Integer, nullable=False),
    sa.Column("total_pages", sa.Integer),
    sa.Column("completed", sa.Boolean, nullable=False),
    sa.Column("updated_at", TIME, nullable=False),
)
sa.Index("idx_reading_progress_recent", *(reading_progress.c[name] for name in ("user_id", "updated_at", "comic_id")))

bookmarks = sa.Table(
    "bookmarks",
    metadata,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("user_id", TEXT, nullable=False),
    sa.Column("comic_id", TEXT, nullable=False),
    sa.Column("page_number", sa.Integer, nullable=False),
    sa.Column("note", TEXT),
    sa.Column("created_at", TIME, nullable=False),
    sa.Column("updated_at", TIME, nullable=False, server_default="0"),
    sa.UniqueConstraint("user_id", "comic_id", "page_number", name="uq_bookmarks_page"),
)

preferences = sa.Table(
    "preferences",
    metadata,
    sa.Column("user_id", TEXT, primary_key=True),
    sa.Column("body", TEXT, nullable=False),
    sa.Column("updated_at", TIME, nullable=False),
    # JSON: when what was changed, by its path, in seconds since 1970; "[]" is all of it.
    sa.Column("changed", TEXT, nullable=False, server_default="{}"),
)
