"""SQL: login attempts, a row for whatever is guarded. What the numbers mean is in throttle.py."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from kit.db import insert_into
from services.auth.schema import login_attempts


def next_at(connection: sa.Connection, guarded: Sequence[str]) -> float:
    """When the next attempt is allowed at all of these; 0 for any time."""
    latest = sa.select(sa.func.max(login_attempts.c.next_at)).where(login_attempts.c.guarded.in_(guarded))
    return float(connection.scalar(latest) or 0.0)


def lock(connection: sa.Connection, guarded: str, now: float) -> tuple[int, float, float]:
    """Failures, the time of the last and of the next attempt; nobody else changes them until the transaction ends."""
    fresh = {"guarded": guarded, "failures": 0, "last_at": now, "next_at": 0.0}
    connection.execute(insert_into(connection.dialect.name, login_attempts).values(**fresh).on_conflict_do_nothing())
    columns = (login_attempts.c.failures, login_attempts.c.last_at, login_attempts.c.next_at)
    row = connection.execute(sa.select(*columns).where(login_attempts.c.guarded == guarded).with_for_update()).one()
    return row.failures, row.last_at, row.next_at


def save(connection: sa.Connection, guarded: str, failures: int, last_at: float, next_at: float) -> None:
    """Writes what `lock` read."""
    changes = {"failures": failures, "last_at": last_at, "next_at": next_at}
    connection.execute(login_attempts.update().where(login_attempts.c.guarded == guarded).values(**changes))


def refund(connection: sa.Connection, guarded: str) -> None:
    """Takes one failure back, and what had to be waited for it."""
    one_less = sa.case((login_attempts.c.failures > 0, login_attempts.c.failures - 1), else_=0)
    mine = login_attempts.c.guarded == guarded
    connection.execute(login_attempts.update().where(mine).values(failures=one_less, next_at=0.0))


def prune(connection: sa.Connection, before: float) -> None:
    """Forgets what was last tried before that time."""
    # Rows that somebody else is busy with stay: two who prune at once must not wait for each other.
    old = sa.select(login_attempts.c.guarded).where(login_attempts.c.last_at < before).with_for_update(skip_locked=True)
    connection.execute(login_attempts.delete().where(login_attempts.c.guarded.in_(old)))
