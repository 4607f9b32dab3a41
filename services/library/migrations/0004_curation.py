"""Layers of metadata, series put together and taken apart, lists, tags, ratings, and what can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME: sa.Double[float] = sa.Double()


def upgrade() -> None:
    layers()
    rules()
    lists()
    words()


def layers() -> None:
    for table, key in (("comic_metadata", "comic_id"), ("series_metadata", "series_id")):
        op.create_table(
            table,
            sa.Column(key, TEXT, primary_key=True),
            sa.Column("layer", TEXT, primary_key=True),
            sa.Column("body", TEXT, nullable=False),
        )


def rules() -> None:
    op.create_table(
        "series_merged",
        sa.Column("series_id", TEXT, primary_key=True),
        sa.Column("into_id", TEXT, nullable=False),
    )
    op.create_index("idx_series_merged_into", "series_merged", ["into_id"])
    for table in ("comics_split", "comic_homes"):
        op.create_table(
            table,
            sa.Column("comic_id", TEXT, primary_key=True),
            sa.Column("series_id", TEXT, nullable=False),
        )
    op.create_index("idx_comic_homes_series", "comic_homes", ["series_id"])
    op.create_table(
        "undo_log",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_index("idx_undo_log_created", "undo_log", ["created_at"])
    op.create_table(
        "vanishing",
        sa.Column("comic_id", TEXT, primary_key=True),
        sa.Column("since", TIME, nullable=False),
    )
    op.create_index("idx_vanishing_since", "vanishing", ["since"])


def lists() -> None:
    op.create_table(
        "lists",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
    )
    op.create_index("idx_lists_user", "lists", ["user_id"])
    op.create_table(
        "list_items",
        sa.Column("list_id", TEXT, primary_key=True),
        sa.Column("item_id", TEXT, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
    )
    op.create_index("idx_list_items_order", "list_items", ["list_id", "position", "item_id"])


def words() -> None:
    op.create_table(
        "ratings",
        sa.Column("user_id", TEXT, primary_key=True),
        sa.Column("kind", TEXT, primary_key=True),
        sa.Column("item_id", TEXT, primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
    )
    op.create_index("idx_ratings_item", "ratings", ["kind", "item_id", "value"])
    op.create_table(
        "tag_rules",
        sa.Column("kind", TEXT, primary_key=True),
        sa.Column("key", TEXT, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("shown", TEXT),
    )
