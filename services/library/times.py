"""Times: seconds since 1970 in the database, ISO 8601 in UTC with milliseconds on the wire."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def written(moment: datetime) -> str:
    """`2026-11-23T15:17:39.120Z`."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def seconds_of(moment: datetime | None) -> float:
    """Seconds since 1970 of what a client says; no time is now, the future too, and a time without a zone is UTC."""
    now = time.time()
    if moment is None:
        return now
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds(), 0.0), now)
