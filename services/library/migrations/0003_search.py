"""What searches, filters and figures stand on. The index itself is made by the service as it starts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME: sa.Double[float] = sa.Double()


def upgrade() -> None:
    op.create_table(
        "series_search",
        sa.Column("series_id", TEXT, primary_key=True),
        sa.Column("said", TEXT, nullable=False),
        sa.Column("titles", TEXT, nullable=False),
    )
    op.create_table(
        "series_values",
        sa.Column("series_id", TEXT, primary_key=True),
        sa.Column("field", TEXT, primary_key=True),
        sa.Column("key", TEXT, primary_key=True),
        sa.Column("value", TEXT, nullable=False),
    )
    op.create_index("idx_series_values", "series_values", ["field", "key", "series_id", "value"])
    op.create_table(
        "search_words",
        sa.Column("word", TEXT, primary_key=True),
        sa.Column("length", sa.Integer, nullable=False),
    )
    op.create_index("idx_search_words_length", "search_words", ["length", "word"])
    readers()


def readers() -> None:
    op.create_table(
        "smart_lists",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("filter", TEXT, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
    )
    op.create_index("idx_smart_lists_user", "smart_lists", ["user_id"])
    op.create_table(
        "reading_hours",
        sa.Column("user_id", TEXT, primary_key=True),
        sa.Column("hour", sa.Integer, primary_key=True),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("finished", sa.Integer, nullable=False),
    )
    # What was read before anybody counted: all of a comic in the hour in which it was read last.
    op.execute(
        "INSERT INTO reading_hours (user_id, hour, pages, finished) "
        "SELECT user_id, hour, SUM(current_page + 1), SUM(CASE WHEN completed THEN 1 ELSE 0 END) FROM "
        "(SELECT reading_progress.*, CAST(floor(updated_at / 3600) AS INTEGER) AS hour FROM reading_progress) AS told "
        "GROUP BY user_id, hour"
    )
