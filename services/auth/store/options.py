"""SQL: auth_settings, names and values."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import exc

from kit.db import insert_into
from kit.errors import Conflict
from services.auth.schema import auth_settings

REGISTRATION, FIRST_ADMIN = "registration", "first_admin"


def registration(connection: sa.Connection) -> str:
    """Who may register: off, approval, open."""
    wanted = sa.select(auth_settings.c.value).where(auth_settings.c.name == REGISTRATION)
    return connection.scalar(wanted) or "off"


def set_registration(connection: sa.Connection, value: str) -> None:
    """Changes who may register."""
    row = insert_into(connection.dialect.name, auth_settings).values(name=REGISTRATION, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def claim_first_admin(connection: sa.Connection, now: float) -> None:
    """Notes that the first administrator is made now. The name is the key of the table: the second gets a Conflict."""
    try:
        connection.execute(auth_settings.insert().values(name=FIRST_ADMIN, value=str(now)))
    except exc.IntegrityError as error:
        raise Conflict("setup_done", "The first administrator has been made already. Please log in.") from error
