"""The first tables of the library service."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME: sa.Double[float] = sa.Double()


def upgrade() -> None:
    libraries()
    catalog()
    indexes()
    readers()


def libraries() -> None:
    op.create_table(
        "libraries",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("online", sa.Boolean, nullable=False),
        sa.Column("offline_reason", TEXT),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("removed_at", TIME),
    )
    op.create_table(
        "library_roots",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("library_id", TEXT, sa.ForeignKey("libraries.id"), nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("removed_at", TIME),
    )


def catalog() -> None:
    op.create_table(
        "series",
        sa.Column("id", TEXT, primary_key=True),
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
        sa.Column("latest_at", TIME, nullable=False),
        sa.Column("search_text", TEXT, nullable=False),
        sa.Column("metadata", TEXT),
    )
    op.create_table(
        "comics",
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
        sa.Column("age_rating", sa.Integer),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("missing_since", TIME),
        sa.Column("fingerprint", TEXT),
        sa.Column("problem", TEXT),
    )


def indexes() -> None:
    filters = ["id", "library_id", "missing_since", "age_rating", "category", "subcategory", "format"]
    path = sa.text("md5(path)") if op.get_bind().dialect.name == "postgresql" else "path"
    op.create_index("idx_library_roots_library", "library_roots", ["library_id"])
    op.create_index("idx_series_title", "series", ["sort_key", "id"])
    shelf = ["library_id", "category", "subcategory", "sort_key", "id", "name", "issue_count", "age_rating"]
    op.create_index("idx_series_tree", "series", shelf)
    op.create_index("idx_comics_path", "comics", ["root_id", path], unique=True)
    op.create_index("idx_comics_series", "comics", ["series_id", "number_key", "sort_key", "id"])
    op.create_index("idx_comics_title", "comics", ["sort_key", *filters])
    op.create_index("idx_comics_added", "comics", ["added_at", *filters])


def readers() -> None:
    op.create_table(
        "reading_progress",
        sa.Column("user_id", TEXT, primary_key=True),
        sa.Column("comic_id", TEXT, primary_key=True),
        sa.Column("current_page", sa.Integer, nullable=False),
        sa.Column("total_pages", sa.Integer),
        sa.Column("completed", sa.Boolean, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
    )
    op.create_index("idx_reading_progress_recent", "reading_progress", ["user_id", "updated_at", "comic_id"])
    op.create_table(
        "bookmarks",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("comic_id", TEXT, nullable=False),
        sa.Column("page_number", sa.Integer, nullable=False),
        sa.Column("note", TEXT),
        sa.Column("created_at", TIME, nullable=False),
        sa.UniqueConstraint("user_id", "comic_id", "page_number", name="uq_bookmarks_page"),
    )
    op.create_table(
        "preferences",
        sa.Column("user_id", TEXT, primary_key=True),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
    )
