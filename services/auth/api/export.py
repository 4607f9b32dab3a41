"""/api/auth/export: what auth keeps of whoever asks."""

from __future__ import annotations

import time

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from kit.times import Time
from services.auth.api.me import list_keys, sessions_of
from services.auth.models import Key, Session, User, moment
from services.auth.parts import House, never_stored
from services.auth.who import WithSession

router = APIRouter(prefix="/api/auth", tags=["me"], dependencies=[Depends(never_stored)])


class Export(BaseModel):
    """Everything but what opens doors: no password, no session token, no key is in it."""

    exported_at: Time
    account: User
    sessions: list[Session]
    keys: list[Key]


@router.get("/export")
def export(person: WithSession, house: House) -> Export:
    """One's account, sessions and API keys. What one reads is at /api/mine."""
    return Export(
        exported_at=moment(time.time()),
        account=User.of(person.account),
        sessions=sessions_of(person, house),
        keys=list_keys(person, house).items,
    )
