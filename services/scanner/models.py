"""What the scanner's users see: jobs and their progress."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

ERRORS_KEPT = 100

Status = Literal["idle", "running", "completed", "failed", "cancelled"]


class ScanError(BaseModel):
    """What could not be read, by its path beneath the library, and why."""

    path: str
    reason: str


class Progress(BaseModel):
    """How far a scan is. Counts are of comics; `errors` are the first hundred, `error_count` all."""

    total_comics: int = 0
    processed_comics: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    missing: int = 0
    errors: list[ScanError] = []
    error_count: int = 0

    def add_error(self, path: str, reason: str) -> None:
        """Notes one more error."""
        self.error_count += 1
        if len(self.errors) < ERRORS_KEPT:
            self.errors.append(ScanError(path=path, reason=reason))


class Job(Progress):
    """A scan. `rate` is in comics a second, `eta` in seconds; both None where nobody can know."""

    model_config = ConfigDict(extra="ignore")

    id: str | None = None
    scan_type: Literal["scan", "rescan"] | None = None
    library_id: str | None = None
    status: Status = "idle"
    phase: Literal["walk", "save", "finish"] | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    reason: str | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def rate(self) -> float | None:
        if self.started_at is None or not self.processed_comics:
            return None
        end = self.completed_at or datetime.now(UTC)
        return round(self.processed_comics / max(0.001, (end - self.started_at).total_seconds()), 1)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def eta(self) -> float | None:
        if self.status != "running" or not self.rate:
            return None
        return round(max(0, self.total_comics - self.processed_comics) / self.rate, 1)

    def for_readers(self) -> Job:
        """The same without the names of files."""
        return self.model_copy(update={"errors": []})


class ScanRequest(BaseModel):
    """POST /api/scan and /api/rescan; without a library all are scanned."""

    model_config = ConfigDict(extra="forbid")

    library: str | None = Field(None, max_length=64)


class JobList(BaseModel):
    """GET /api/scan/jobs."""

    items: list[Job]
    next_cursor: str | None
    total: int
