"""A reader's preferences: one JSON object, and when which part of it was changed, so that changes can be merged."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from kit.errors import TooLarge
from services.library.schema import preferences
from services.library.store.upsert import insert_into

LARGEST = 64 * 1024  # bytes of the object as text
REMEMBERED = 1_000  # paths whose time is known; the oldest are forgotten
ALL = "[]"


class Change(NamedTuple):
    """A value for a path of keys, None to remove it; `at` is when that was said, in seconds since 1970."""

    path: tuple[str, ...]
    value: Any
    at: float


def get(connection: sa.Connection, user_id: str) -> str:
    """The object as JSON text."""
    query = sa.select(preferences.c.body).where(preferences.c.user_id == user_id)
    return connection.execute(query).scalar_one_or_none() or "{}"


def put(connection: sa.Connection, user_id: str, body: str) -> None:
    """Replaces it, which is a change of all of it."""
    _write(connection, user_id, body, {ALL: time.time()})


def merge(connection: sa.Connection, user_id: str, changes: Sequence[Change]) -> str:
    """Makes the changes that are later than what was said of the same path; the object as it now stands.

    Raises TooLarge where it grew beyond 64 KiB.
    """
    row = _locked(connection, user_id)
    body: dict[str, Any] = json.loads(row.body)
    times: dict[str, float] = json.loads(row.changed)
    for path, value, at in changes:
        around = [json.dumps(path[:depth]) for depth in range(len(path) + 1)]
        if at < max(times.get(one, 0.0) for one in around):
            continue
        times[around[-1]] = at
        _set(body, path, value)
    text = json.dumps(body, separators=(",", ":"))
    if len(text) > LARGEST:
        raise TooLarge("preferences_too_large", "Preferences may have 64 KiB at most.")
    latest = sorted(times.items(), key=lambda one: one[1])[-REMEMBERED:]
    _write(connection, user_id, text, dict(latest))
    return text


def _locked(connection: sa.Connection, user_id: str) -> sa.Row[Any, Any]:
    """What stands, made where nothing does; another device's changes wait until these are there."""
    nothing = {"user_id": user_id, "body": "{}", "updated_at": time.time(), "changed": "{}"}
    connection.execute(insert_into(connection, preferences).values(nothing).on_conflict_do_nothing())
    query = sa.select(preferences.c.body, preferences.c.changed).where(preferences.c.user_id == user_id)
    return connection.execute(query.with_for_update()).one()


def _set(body: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Sets one value, making the objects on the way; or removes it, with the objects that are left empty."""
    name, *rest = path
    if rest:
        below = body.get(name)
        inner = below if isinstance(below, dict) else {}
        _set(inner, tuple(rest), value)
        value = inner or None
    if value is None:
        body.pop(name, None)
    else:
        body[name] = value


def _write(connection: sa.Connection, user_id: str, body: str, changed: dict[str, float]) -> None:
    fresh = {"user_id": user_id, "body": body, "updated_at": time.time(), "changed": json.dumps(changed)}
    insert = insert_into(connection, preferences).values(fresh)
    values = {name: insert.excluded[name] for name in ("body", "updated_at", "changed")}
    connection.execute(insert.on_conflict_do_update(index_elements=[preferences.c.user_id], set_=values))
