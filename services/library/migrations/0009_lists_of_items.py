"""On which lists a comic or series stands is asked for on its page."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("idx_list_items_item", "list_items", ["item_id"])
