"""What the scanner can be told."""

from __future__ import annotations

from pydantic import Field

from kit import settings


class Settings(settings.Settings):
    """The house's settings, and the scanner's own."""

    scan_on_start: bool = Field(True, description="Scan all libraries when the server starts.")
    scan_settle_seconds: float = Field(
        2.0, ge=0, le=3600, description="Seconds for which a file must have been left alone before it is taken."
    )
