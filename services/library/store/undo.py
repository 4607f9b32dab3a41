"""Changes that can be undone, for thirty days; where a person changed very much, only the latest of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict, Forbidden, NotFound
from kit.identity import Identity
from kit.ids import new_id
from kit.limits import MIB
from services.library.schema_curation import undo_log
from services.library.store import writers

KEPT = 30 * 86_400.0  # seconds
MOST = 32 * MIB  # bytes of one person, in which edits of some ten thousand comics fit; the very last counts always
CARE = {"metadata", "series.merge", "series.split"}  # only administrators do these, and take them back

Undo = Callable[[sa.Connection, Identity, dict[str, Any]], None]


def note(connection: sa.Connection, who: Identity, action: str, body: dict[str, Any]) -> str:
    """Keeps what it takes to undo an action, and gives the token for it."""
    now, text = time.time(), json.dumps(body)
    connection.execute(sa.delete(undo_log).where(undo_log.c.created_at < now - KEPT))
    fresh = {"id": new_id(), "user_id": who.subject, "action": action, "created_at": now}
    connection.execute(sa.insert(undo_log).values(**fresh, body=text, size_bytes=len(text)))
    _forget(connection, who.subject, but=str(fresh["id"]))
    return str(fresh["id"])


def apply(connection: sa.Connection, who: Identity, token: str, actions: dict[str, Undo]) -> str:
    """Undoes what `who` did, and says what it was.

    Raises NotFound, Conflict where it can no longer be undone, Forbidden for what they may not do any more.
    """
    writers.alone(connection)
    mine = sa.select(undo_log).where(undo_log.c.id == token, undo_log.c.user_id == who.subject)
    row = connection.execute(mine.where(undo_log.c.created_at >= time.time() - KEPT)).first()
    if row is None or row.action not in actions:
        sentence = "There is nothing to undo here: it was undone already, or is more than 30 days old."
        raise NotFound("undo_not_found", sentence)
    if row.action in CARE and not who.is_admin:
        raise Forbidden("admin_only", "Only an administrator may do this.")
    actions[row.action](connection, who, json.loads(row.body))
    connection.execute(sa.delete(undo_log).where(undo_log.c.id == token))
    return str(row.action)


def too_late() -> Conflict:
    """The answer where something else was changed since."""
    return Conflict("undo_too_late", "This was changed again since, so it cannot be undone any more.")


def _forget(connection: sa.Connection, user_id: str, but: str) -> None:
    """What a person did before so much else that it would be more than MOST."""
    newest_first = (undo_log.c.created_at.desc(), undo_log.c.id.desc())
    so_far = sa.func.sum(undo_log.c.size_bytes).over(order_by=newest_first).label("so_far")
    mine = sa.select(undo_log.c.id, so_far).where(undo_log.c.user_id == user_id).subquery("mine")
    beyond = sa.select(mine.c.id).where(mine.c.so_far > MOST, mine.c.id != but)
    connection.execute(sa.delete(undo_log).where(undo_log.c.id.in_(beyond)))
