"""What auth tells of itself to administrators, in numbers."""

from __future__ import annotations

import time
from typing import Any

from services.auth.parts import Parts
from services.auth.store import sessions, users


def facts(house: Parts) -> dict[str, Any]:
    """How many users and sessions there are, and the size of the database in bytes (any service sees all of it)."""
    with house.db.read() as connection:
        counts = users.counts(connection)
        return {
            "users": sum(counts.values()),
            "pending": counts.get("pending", 0),
            "sessions": sessions.count(connection, time.time()),
            "database": {"kind": house.db.dialect, "bytes": house.db.size()},
        }
