"""What the library is still to hear of a comic's insides; the pictures that are kept, and when each was last used."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("thumbnails", sa.Column("contents", sa.Text))
    op.create_table(
        "pictures",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("comic_id", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.Double, nullable=False),
    )
    op.create_index("idx_pictures_used", "pictures", ["used_at"])
    op.create_index("idx_pictures_comic", "pictures", ["comic_id"])
