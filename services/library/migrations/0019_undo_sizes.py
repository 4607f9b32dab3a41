"""How long what can be undone is: of very much, only the last is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("undo_log", sa.Column("size_bytes", sa.Integer, nullable=False, server_default="0"))
    log = sa.table("undo_log", sa.column("size_bytes"), sa.column("body"))
    op.execute(sa.update(log).values(size_bytes=sa.func.length(log.c.body)))
    op.create_index("idx_undo_log_user", "undo_log", ["user_id", "created_at", "id", "size_bytes"])
