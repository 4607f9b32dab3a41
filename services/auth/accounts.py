"""Changes to accounts, by administrators and by their owners. At least one administrator always remains."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa

from kit.errors import Conflict, NotFound
from services.auth.parts import Parts
from services.auth.store import keys, sessions, users
from services.auth.store.users import Account


def add(house: Parts, username: str, password: str, **more: Any) -> Account:
    """Makes an account. Raises Conflict where the name is taken."""
    hashed = house.passwords.hash(password)
    with house.db.write() as connection:
        account = users.add(connection, username, hashed, time.time(), **more)
    discard_setup_code(house, account)
    return account


def change(house: Parts, user_id: str, changes: dict[str, Any]) -> Account:
    """Changes role, libraries, age_limit, status. Another role or a closed account ends all their sessions."""
    with house.db.write() as connection:
        admins = users.lock_admins(connection)
        before = wanted(connection, user_id)
        users.update(connection, user_id, **changes)
        after = wanted(connection, user_id)
        if not (after.role == "admin" and after.status == "active"):
            keep_an_admin(admins, user_id)
        if after.role != before.role or after.status != "active":
            sessions.end_all(connection, user_id)
    discard_setup_code(house, after)
    return after


def reset_password(house: Parts, user_id: str, password: str) -> None:
    """Sets somebody's password; all their sessions end."""
    with house.db.read() as connection:
        wanted(connection, user_id)
    hashed = house.passwords.hash(password)
    with house.db.write() as connection:
        wanted(connection, user_id)
        users.update(connection, user_id, password_hash=hashed)
        sessions.end_all(connection, user_id)


def remove(house: Parts, user_id: str) -> None:
    """Takes an account away, with its sessions and keys, at once; library is told as soon as it answers."""
    with house.db.write() as connection:
        keep_an_admin(users.lock_admins(connection), user_id)
        wanted(connection, user_id)
        users.mark_removed(connection, user_id, time.time())
        sessions.end_all(connection, user_id)
        keys.remove_all(connection, user_id)
    house.farewell.wake()


def wanted(connection: sa.Connection, user_id: str) -> Account:
    """The account, or NotFound."""
    account = users.get(connection, user_id)
    if account is None:
        raise NotFound("user_not_found", "There is no such user.")
    return account


def keep_an_admin(admins: set[str], leaving: str) -> None:
    """Raises Conflict where nobody but `leaving` is an administrator."""
    if admins == {leaving}:
        raise Conflict("last_admin", "This is the only administrator. Make somebody else one first.")


def discard_setup_code(house: Parts, account: Account) -> None:
    """Once there is an administrator, the code for making the first is void."""
    if account.role == "admin" and account.status == "active":
        house.setup_code.discard()
