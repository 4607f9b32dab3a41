"""What auth's routes work with: made once in app.py, handed to them by FastAPI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from kit.db import Database
from services.auth.backups import Backups
from services.auth.clients import Clients
from services.auth.farewell import Farewell
from services.auth.last_used import LastUsed
from services.auth.passwords import Passwords
from services.auth.setup import SetupCode
from services.auth.signer import Signer
from services.auth.throttle import Throttle


@dataclass(frozen=True)
class Parts:
    """One of each."""

    db: Database
    signer: Signer
    clients: Clients
    passwords: Passwords
    throttle: Throttle
    setup_code: SetupCode
    last_used: LastUsed
    farewell: Farewell
    backups: Backups


def get_parts(request: Request) -> Parts:
    """The parts of this app."""
    parts: Parts = request.app.state.parts
    return parts


def never_stored(response: Response) -> None:
    """Everything auth says is about one person at one moment."""
    response.headers["Cache-Control"] = "no-store"


House = Annotated[Parts, Depends(get_parts)]
