"""How often the catalogue was written into, so that what was counted once need not be counted again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table("catalogue_version", sa.Column("version", sa.BigInteger, nullable=False))
    op.execute("INSERT INTO catalogue_version (version) VALUES (1)")
