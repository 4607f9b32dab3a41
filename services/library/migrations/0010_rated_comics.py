"""How many comics of a series are too old for a reader is counted in an index of those that are rated."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    rated = sa.text("age_rating IS NOT NULL AND missing_since IS NULL")
    op.create_index(
        "idx_comics_rated", "comics", ["series_id", "age_rating"], sqlite_where=rated, postgresql_where=rated
    )
