"""How long a reader read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from kit.identity import CurrentUser
from services.library.api.asked import Word
from services.library.models import MOST_PAGES, ReadingTime
from services.library.store import reading_sessions
from services.library.times import seconds_of
from services.library.wiring import Db

router = APIRouter(prefix="/api/reading-time", tags=["progress"])

LONGEST = 4 * 3600  # s; a session belongs to the hour it began in, so devices begin a new one every hour


class Session(BaseModel):
    """A stretch of reading one comic, so far."""

    comic_id: Word
    started_at: datetime
    seconds: int = Field(ge=0, le=LONGEST)
    pages: int = Field(ge=0, le=MOST_PAGES, description="seen in it, each once")


SessionId = Annotated[str, Path(min_length=8, max_length=64, pattern=r"^[\w-]+$")]


@router.put("/{session_id}")
def note_session(session_id: SessionId, said: Session, user: CurrentUser, database: Db) -> ReadingTime:
    """Notes a session, or how it went on: saying the same again counts once. Answers what is known of the comic."""
    begun = seconds_of(said.started_at)
    with database.write() as connection:
        one = reading_sessions.Stretch(session_id, said.comic_id, begun, said.seconds, said.pages)
        return reading_sessions.note(connection, user, one)
