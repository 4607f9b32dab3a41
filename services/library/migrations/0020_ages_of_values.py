"""From which age on a reader is told a value of a series; some of it is said only by comics that not all may read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("series_values", sa.Column("age", sa.Integer, nullable=False, server_default="0"))
    op.drop_index("idx_series_values", "series_values")
    op.create_index("idx_series_values", "series_values", ["field", "key", "series_id", "value", "age"])
    # What is not there is made at the next start: of those that have something for an age.
    op.execute(
        "DELETE FROM series_search WHERE series_id IN (SELECT id FROM series WHERE age_rating IS NOT NULL) "
        "OR series_id IN (SELECT series_id FROM comics WHERE age_rating IS NOT NULL)"
    )
