"""What the scanner's users see: jobs and their progress."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field, field_validator, model_validator

from kit.identity import Identity
from kit.times import Time
from services.scanner.cron import Cron

ERRORS_KEPT = 100

Status = Literal["idle", "running", "completed", "failed", "cancelled"]


class ScanError(BaseModel):
    """What could not be read, by its path beneath the library, and why."""

    path: str
    reason: str


class Progress(BaseModel):
    """How far a scan is. Counts are of comics; `errors` are the first hundred, `error_count` all.

    `unsettled` files were still being written and are looked at again soon.
    """

    total_comics: int = 0
    processed_comics: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    missing: int = 0
    unsettled: int = 0
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
    category: str | None = None
    series_id: str | None = None
    begun_by: Literal["hand", "start", "schedule", "watch", "settle", "restart"] | None = None
    status: Status = "idle"
    phase: Literal["walk", "save", "finish"] | None = None
    started_at: Time | None = None
    completed_at: Time | None = None
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

    @property
    def is_whole(self) -> bool:
        """Is it of all there is?"""
        return self.library_id is None and self.category is None and self.series_id is None

    def for_reader(self, who: Identity) -> Job:
        """The same without the names of files and shelves, which may not be for their eyes; without any number, and the
        reason, where not all there is may be."""
        named: dict[str, Any] = {"errors": [], "category": None, "series_id": None, "library_id": None}
        if not who.sees_all:
            counts = (name for name, field in Progress.model_fields.items() if field.annotation is int)
            named |= {**dict.fromkeys(counts, 0), "reason": None}
        return self.model_copy(update=named)


class ScanRequest(BaseModel):
    """POST /api/scan and /api/rescan: what is scanned, all where nothing is said. `series` is a series' id."""

    model_config = ConfigDict(extra="forbid")

    library: str | None = Field(None, max_length=64)
    category: str | None = Field(None, min_length=1, max_length=300)
    series: str | None = Field(None, max_length=64, pattern="^[0-9A-Za-z_-]+$")

    @model_validator(mode="after")
    def _one_or_the_other(self) -> ScanRequest:
        if self.series is not None and self.category is not None:
            raise ValueError("a scan is of a series or of a category")
        return self


class Schedule(BaseModel):
    """PUT /api/scan/schedules/{library_id}: when a library is scanned by itself.

    `cron` has five fields (minute, hour, day, month, day of the week) in the server's time. `watch`: what changes on
    the disk is scanned when it changes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    cron: str | None = Field(None, max_length=100)
    interval_minutes: int | None = Field(None, ge=1, le=525_600)
    watch: bool = False

    @field_validator("cron")
    @classmethod
    def _readable(cls, text: str | None) -> str | None:
        if text is not None:
            Cron(text)
        return text

    @model_validator(mode="after")
    def _one_of_them(self) -> Schedule:
        if self.cron is not None and self.interval_minutes is not None:
            raise ValueError("a schedule is a cron expression or an interval, not both")
        return self


class LibrarySchedule(Schedule):
    """A library's schedule: when its next scan is due, and how watching it goes (None: it is not watched)."""

    model_config = ConfigDict(extra="ignore")

    library_id: str
    name: str
    due_at: Time | None = None
    watching: bool | None = None
    watch_problem: str | None = None


class ScheduleList(BaseModel):
    """GET /api/scan/schedules."""

    items: list[LibrarySchedule]
    total: int


class Preview(BaseModel):
    """POST /api/scan/schedules/preview: the next scans that a schedule would begin."""

    next: list[Time]


class JobList(BaseModel):
    """GET /api/scan/jobs."""

    items: list[Job]
    next_cursor: str | None
    total: int
