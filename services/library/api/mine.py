"""A person's own data, to take along."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Response

from kit.identity import CurrentUser
from kit.times import written
from services.library.store import mine
from services.library.wiring import Db

router = APIRouter(prefix="/api/mine", tags=["mine"])


@router.get("")
def get_mine(user: CurrentUser, database: Db, response: Response) -> dict[str, Any]:
    """All that the library keeps of whoever asks."""
    response.headers["Cache-Control"] = "no-store"
    with database.read() as connection:
        return {"exported_at": written(datetime.now(UTC)), **mine.everything(connection, user)}
