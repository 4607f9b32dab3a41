"""The order of a list is merged by the time an item was moved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("list_items", sa.Column("moved_at", sa.Double, nullable=False, server_default="0"))
