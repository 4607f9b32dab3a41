"""Migrations: alembic's scripts in a service's `migrations/`, its version in a table of the service's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kit.errors import StartupError


def upgrade(connection: sa.Connection, service: str, migrations: Path, to: str = "head") -> None:
    """Runs what is missing up to `to`, within the transaction of `connection`: all of it or nothing.

    Raises StartupError where the database is newer than this program.
    """
    # Imported here: it takes 8 MB that a service needs only while it starts.
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
