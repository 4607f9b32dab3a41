"""Who writes waits for who writes, on PostgreSQL too, where that has to be said."""

from __future__ import annotations

import sqlalchemy as sa


def alone(connection: sa.Connection) -> None:
    """Lets nobody else come this far until the transaction ends; on SQLite a writer is alone anyway.

    Who is going to note words, or to change more than one comic or series, asks for this before anything else, so that
    nobody waits crosswise: scans, inspections and edits touch the same rows, each in an order of its own. Readers never
    wait for it, nor does whoever notes a place or a rating.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE series_told IN SHARE ROW EXCLUSIVE MODE")
