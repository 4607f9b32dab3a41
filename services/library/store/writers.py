"""Makes writers wait for each other on PostgreSQL, where that is needed."""

from __future__ import annotations

import sqlalchemy as sa


def alone(connection: sa.Connection) -> None:
    """Lets nobody else come this far until the transaction ends; on SQLite a writer is alone anyway.

    Whoever is going to note words, or to change more than one comic or series, asks for this before anything else.
    Scans, inspections and edits touch the same rows in different orders, and would otherwise wait for each other in a
    circle. Readers never wait for it, nor does whoever notes progress or a rating.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE series_told IN SHARE ROW EXCLUSIVE MODE")
