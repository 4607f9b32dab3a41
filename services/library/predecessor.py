"""Internal routes for `quarterbin import`: comics by paths, and what the predecessor knew of readers and series."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from kit.identity import require_service
from kit.wire.predecessor import (
    OldReading,
    OldSeriesBatch,
    PathsAsked,
    PathsFound,
    ReadingTaken,
    SeriesTaken,
)
from services.library.store import predecessor
from services.library.wiring import Db

router = APIRouter(
    prefix="/internal/predecessor", tags=["for other services"], dependencies=[Depends(require_service("cli"))]
)


@router.post("/paths")
def find_paths(asked: PathsAsked, database: Db) -> PathsFound:
    """Which comics lie at these paths."""
    with database.read() as connection:
        return PathsFound(items=predecessor.at(connection, asked.paths, near=asked.near))


@router.post("/reading")
def take_reading(said: OldReading, database: Db) -> ReadingTaken:
    """Takes in progress, bookmarks and preferences; of a dry run it only says how many it would."""
    with database.read() if said.dry_run else database.write() as connection:
        return ReadingTaken(
            progress=predecessor.progress(connection, said.progress, dry_run=said.dry_run),
            bookmarks=predecessor.marks(connection, said.bookmarks, dry_run=said.dry_run),
            preferences=predecessor.settings(connection, said.preferences, dry_run=said.dry_run),
        )


@router.post("/series")
def take_series(said: OldSeriesBatch, database: Db) -> SeriesTaken:
    """Takes in what was known of series."""
    with database.read() if said.dry_run else database.write() as connection:
        return SeriesTaken(series=predecessor.shelves(connection, said.items, dry_run=said.dry_run))
