"""Tables of what people do to the catalogue: layers of metadata, merged and split series, lists, tags, ratings."""

from __future__ import annotations

import sqlalchemy as sa

from services.library.schema import TEXT, TIME, metadata

# A comic or series has rows here only while more is known of it than what the scan brought; then the scan's own layer
# ("file", or "series.json" and "folder") is kept here too, for the columns hold what comes out on top.
comic_metadata = sa.Table(
    "comic_metadata",
    metadata,
    sa.Column("comic_id", TEXT, primary_key=True),
    sa.Column("layer", TEXT, primary_key=True),
    sa.Column("body", TEXT, nullable=False),
)

series_metadata = sa.Table(
    "series_metadata",
    metadata,
    sa.Column("series_id", TEXT, primary_key=True),
    sa.Column("layer", TEXT, primary_key=True),
    sa.Column("body", TEXT, nullable=False),
)

# Rules that a scan obeys: comics of this folder's series stand in that one; this comic stands in that series.
series_merged = sa.Table(
    "series_merged",
    metadata,
    sa.Column("series_id", TEXT, primary_key=True),
    sa.Column("into_id", TEXT, nullable=False),
)
sa.Index("idx_series_merged_into", series_merged.c.into_id)

# Comics that were purged, by their pages: should a file with these come back, what readers did in it waits for it.
purged_comics = sa.Table(
    "purged_comics",
    metadata,
    sa.Column("comic_id", TEXT, primary_key=True),
    sa.Column("fingerprint", TEXT, nullable=False),
    sa.Column("purged_at", TIME, nullable=False),
)
sa.Index("idx_purged_comics_fingerprint", purged_comics.c.fingerprint)


comics_split = sa.Table(
    "comics_split",
    metadata,
    sa.Column("comic_id", TEXT, primary_key=True),
    sa.Column("series_id", TEXT, nullable=False),
)

# The series of a comic's folder, where it stands in another.
comic_homes = sa.Table(
    "comic_homes",
    metadata,
    sa.Column("comic_id", TEXT, primary_key=True),
    sa.Column("series_id", TEXT, nullable=False),
)
sa.Index("idx_comic_homes_series", comic_homes.c.series_id)

undo_log = sa.Table(
    "undo_log",
    metadata,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("user_id", TEXT, nullable=False),
    sa.Column("action", TEXT, nullable=False),
    sa.Column("body", TEXT, nullable=False),
    sa.Column("created_at", TIME, nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False, server_default="0"),
)
sa.Index("idx_undo_log_created", undo_log.c.created_at)
# Everything needed to tell when one person has too much.
sa.Index("idx_undo_log_user", *(undo_log.c[name] for name in ("user_id", "created_at", "id", "size_bytes")))

lists = sa.Table(
    "lists",
    metadata,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("user_id", TEXT, nullable=False),
    sa.Column("name", TEXT, nullable=False),
    sa.Column("kind", TEXT, nullable=False),  # collection (of series), reading (of comics), want (of both)
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("created_at", TIME, nullable=False),
    sa.Column("updated_at", TIME, nullable=False),
    sa.Column("named_at", TIME, nullable=False, server_default="0"),  # when somebody last gave it its name
)
sa.Index("idx_lists_user", lists.c.user_id)

list_items = sa.Table(
    "list_items",
    metadata,
    sa.Column("list_id", TEXT, primary_key=True),
    sa.Column("item_id", TEXT, primary_key=True),
    sa.Column("kind", TEXT, nullable=False),  # series or comic
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("added_at", TIME, nullable=False),
    sa.Column("moved_at", TIME, nullable=False, server_default="0"),  # when somebody last put it in its place
)
sa.Index("idx_list_items_order", list_items.c.list_id, list_items.c.position, list_items.c.item_id)
sa.Index("idx_list_items_item", list_items.c.item_id)

ratings = sa.Table(
    "ratings",
    metadata,
    sa.Column("user_id", TEXT, primary_key=True),
    sa.Column("kind", TEXT, primary_key=True),  # series or comic
    sa.Column("item_id", TEXT, primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
    sa.Column("updated_at", TIME, nullable=False),
)
sa.Index("idx_ratings_item", ratings.c.kind, ratings.c.item_id, ratings.c.user_id, ratings.c.value)

# Saved filters.
smart_lists = sa.Table(
    "smart_lists",
    metadata,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("user_id", TEXT, nullable=False),
    sa.Column("name", TEXT, nullable=False),
    sa.Column("kind", TEXT, nullable=False),
    # JSON: the parameters of /api/series or /api/books.
    sa.Column("filter", TEXT, nullable=False),
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("created_at", TIME, nullable=False),
    sa.Column("updated_at", TIME, nullable=False),
)
sa.Index("idx_smart_lists_user", smart_lists.c.user_id)

tag_rules = sa.Table(
    "tag_rules",
    metadata,
    sa.Column("kind", TEXT, primary_key=True),  # tag or genre
    sa.Column("key", TEXT, primary_key=True),  # the name, folded
    sa.Column("name", TEXT, nullable=False),
    sa.Column("shown", TEXT),  # the name it is shown by; None: it is hidden
)

# Files that are gone, of comics that are still shown: until the grace is over.
vanishing = sa.Table(
    "vanishing",
    metadata,
    sa.Column("comic_id", TEXT, primary_key=True),
    sa.Column("since", TIME, nullable=False),
)
sa.Index("idx_vanishing_since", vanishing.c.since)
