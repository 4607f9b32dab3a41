"""The times that clients say, as they are kept: seconds since 1970."""

from __future__ import annotations

import time
from datetime import UTC, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seconds_of(moment: datetime | None) -> float:
    """Seconds since 1970 of what a client says; no time is now, the future too, and a time without a zone is UTC.

    To the millisecond, as they are written: a client that says the same again means the same moment.
    """
    now = round(time.time(), 3)
    if moment is None:
        return now
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(min(max((aware - EPOCH).total_seconds(), 0.0), now), 3)
