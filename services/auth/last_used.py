"""When a session or an API key was last used: written at most once a minute each, and never in a request's way."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict

from kit.db import Database
from kit.errors import Problem
from services.auth.store import keys, sessions

log = logging.getLogger("quarterbin.auth")

EVERY = 60.0  # seconds
KEPT = 4096


class LastUsed:
    """Notes uses. `is_due` says whether there is anything to write; `note` writes it."""

    def __init__(self, db: Database) -> None:
        self._db, self._lock = db, threading.Lock()
        self._noted: OrderedDict[str, float] = OrderedDict()

    def is_due(self, login_id: str, stored: float) -> bool:
        """Is what the database says a minute old? Says so to one of those who ask at the same moment."""
        now = time.time()
        with self._lock:
            if now - max(stored, self._noted.get(login_id, 0.0)) < EVERY:
                return False
            self._noted[login_id] = now
            self._noted.move_to_end(login_id)
            if len(self._noted) > KEPT:
                self._noted.popitem(last=False)
        return True

    def note(self, via: str, login_id: str, address: str, user_agent: str) -> None:
        """Writes it down. A database that cannot is no reason to send somebody away."""
        try:
            with self._db.write() as connection:
                if via == "session":
                    sessions.touch(connection, login_id, time.time(), address, user_agent)
                else:
                    keys.touch(connection, login_id, time.time())
        except Problem as problem:
            log.warning("last use not noted", extra={"data": {"reason": problem.code}})
