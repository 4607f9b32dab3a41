"""Times on the wire: ISO 8601 in UTC, to the millisecond. In the databases they are seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema


def written(moment: datetime) -> str:
    """`2026-11-23T15:17:39.120Z`."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


# In models: seconds since 1970 are taken for one, too.
Time = Annotated[
    datetime, PlainSerializer(written, return_type=str), WithJsonSchema({"type": "string", "format": "date-time"})
]
