"""The page that people chose as a comic's cover."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("comics", sa.Column("cover_page", sa.Integer))
