"""What thumbs and library tell each other of the insides of comics. Paths, times and versions: see `catalog`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from kit.wire.catalog import ComicLocation, Inspection

MOST = 200  # comics in one request, at most


class PageEntry(BaseModel):
    """A page, as it lies in the archive."""

    size_bytes: int = Field(ge=0)


class Inspected(Inspection):
    """One comic of POST library/internal/inspections.

    `page_list` in reading order; `comic_info` under the names of ComicInfo 2.1, without what is empty or nonsense.
    """

    comic_id: str = Field(max_length=64)
    page_list: list[PageEntry] | None = Field(None, max_length=10_000)
    comic_info: dict[str, Any] | None = None


class InspectionBatch(BaseModel):
    """POST library/internal/inspections: one transaction; what is of another version or gone is dropped."""

    items: list[Inspected] = Field(max_length=MOST)


class LocationsAsked(BaseModel):
    """POST library/internal/comics/locations."""

    ids: list[str] = Field(max_length=MOST)


class Locations(BaseModel):
    """Where comics lie; what is unknown, or of a removed library, is left out."""

    items: list[ComicLocation]


class WorkAsked(BaseModel):
    """POST library/internal/inspections/take: comics that are to be opened, for this caller alone for a while."""

    limit: int = Field(ge=1, le=MOST)
