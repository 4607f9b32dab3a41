"""When libraries are scanned by themselves; what a job was about and why it began, so that it can begin again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "schedules",
        sa.Column("library_id", sa.Text, primary_key=True),
        sa.Column("cron", sa.Text),
        sa.Column("interval_minutes", sa.Integer),
        sa.Column("watch", sa.Boolean, nullable=False),
        sa.Column("due_at", sa.Double),
    )
    op.add_column("scan_jobs", sa.Column("category", sa.Text))
    op.add_column("scan_jobs", sa.Column("series_id", sa.Text))
    op.add_column("scan_jobs", sa.Column("begun_by", sa.Text, nullable=False, server_default="hand"))
    op.add_column("scan_jobs", sa.Column("unsettled", sa.Integer, nullable=False, server_default="0"))
