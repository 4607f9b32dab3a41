"""The words of series and of titles are kept as those that comics say: each with the series that have it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    empty = sa.text("X''" if op.get_bind().dialect.name == "sqlite" else "''::bytea")
    op.alter_column("told_words", "series", new_column_name="told")
    op.add_column("told_words", sa.Column("said", sa.LargeBinary, nullable=False, server_default=empty))
    op.add_column("series_search", sa.Column("pending", sa.Boolean, nullable=False, server_default=sa.true()))
    pending = sa.text("pending IS TRUE" if op.get_bind().dialect.name != "sqlite" else "pending IS 1")
    op.create_index(
        "idx_series_search_pending", "series_search", ["series_id"], sqlite_where=pending, postgresql_where=pending
    )
    op.create_index("idx_told_words_word", "told_words", ["word"])
