"""Migrations: alembic's scripts in a service's `migrations/`, its version in a table of the service's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kit.errors import StartupError

# Says whether there is a table of that name.
KNOWS = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{}'",
    "postgresql": "SELECT to_regclass('{}')",
}


def upgrade(connection: sa.Connection, service: str, migrations: Path, to: str = "head") -> None:
    """Runs what is missing up to `to`, within the transaction of `connection`: all of it or nothing.

    Raises StartupError where the database is newer than this program.
    """
    if to == "head" and _is_at_head(connection, service, migrations):
        return
    # Imported here: it takes 8 MB that a service needs only where something is missing.
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    scripts = ScriptDirectory(str(migrations), version_locations=[str(migrations)])

    def steps(revision: Any, context: MigrationContext) -> Any:
        return scripts._upgrade_revs(to, revision)

    options = {"version_table": f"alembic_version_{service}", "fn": steps, "transactional_ddl": True}
    context = MigrationContext.configure(connection, opts=options)
    try:
        with Operations.context(context):
            context.run_migrations()
    except CommandError as error:
        raise StartupError(
            f"The database was made by a newer version ({service}: {error}). Use that version, or restore a backup."
        ) from error


def _is_at_head(connection: sa.Connection, service: str, migrations: Path) -> bool:
    """Whether nothing is missing. The scripts are one chain, named by their numbers: the last name is the head."""
    table = f"alembic_version_{service}"
    # In plain SQL: SQLAlchemy's way runs a thousand functions, and each copies memory that the services share.
    if connection.exec_driver_sql(KNOWS[connection.dialect.name].format(table)).scalar() is None:
        return False
    last = max((script.name.partition("_")[0] for script in migrations.glob("[0-9]*_*.py")), default="")
    return list(connection.exec_driver_sql(f"SELECT version_num FROM {table}").scalars()) == [last]  # noqa: S608
