"""What `quarterbin import` sends of the predecessor's database. Times are seconds since 1970, pages count from 0."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

MOST = 500  # items in one request


class OldUser(BaseModel):
    """An account; `password_sha256` in hex, unsalted: None where there was none that makes sense."""

    username: str = Field(min_length=1, max_length=64)
    role: Literal["admin", "reader"]
    password_sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$")
    created_at: float
    last_login_at: float | None = None


class OldUsers(BaseModel):
    """POST auth/internal/predecessor/users."""

    dry_run: bool
    items: list[OldUser] = Field(max_length=MOST)


class UserFound(BaseModel):
    """Who an account is here; `id` is None for a new one of a dry run."""

    id: str | None
    state: Literal["new", "known", "refused"]
    reason: str = ""


class UsersFound(BaseModel):
    """One for each that was asked for, in that order."""

    items: list[UserFound]


class PathsAsked(BaseModel):
    """POST library/internal/predecessor/paths: absolute paths (by kit.paths), and whether names alone may be tried."""

    paths: list[str] = Field(max_length=MOST)
    near: bool = False


class PathFound(BaseModel):
    """The comic at a path; `near`: the path of the only comic of that file name, where there is none at the path."""

    comic_id: str | None = None
    series_id: str | None = None
    near: str | None = None


class PathsFound(BaseModel):
    """One for each that was asked for, in that order."""

    items: list[PathFound]


class OldProgress(BaseModel):
    """How far a reader was."""

    user_id: str = Field(max_length=64)
    comic_id: str = Field(max_length=64)
    current_page: int = Field(ge=0, lt=2**31)
    total_pages: int | None = Field(None, ge=1, lt=2**31)
    completed: bool
    updated_at: float


class OldBookmark(BaseModel):
    """A page that a reader marked."""

    user_id: str = Field(max_length=64)
    comic_id: str = Field(max_length=64)
    page_number: int = Field(ge=0, lt=2**31)
    note: str | None = Field(None, max_length=2_000)
    created_at: float


class OldPreferences(BaseModel):
    """What a reader had set: `said` as this server keeps it, `raw` as it was."""

    user_id: str = Field(max_length=64)
    said: dict[str, Any]
    raw: dict[str, str]


class OldReading(BaseModel):
    """POST library/internal/predecessor/reading."""

    dry_run: bool
    progress: list[OldProgress] = Field([], max_length=MOST)
    bookmarks: list[OldBookmark] = Field([], max_length=MOST)
    preferences: list[OldPreferences] = Field([], max_length=MOST)


class ReadingTaken(BaseModel):
    """How many were taken in; the others are here already, or something newer is."""

    progress: int
    bookmarks: int
    preferences: int


class OldSeries(BaseModel):
    """What was known of a series, under the names of this server's fields."""

    series_id: str = Field(max_length=64)
    said: dict[str, Any]


class OldSeriesBatch(BaseModel):
    """POST library/internal/predecessor/series."""

    dry_run: bool
    items: list[OldSeries] = Field(max_length=MOST)


class SeriesTaken(BaseModel):
    """Of how many series something new is known now."""

    series: int
