"""Invitations: what an account will be, fixed by whoever invites; the token as its digest."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "invites",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("libraries", sa.JSON),
        sa.Column("age_limit", sa.Integer),
        sa.Column("created_by", sa.Text),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("used_at", sa.Double),
        sa.Column("used_by", sa.Text),
    )
    op.create_index("idx_invites_created", "invites", ["created_at"])
