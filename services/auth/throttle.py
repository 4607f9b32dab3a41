"""Slows guessing down: by account and by address, longer each time, never for good.

An attempt is paid for before it is made, so that a hundred at the same moment count as a hundred; it is refunded when
it was no wrong guess. What was paid is in the database: it holds across restarts and replicas.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from kit.db import Database
from kit.errors import TooMany
from services.auth import names
from services.auth.credentials import digest
from services.auth.origin import network
from services.auth.store import attempts

FORGET_AFTER = 900.0  # seconds without a failure


@dataclass(frozen=True)
class Guard:
    """One row of login_attempts: `free` failures, then a wait of `first` seconds that doubles up to `longest`."""

    name: str
    free: int
    first: float
    longest: float

    def wait(self, failures: int) -> float:
        """Seconds until the next attempt, after so many failures."""
        beyond = failures - self.free
        return 0.0 if beyond < 0 else min(self.first * 2.0 ** min(beyond, 30), self.longest)


def for_account(what: str, account: str, address: str = "") -> Guard:
    """At most 9 wrong guesses in a minute, 2 in each that follows.

    `address`: one the account is used from has a guard of its own, so that strangers cannot keep its owner out.
    """
    # The digest: people type passwords into the field for the name.
    name = digest(names.fold(account))[:32] + (f"@{network(address)}" if address else "")
    return Guard(f"{what}:account:{name}", free=5, first=4, longest=30)


def for_address(what: str, address: str) -> Guard:
    """A household may be wrong more often."""
    return Guard(f"{what}:address:{network(address)}", free=20, first=1, longest=60)


class Throttle:
    """Takes the payment for attempts. Raises TooMany with the seconds to wait."""

    def __init__(self, db: Database, clock: Callable[[], float] = time.time) -> None:
        self._db, self._clock = db, clock

    def pay(self, *guards: Guard) -> None:
        """One attempt at all of these, or none of them."""
        with self._db.read() as connection:  # whoever must wait anyway costs no write
            self._refuse_until(attempts.next_at(connection, [guard.name for guard in guards]), self._clock())
        with self._db.write() as connection:
            now = self._clock()  # not before: this may have waited for others
            attempts.prune(connection, now - FORGET_AFTER)
            for guard in sorted(guards, key=lambda guard: guard.name):
                before, last_at, next_at = attempts.lock(connection, guard.name, now)
                self._refuse_until(next_at, now)
                failures = 1 if last_at < now - FORGET_AFTER else before + 1
                wait = guard.wait(failures)
                # 0 and not `now`: whoever read the clock a moment ago would still have to wait for that.
                attempts.save(connection, guard.name, failures, now, now + wait if wait else 0.0)

    def refund(self, *guards: Guard) -> None:
        """It was no wrong guess."""
        with self._db.write() as connection:
            self.refund_within(connection, *guards)

    def refund_within(self, connection: sa.Connection, *guards: Guard) -> None:
        """The same, in a transaction that does more."""
        for guard in sorted(guards, key=lambda guard: guard.name):
            attempts.refund(connection, guard.name)

    def _refuse_until(self, next_at: float, now: float) -> None:
        wait = next_at - now
        if wait > 0:
            seconds = math.ceil(wait)
            sentence = f"Too many wrong attempts. Please wait {seconds} second{'s' if seconds > 1 else ''}."
            raise TooMany("login_throttled", sentence, retry_after=seconds)
