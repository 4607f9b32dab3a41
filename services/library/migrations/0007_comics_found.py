"""Comics are found by what they say of themselves: people, characters, places, arcs, words of their summary."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "comic_search", sa.Column("comic_id", TEXT, primary_key=True), sa.Column("said", TEXT, nullable=False)
    )
    op.add_column("series_search", sa.Column("told", TEXT, nullable=False, server_default=""))
    # What is not there is made at the next start.
    op.execute(
        "DELETE FROM series_search WHERE series_id IN (SELECT series_id FROM comics WHERE id IN "
        "(SELECT comic_id FROM comic_metadata))"
    )
