"""The scanner's tables, as the code uses them; `migrations/` makes them."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

scan_jobs = sa.Table(
    "scan_jobs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("scan_type", sa.Text, nullable=False),  # scan, rescan
    sa.Column("library_id", sa.Text),  # NULL: all libraries
    sa.Column("category", sa.Text),  # NULL: all of them
    sa.Column("series_id", sa.Text),  # NULL: all series
    sa.Column("begun_by", sa.Text, nullable=False),  # hand, start, schedule, watch, settle, restart
    sa.Column("status", sa.Text, nullable=False),  # running, completed, failed, cancelled
    sa.Column("phase", sa.Text),  # walk, save, finish; NULL when it has ended
    sa.Column("started_at", sa.Double, nullable=False),  # times are seconds since 1970
    sa.Column("completed_at", sa.Double),
    sa.Column("total_comics", sa.Integer, nullable=False),
    sa.Column("processed_comics", sa.Integer, nullable=False),
    sa.Column("new", sa.Integer, nullable=False),
    sa.Column("changed", sa.Integer, nullable=False),
    sa.Column("moved", sa.Integer, nullable=False),
    sa.Column("missing", sa.Integer, nullable=False),
    sa.Column("unsettled", sa.Integer, nullable=False),
    sa.Column("errors", sa.Text, nullable=False),  # JSON: [{"path", "reason"}], the first 100
    sa.Column("error_count", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text),  # why it failed, a sentence
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    sa.Column("lease_owner", sa.Text, nullable=False),  # which process runs it
    sa.Column("lease_until", sa.Double, nullable=False),  # past that its process is dead
)

schedules = sa.Table(
    "schedules",
    metadata,
    sa.Column("library_id", sa.Text, primary_key=True),
    sa.Column("cron", sa.Text),  # five fields, in the server's time; at most one of it and the next
    sa.Column("interval_minutes", sa.Integer),
    sa.Column("watch", sa.Boolean, nullable=False),  # scan what changes on the disk when it changes
    sa.Column("due_at", sa.Double),  # when the next scan is due, seconds since 1970; NULL: never
)
