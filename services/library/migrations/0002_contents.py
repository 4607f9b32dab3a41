"""What was found inside comics, and which of them are to be opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "comic_contents",
        sa.Column("comic_id", TEXT, primary_key=True),
        sa.Column("page_list", TEXT),
        sa.Column("comic_info", TEXT),
        sa.Column("inspected_at", sa.Double, nullable=False),
    )
    op.create_index("idx_comic_contents_inspected", "comic_contents", ["inspected_at"])
    op.add_column("comics", sa.Column("inspect_after", sa.Double))
    op.execute("UPDATE comics SET inspect_after = 0")
    for name, columns, condition in (
        ("idx_comics_inspect", ["inspect_after"], "inspect_after IS NOT NULL"),
        ("idx_comics_problem", ["sort_key", "id"], "problem IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "comics", columns, sqlite_where=where, postgresql_where=where)
