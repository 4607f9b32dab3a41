"""SQL: invites."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict
from kit.ids import new_id
from services.auth.credentials import digest, new_token
from services.auth.schema import invites, users
from services.auth.store.users import IS_ADMIN

AT_MOST = 200  # open at once
KEPT = 30 * 86_400  # seconds for which those used or past their time are still listed


def add(
    connection: sa.Connection, now: float, expires_at: float, created_by: str | None, **grants: Any
) -> tuple[Any, str]:
    """A new invitation, and its token, which is seen only here. `grants`: note, role, libraries, age_limit."""
    connection.execute(invites.delete().where(invites.c.expires_at < now - KEPT))
    is_open = invites.c.used_at.is_(None) & (invites.c.expires_at > now)
    if (connection.scalar(sa.select(sa.func.count()).where(is_open)) or 0) >= AT_MOST:
        raise Conflict("too_many_invites", f"There are {AT_MOST} open invitations. Take some of them back first.")
    token = new_token()
    row = {"id": new_id(), "token_hash": digest(token), "created_by": created_by, "created_at": now, **grants}
    connection.execute(invites.insert().values(**row, expires_at=expires_at))
    return connection.execute(_listed().where(invites.c.id == row["id"])).one(), token


def all_of(connection: sa.Connection) -> list[Any]:
    """Every invitation, the newest first, with the names of those who made and used it."""
    return list(connection.execute(_listed().order_by(invites.c.created_at.desc(), invites.c.id)))


def find(connection: sa.Connection, token: str, now: float) -> Any | None:
    """The invitation of a token, if it can be used: whoever made it has to be an administrator still."""
    return connection.execute(_listed().where(_usable(token, now))).first()


def use(connection: sa.Connection, token: str, now: float) -> Any | None:
    """Uses an invitation up, once for all who try at the same moment; None where it cannot be used."""
    found = find(connection, token, now)
    if found is None:
        return None
    taken = invites.update().where(invites.c.id == found.id, invites.c.used_at.is_(None)).values(used_at=now)
    return found if connection.execute(taken).rowcount else None


def used_by(connection: sa.Connection, invite_id: str, user_id: str) -> None:
    """Notes whom it made."""
    connection.execute(invites.update().where(invites.c.id == invite_id).values(used_by=user_id))


def remove(connection: sa.Connection, invite_id: str) -> bool:
    """Takes an invitation back; False where there is none."""
    return bool(connection.execute(invites.delete().where(invites.c.id == invite_id)).rowcount)


def _usable(token: str, now: float) -> sa.ColumnElement[bool]:
    maker = sa.exists().where(users.c.id == invites.c.created_by, IS_ADMIN).correlate(invites)
    of_somebody = invites.c.created_by.is_(None) | maker
    return (
        (invites.c.token_hash == digest(token))
        & invites.c.used_at.is_(None)
        & (invites.c.expires_at > now)
        & of_somebody
    )


def _listed() -> sa.Select[Any]:
    maker, made = users.alias("maker"), users.alias("made")
    return (
        sa.select(invites, maker.c.username.label("maker_name"), made.c.username.label("made_name"))
        .outerjoin(maker, maker.c.id == invites.c.created_by)
        .outerjoin(made, made.c.id == invites.c.used_by)
    )
