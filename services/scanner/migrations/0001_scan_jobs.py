"""Scan jobs. The unique index on running jobs is the scan lock: at most one runs, whoever starts it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "scan_jobs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("scan_type", sa.Text, nullable=False),
        sa.Column("library_id", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("phase", sa.Text),
        sa.Column("started_at", sa.Double, nullable=False),
        sa.Column("completed_at", sa.Double),
        sa.Column("total_comics", sa.Integer, nullable=False),
        sa.Column("processed_comics", sa.Integer, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("moved", sa.Integer, nullable=False),
        sa.Column("missing", sa.Integer, nullable=False),
        sa.Column("errors", sa.Text, nullable=False),
        sa.Column("error_count", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("cancel_requested", sa.Boolean, nullable=False),
        sa.Column("lease_owner", sa.Text, nullable=False),
        sa.Column("lease_until", sa.Double, nullable=False),
    )
    op.create_index("idx_scan_jobs_status", "scan_jobs", ["status"])
    op.create_index("idx_scan_jobs_started_at", "scan_jobs", ["started_at"])
    running = sa.text("status = 'running'")
    op.create_index(
        "idx_scan_jobs_running", "scan_jobs", ["status"], unique=True, sqlite_where=running, postgresql_where=running
    )
