"""Ratings are read with their lists: their index holds all that is asked for."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.drop_index("idx_ratings_item", "ratings")
    op.create_index("idx_ratings_item", "ratings", ["kind", "item_id", "user_id", "value"])
