"""PostgreSQL: each service works as a role of its own, which owns its tables and sees no others."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc

from kit.errors import StartupError

MIGRATION_LOCK = 0x51424D49  # any constant of ours


def role_of(service: str) -> str:
    """The role that owns the service's tables."""
    return f"quarterbin_{service}"


def engine(url: sa.URL, service: str, size: int, *, durable: bool) -> sa.Engine:
    """Connections as the service's role."""
    made = sa.create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "application_name": f"quarterbin {service}"},
    )

    @event.listens_for(made, "connect")
    def become_role(connection: Any, record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role_of(service),))
            if cursor.fetchone():  # not there yet only on the very first start, before prepare_role
                cursor.execute(f'SET ROLE "{role_of(service)}"')
            if not durable:
                cursor.execute("SET synchronous_commit = off")
        connection.commit()

    return made


def lock(connection: sa.Connection) -> None:
    """Holds the lock of migrations until the transaction ends."""
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})


def prepare_role(made: sa.Engine, service: str) -> None:
    """Makes the service's role where it is missing. Raises StartupError with what to do where that is not allowed."""
    try:
        try:
            _make_role(made, role_of(service))
        except exc.IntegrityError:  # roles belong to the whole cluster: another database made it in this moment
            _make_role(made, role_of(service))
    except exc.ProgrammingError as error:
        raise StartupError(
            "The PostgreSQL user of DATABASE_URL must be allowed to make roles and to grant on its database: "
            f"{str(error.orig).splitlines()[0]}."
        ) from error
    except exc.OperationalError as error:
        raise StartupError(f"PostgreSQL does not answer: {str(error.orig).splitlines()[0]}.") from error
    made.dispose()  # the next connections are the role's


def _make_role(made: sa.Engine, role: str) -> None:
    with made.begin() as connection:
        connection.exec_driver_sql("RESET ROLE")
        lock(connection)
        known = connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
        if known.first() is None:
            connection.exec_driver_sql(f'CREATE ROLE "{role}" NOLOGIN')
            connection.exec_driver_sql(f'GRANT "{role}" TO CURRENT_USER')
        connection.exec_driver_sql(f'GRANT USAGE, CREATE ON SCHEMA public TO "{role}"')
