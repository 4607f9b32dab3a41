"""A column more."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("comics", sa.Column("title", sa.Text, nullable=False, server_default=""))
