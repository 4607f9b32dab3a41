"""Comics are found by what their pages are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    known = sa.text("fingerprint IS NOT NULL")
    op.create_index("idx_comics_fingerprint", "comics", ["fingerprint"], sqlite_where=known, postgresql_where=known)
