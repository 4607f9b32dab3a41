"""What comics say of themselves is kept by its words, each with the series that have it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.drop_table("series_told")
    op.create_table(
        "series_told",
        sa.Column("series_id", TEXT, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False, unique=True),
    )
    op.create_table(
        "told_words",
        sa.Column("block", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("word", TEXT, primary_key=True),
        sa.Column("series", sa.LargeBinary, nullable=False),
    )
    # What is not there is made at the next start.
    op.execute("DELETE FROM series_search")
