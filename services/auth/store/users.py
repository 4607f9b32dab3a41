"""SQL: users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from kit.errors import Conflict
from kit.ids import new_id
from services.auth import names
from services.auth.schema import users

NOT_REMOVED = users.c.removed_at.is_(None)
IS_ADMIN = (users.c.role == "admin") & (users.c.status == "active") & NOT_REMOVED


@dataclass(frozen=True)
class Account:
    """A row of users; times are seconds since 1970."""

    id: str
    username: str
    password_hash: str
    role: str
    status: str
    libraries: list[str] | None
    age_limit: int | None
    created_at: float
    last_login_at: float | None

    @classmethod
    def of(cls, row: Any) -> Account:
        """From a row that holds at least these columns."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})


COLUMNS = [users.c[name] for name in Account.__dataclass_fields__]


def add(connection: sa.Connection, username: str, password_hash: str, now: float, **more: Any) -> Account:
    """A new user; `more`: role, status, libraries, age_limit. Raises Conflict where the name is taken."""
    row: dict[str, Any] = {"id": new_id(), "username": username, "password_hash": password_hash, "created_at": now}
    row |= {"role": "reader", "status": "active", "libraries": None, "age_limit": None, "last_login_at": None} | more
    try:
        connection.execute(users.insert().values(**row, username_key=names.fold(username)))
    except exc.IntegrityError as error:
        raise Conflict("username_taken", "Somebody has this name already. Please choose another.") from error
    return Account(**row)


def get(connection: sa.Connection, user_id: str) -> Account | None:
    """The user with this id."""
    row = connection.execute(sa.select(*COLUMNS).where(users.c.id == user_id, NOT_REMOVED)).first()
    return Account.of(row) if row else None


def by_name(connection: sa.Connection, username: str) -> Account | None:
    """The user with this name, however it is written."""
    row = connection.execute(sa.select(*COLUMNS).where(users.c.username_key == names.fold(username))).first()
    return Account.of(row) if row else None


def page(connection: sa.Connection, limit: int, after: str | None, offset: int) -> tuple[list[Account], str | None]:
    """`limit` users by name, and the folded name to go on `after`; None at the end."""
    wanted = sa.select(*COLUMNS).where(NOT_REMOVED).order_by(users.c.username_key).limit(limit + 1).offset(offset)
    if after is not None:
        wanted = wanted.where(users.c.username_key > after)
    found = [Account.of(row) for row in connection.execute(wanted)]
    return found[:limit], names.fold(found[limit - 1].username) if len(found) > limit else None


def count(connection: sa.Connection) -> int:
    """How many users there are."""
    return int(connection.scalar(sa.select(sa.func.count()).where(NOT_REMOVED)) or 0)


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many users there are of each status."""
    found = sa.select(users.c.status, sa.func.count()).where(NOT_REMOVED).group_by(users.c.status)
    return {row[0]: int(row[1]) for row in connection.execute(found)}


def has_admin(connection: sa.Connection) -> bool:
    """Is there an administrator who can log in?"""
    return bool(connection.scalar(sa.select(sa.exists().where(IS_ADMIN))))


def lock_admins(connection: sa.Connection) -> set[str]:
    """The ids of all administrators, who stay what they are until this transaction ends."""
    # On SQLite the transaction holds the whole database. PostgreSQL locks the rows, in one order: no deadlock.
    return set(connection.scalars(sa.select(users.c.id).where(IS_ADMIN).order_by(users.c.id).with_for_update()))


def update(connection: sa.Connection, user_id: str, **changes: Any) -> None:
    """Changes columns of a user."""
    if changes:
        connection.execute(users.update().where(users.c.id == user_id, NOT_REMOVED).values(**changes))


def change_if_unchanged(connection: sa.Connection, account: Account, **changes: Any) -> bool:
    """Changes a user who still has the password and status of `account`; False where somebody was faster."""
    same = (users.c.password_hash == account.password_hash) & (users.c.status == account.status)
    result = connection.execute(users.update().where(users.c.id == account.id, same, NOT_REMOVED).values(**changes))
    return bool(result.rowcount)


def mark_removed(connection: sa.Connection, user_id: str, now: float) -> None:
    """Takes everything personal from the row; `forget` takes the row."""
    update(
        connection,
        user_id,
        removed_at=now,
        username="",
        username_key=None,
        password_hash="",
        status="disabled",
        libraries=None,
        age_limit=None,
        last_login_at=None,
    )


def removed(connection: sa.Connection) -> list[str]:
    """Removed users whom library still keeps things for."""
    return list(connection.scalars(sa.select(users.c.id).where(users.c.removed_at.is_not(None)).order_by(users.c.id)))


def forget(connection: sa.Connection, user_id: str) -> None:
    """Takes the last trace of a removed user."""
    connection.execute(users.delete().where(users.c.id == user_id, users.c.removed_at.is_not(None)))
