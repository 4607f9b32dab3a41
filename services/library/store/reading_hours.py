"""What was read in which hour, for statistics. Noted as progress is, in the same transaction."""

from __future__ import annotations

import sqlalchemy as sa

from services.library.schema_reading import reading_hours
from services.library.store.upsert import insert_into

HOUR = 3600  # seconds


def note(connection: sa.Connection, user_id: str, at: float, pages: int, finished: int) -> None:
    """Adds pages and finished comics to the hour of `at` (seconds since 1970); nothing is not noted."""
    if pages <= 0 and finished <= 0:
        return
    hour = {"user_id": user_id, "hour": int(at // HOUR), "pages": max(pages, 0), "finished": max(finished, 0)}
    insert = insert_into(connection, reading_hours).values(hour)
    more = {name: reading_hours.c[name] + insert.excluded[name] for name in ("pages", "finished")}
    connection.execute(insert.on_conflict_do_update(index_elements=["user_id", "hour"], set_=more))
