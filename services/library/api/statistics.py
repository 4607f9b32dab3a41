"""Figures, recommendations, gaps and duplicates."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from kit.identity import CurrentUser
from services.library.models_figures import DuplicateGroup, Gap, Recommendation, Statistics
from services.library.store import gaps, recommended, statistics
from services.library.wiring import Db

router = APIRouter(prefix="/api", tags=["statistics"])


class Window(BaseModel):
    """Which part of a list."""

    limit: int = Field(60, ge=1, le=200)
    offset: int = Field(0, ge=0, lt=2**31)


class Gaps(BaseModel):
    """Series that have gaps."""

    items: list[Gap]
    total: int


class Duplicates(BaseModel):
    """Comics that are there twice."""

    items: list[DuplicateGroup]
    total: int


@router.get("/statistics")
def get_statistics(
    user: CurrentUser, database: Db, utc_offset: Annotated[int, Query(ge=-840, le=840, description="minutes")] = 0
) -> Statistics:
    """What the reader read, by the days of a clock `utc_offset` minutes ahead of UTC, and what there is."""
    with database.read() as connection:
        mine = statistics.mine(connection, user, utc_offset)
        return Statistics(mine=mine, library=statistics.library(connection, user))


@router.get("/recommendations")
def get_recommendations(
    user: CurrentUser, database: Db, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> dict[str, list[Recommendation]]:
    """`{"items": [...]}`: series not begun, with what they share with series that were read."""
    with database.read() as connection:
        return {"items": recommended.series_for(connection, user, limit)}


@router.get("/gaps")
def get_gaps(asked: Annotated[Window, Query()], user: CurrentUser, database: Db) -> Gaps:
    """Series whose volumes or numbers leave some out."""
    with database.read() as connection:
        items, total = gaps.found(connection, user, asked.limit, asked.offset)
    return Gaps(items=items, total=total)


@router.get("/duplicates")
def get_duplicates(asked: Annotated[Window, Query()], user: CurrentUser, database: Db) -> Duplicates:
    """Comics that are there more than once."""
    with database.read() as connection:
        items, total = gaps.duplicates(connection, user, asked.limit, asked.offset)
    return Duplicates(items=items, total=total)
