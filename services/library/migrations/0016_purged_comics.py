"""What was purged is known by its pages: a file that comes back finds what readers did in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "purged_comics",
        sa.Column("comic_id", TEXT, primary_key=True),
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.Column("purged_at", sa.Double, nullable=False),
    )
    op.create_index("idx_purged_comics_fingerprint", "purged_comics", ["fingerprint"])
