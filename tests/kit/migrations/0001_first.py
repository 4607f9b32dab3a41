"""A table of the library's, for the tests of the database."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("comics", sa.Column("id", sa.Text, primary_key=True), sa.Column("pages", sa.Integer))
