"""A reader's preferences: one JSON object, theirs to shape."""

from __future__ import annotations

import json
from typing import NoReturn

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kit.db import Database
from kit.errors import TooLarge, Unprocessable
from kit.identity import CurrentUser
from services.library.store import preferences
from services.library.wiring import Db

router = APIRouter(prefix="/api/preferences", tags=["preferences"])

LARGEST = 64 * 1024  # bytes


@router.get("", response_class=Response)
def get_preferences(user: CurrentUser, database: Db) -> Response:
    """The object; empty at first."""
    with database.read() as connection:
        return _answer(preferences.get(connection, user.subject))


@router.put("", response_class=Response)
async def put_preferences(request: Request, user: CurrentUser, database: Db) -> Response:
    """Replaces the object. 413 beyond 64 KiB, 422 for what is no JSON object."""
    return await run_in_threadpool(_put, database, user.subject, await request.body())


def _put(database: Database, user_id: str, body: bytes) -> Response:
    if len(body) > LARGEST:
        raise TooLarge("preferences_too_large", "Preferences may have 64 KiB at most.")
    text = normal(body)
    with database.write() as connection:
        preferences.put(connection, user_id, text)
    return _answer(text)


def normal(body: bytes) -> str:
    """A JSON object as text that every database and every JSON reader takes: ASCII, no NaN. Raises Unprocessable."""
    try:
        said = json.loads(body.decode(), parse_constant=_refuse)
        if isinstance(said, dict):
            return json.dumps(said, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise Unprocessable("invalid_request", "Preferences must be a JSON object.") from error
    raise Unprocessable("invalid_request", "Preferences must be a JSON object.")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _answer(text: str) -> Response:
    return Response(text.encode(), media_type="application/json")
