"""What was done and can be undone, for thirty days."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict, NotFound
from kit.identity import Identity
from kit.ids import new_id
from services.library.schema_curation import undo_log
from services.library.store import writers

KEPT = 30 * 86_400.0  # seconds

Undo = Callable[[sa.Connection, Identity, dict[str, Any]], None]


def note(connection: sa.Connection, who: Identity, action: str, body: dict[str, Any]) -> str:
    """Keeps what it takes to undo an action, and gives the token for it."""
    now = time.time()
    connection.execute(sa.delete(undo_log).where(undo_log.c.created_at < now - KEPT))
    fresh = {"id": new_id(), "user_id": who.subject, "action": action, "body": json.dumps(body), "created_at": now}
    connection.execute(sa.insert(undo_log).values(fresh))
    return str(fresh["id"])


def apply(connection: sa.Connection, who: Identity, token: str, actions: dict[str, Undo]) -> str:
    """Undoes what `who` did, and says what it was. Raises NotFound, or Conflict where it can no longer be undone."""
    writers.alone(connection)
    mine = sa.select(undo_log).where(undo_log.c.id == token, undo_log.c.user_id == who.subject)
    row = connection.execute(mine.where(undo_log.c.created_at >= time.time() - KEPT)).first()
    if row is None or row.action not in actions:
        raise NotFound("undo_not_found", "There is nothing to undo here: it was undone, or is more than 30 days ago.")
    actions[row.action](connection, who, json.loads(row.body))
    connection.execute(sa.delete(undo_log).where(undo_log.c.id == token))
    return str(row.action)


def too_late() -> Conflict:
    """The answer where something else was changed since."""
    return Conflict("undo_too_late", "This was changed again since, so it cannot be undone any more.")
