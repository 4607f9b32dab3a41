"""What was purged is known by its pages: a file that comes back finds what readers did in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "purged_comics",
        sa.Column("comic_id", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("purged_at", sa.Double, nullable=False),
    )
    op.create_index("idx_purged_comics_fingerprint", "purged_comics", ["fingerprint"])
