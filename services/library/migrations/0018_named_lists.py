"""The name of a list is merged by the time it was given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("lists", sa.Column("named_at", sa.Double, nullable=False, server_default="0"))
