"""SQL: sessions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from kit.ids import new_id
from services.auth.credentials import digest, new_token
from services.auth.origin import Origin
from services.auth.schema import sessions, users
from services.auth.store.users import COLUMNS, NOT_REMOVED, Account

LIFETIME = 2_592_000  # seconds: 30 days
AT_MOST = 100  # sessions a user; the one longest unused gives way


def add(connection: sa.Connection, user_id: str, origin: Origin, now: float) -> str:
    """Opens a session and gives its token. Sessions past their time, of anybody, go."""
    connection.execute(sessions.delete().where(sessions.c.expires_at <= now))
    kept = sa.select(sessions.c.id).where(sessions.c.user_id == user_id).order_by(sessions.c.last_used_at.desc())
    spare = list(connection.scalars(kept.offset(AT_MOST - 1)))
    if spare:
        connection.execute(sessions.delete().where(sessions.c.id.in_(spare)))
    token = new_token()
    row = {"id": new_id(), "user_id": user_id, "token_hash": digest(token), "created_at": now, "last_used_at": now}
    row |= {"expires_at": now + LIFETIME, "address": origin.address, "user_agent": origin.user_agent}
    connection.execute(sessions.insert().values(**row))
    return token


def find(
    connection: sa.Connection, now: float, *, token: str | None = None, session_id: str | None = None
) -> tuple[Account, str, float] | None:
    """Whose session it is, by its token or its id; with them its id and when it was last used."""
    wanted = sessions.c.token_hash == digest(token) if token is not None else sessions.c.id == session_id
    row = connection.execute(
        sa.select(*COLUMNS, sessions.c.id.label("session_id"), sessions.c.last_used_at)
        .join_from(sessions, users)
        .where(wanted, sessions.c.expires_at > now, users.c.status == "active", NOT_REMOVED)
    ).first()
    return (Account.of(row), row.session_id, row.last_used_at) if row else None


def of_user(connection: sa.Connection, user_id: str, now: float) -> list[Any]:
    """The sessions of a user, the last used first."""
    mine = (sessions.c.user_id == user_id) & (sessions.c.expires_at > now)
    return list(connection.execute(sa.select(sessions).where(mine).order_by(sessions.c.last_used_at.desc())))


def count(connection: sa.Connection, now: float) -> int:
    """How many sessions are open, of all users."""
    return int(connection.scalar(sa.select(sa.func.count()).where(sessions.c.expires_at > now)) or 0)


def used_from(connection: sa.Connection, user_id: str, address: str, now: float) -> bool:
    """Has this user a session at this address?"""
    mine = (sessions.c.user_id == user_id) & (sessions.c.address == address) & (sessions.c.expires_at > now)
    return bool(connection.scalar(sa.select(sa.exists().where(mine))))


def touch(connection: sa.Connection, session_id: str, now: float, address: str, user_agent: str) -> None:
    """Notes when and from where a session was last used."""
    seen = {"address": address, "user_agent": user_agent}
    said = {name: value for name, value in seen.items() if value}
    connection.execute(sessions.update().where(sessions.c.id == session_id).values(last_used_at=now, **said))


def rotate(connection: sa.Connection, session_id: str, now: float) -> str | None:
    """Gives a session a new token and its whole time again; None where it has ended."""
    token = new_token()
    changes = {"token_hash": digest(token), "expires_at": now + LIFETIME, "last_used_at": now}
    result = connection.execute(sessions.update().where(sessions.c.id == session_id).values(**changes))
    return token if result.rowcount else None


def end(connection: sa.Connection, user_id: str, session_id: str) -> bool:
    """Ends one session of a user; False where there is none."""
    mine = (sessions.c.user_id == user_id) & (sessions.c.id == session_id)
    return bool(connection.execute(sessions.delete().where(mine)).rowcount)


def end_by_token(connection: sa.Connection, token: str) -> None:
    """Ends the session with this token, whosever it is."""
    connection.execute(sessions.delete().where(sessions.c.token_hash == digest(token)))


def end_all(connection: sa.Connection, user_id: str, but: str | None = None) -> None:
    """Ends every session of a user, `but` one."""
    connection.execute(sessions.delete().where(sessions.c.user_id == user_id, sessions.c.id.is_distinct_from(but)))
