"""The values of a series stand in the row that searches look through; what its comics say in a table of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.drop_column("series_search", "told")
    op.add_column("series_search", sa.Column("valued", TEXT, nullable=False, server_default=""))
    op.create_table(
        "series_told", sa.Column("series_id", TEXT, primary_key=True), sa.Column("words", TEXT, nullable=False)
    )
    # What is not there is made at the next start.
    op.execute("DELETE FROM series_search")
