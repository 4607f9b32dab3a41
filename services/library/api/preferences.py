"""A reader's preferences: one JSON object, whose content is up to the client."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, NoReturn

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kit.db import Database
from kit.errors import TooLarge, Unprocessable
from kit.identity import CurrentUser
from services.library.store import preferences
from services.library.store.preferences import LARGEST
from services.library.times import seconds_of
from services.library.wiring import Db

router = APIRouter(prefix="/api/preferences", tags=["preferences"])

Key = Annotated[str, Field(min_length=1, max_length=100)]


@router.get("", response_class=Response)
def get_preferences(user: CurrentUser, database: Db) -> Response:
    """The object; empty at first."""
    with database.read() as connection:
        return _answer(preferences.get(connection, user.subject))


@router.put("", response_class=Response)
async def put_preferences(request: Request, user: CurrentUser, database: Db) -> Response:
    """Replaces the object. 413 beyond 64 KiB, 422 for what is no JSON object."""
    return await run_in_threadpool(_put, database, user.subject, await request.body())


class Said(BaseModel):
    """A value for a path of keys, null to remove it. `updated_at`: when it was said, if not now."""

    path: list[Key] = Field(min_length=1, max_length=8)
    value: bool | int | float | str | list[str] | None = None
    updated_at: datetime | None = None


class Changes(BaseModel):
    """Changes, in their order."""

    changes: list[Said] = Field(max_length=500)


@router.patch("", response_class=Response)
async def patch_preferences(request: Request, user: CurrentUser, database: Db) -> Response:
    """Changes single values, `{"changes": [{"path": ["reader", "fit"], "value": ..., "updated_at"?}]}`.

    What was said later of the same path stands, so that it can be said as often as one likes. 413 where the object
    would grow beyond 64 KiB.
    """
    return await run_in_threadpool(_patch, database, user.subject, await request.body())


def _patch(database: Database, user_id: str, body: bytes) -> Response:
    if len(body) > LARGEST:
        raise TooLarge("preferences_too_large", "Preferences may have 64 KiB at most.")
    try:
        said = Changes.model_validate_json(normal(body))
    except ValidationError as error:
        raise Unprocessable("invalid_request", "These are no changes of preferences.") from error
    made = [preferences.Change(tuple(one.path), one.value, seconds_of(one.updated_at)) for one in said.changes]
    with database.write() as connection:
        return _answer(preferences.merge(connection, user_id, made))


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
