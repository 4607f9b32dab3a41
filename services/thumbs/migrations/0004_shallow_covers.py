"""Covers lie in one level of folders: deeper ones count as unknown, and are swept with what belongs to no comic."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("DELETE FROM pictures WHERE key NOT LIKE '_/%'")
