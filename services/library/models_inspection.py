"""What the users' API answers about the opening of comics, and about those that cannot be read."""

from __future__ import annotations

from pydantic import BaseModel

from kit.times import Time


class InspectionState(BaseModel):
    """How far the opening of comics is: `rate` in comics a second, `eta` in seconds (None: it stands still)."""

    total: int
    done: int
    failed: int
    rate: float
    eta: int | None


class Problem(BaseModel):
    """A comic that cannot be read, or not to its end, and why: a sentence for people."""

    id: str
    title: str
    path: str
    library_id: str
    series: str
    series_id: str
    format: str
    size_bytes: int
    pages: int | None
    has_thumbnail: bool
    problem: str
    updated_at: Time


class ProblemKind(BaseModel):
    """What is wrong with comics, its numbers left open ("…"), and with how many."""

    kind: str
    count: int
