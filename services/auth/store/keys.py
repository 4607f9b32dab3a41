"""SQL: API keys."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict
from kit.ids import new_id
from services.auth.credentials import digest, new_api_key
from services.auth.schema import api_keys, users
from services.auth.store.users import COLUMNS, NOT_REMOVED, Account

AT_MOST = 100  # keys a user


def add(connection: sa.Connection, user_id: str, name: str, now: float) -> tuple[str, str]:
    """A new key: its id, and the key itself, which is seen only here."""
    have = connection.scalar(sa.select(sa.func.count()).where(api_keys.c.user_id == user_id)) or 0
    if have >= AT_MOST:
        raise Conflict("too_many_keys", f"You have {AT_MOST} API keys already. Remove one you no longer use.")
    key, key_id = new_api_key(), new_id()
    row = {"id": key_id, "user_id": user_id, "name": name, "key_hash": digest(key), "created_at": now}
    connection.execute(api_keys.insert().values(**row))
    return key_id, key


def find(
    connection: sa.Connection, *, key: str | None = None, key_id: str | None = None
) -> tuple[Account, str, float] | None:
    """Whose key it is, by the key or its id; with them its id and when it was last used (0: never)."""
    wanted = api_keys.c.key_hash == digest(key) if key is not None else api_keys.c.id == key_id
    row = connection.execute(
        sa.select(*COLUMNS, api_keys.c.id.label("key_id"), api_keys.c.last_used_at)
        .join_from(api_keys, users)
        .where(wanted, users.c.status == "active", NOT_REMOVED)
    ).first()
    return (Account.of(row), row.key_id, row.last_used_at or 0.0) if row else None


def of_user(connection: sa.Connection, user_id: str) -> list[Any]:
    """The keys of a user, the newest first."""
    mine = api_keys.c.user_id == user_id
    return list(connection.execute(sa.select(api_keys).where(mine).order_by(api_keys.c.id.desc())))


def touch(connection: sa.Connection, key_id: str, now: float) -> None:
    """Notes when a key was last used."""
    connection.execute(api_keys.update().where(api_keys.c.id == key_id).values(last_used_at=now))


def remove(connection: sa.Connection, user_id: str, key_id: str) -> bool:
    """Revokes a key of a user; False where there is none."""
    mine = (api_keys.c.user_id == user_id) & (api_keys.c.id == key_id)
    return bool(connection.execute(api_keys.delete().where(mine)).rowcount)


def remove_all(connection: sa.Connection, user_id: str) -> None:
    """Revokes every key of a user."""
    connection.execute(api_keys.delete().where(api_keys.c.user_id == user_id))
