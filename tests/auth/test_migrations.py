"""Every schema there ever was becomes today's, with people's data in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from kit import migrate, postgres
from kit.db import Database
from kit.errors import StartupError
from services.auth.app import MIGRATIONS
from services.auth.schema import metadata
from services.auth.settings import Settings

SCRIPTS = ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)])
REVISIONS = [one.revision for one in reversed(list(SCRIPTS.walk_revisions()))]

# What was in the database at a revision, written as that revision had its tables.
AT = {
    "0001": """
        INSERT INTO users VALUES ('u1', 'Ada', 'ada', '$argon2id$', 'admin', 'active', '["lib1"]', 12, 1.5, 2.5, NULL);
        INSERT INTO sessions VALUES ('s1', 'u1', 'h1', 1, 2, 3, '192.0.2.1', 'Fox');
        INSERT INTO api_keys VALUES ('k1', 'u1', 'Tablet', 'h2', 1, NULL);
        INSERT INTO login_attempts VALUES ('login:account:x', 1, 2, 3);
        INSERT INTO auth_settings VALUES ('registration', 'open')
    """
}
AT["0002"] = f"""{AT["0001"]};
        INSERT INTO invites VALUES ('i1', 'h3', 'Ines', 'reader', NULL, 8, 'u1', 1, 2, NULL, NULL)
    """


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    db = Database(settings, "auth")
    if db.dialect == "postgresql":
        postgres.prepare_role(db._writer, "auth")
    yield db
    db.close()


def test_every_revision_has_its_data_here() -> None:
    assert sorted(AT) == REVISIONS


@pytest.mark.parametrize("revision", REVISIONS)
def test_from_each_revision_to_the_newest(db: Database, revision: str) -> None:
    with db.write() as connection:
        migrate.upgrade(connection, "auth", MIGRATIONS, revision)
        for statement in AT[revision].split(";"):
            connection.execute(sa.text(statement))
    db.init_db(MIGRATIONS)
    with db.read() as connection:
        row = connection.execute(sa.select(metadata.tables["users"])).one()
        assert (row.id, row.username, row.libraries, row.age_limit) == ("u1", "Ada", ["lib1"], 12)
        for table in ("sessions", "api_keys", "login_attempts", "auth_settings"):
            assert connection.execute(sa.select(sa.func.count()).select_from(metadata.tables[table])).scalar_one() == 1


def test_the_schema_is_what_the_migrations_make(db: Database) -> None:
    db.init_db(MIGRATIONS)
    db.init_db(MIGRATIONS)
    ours = {
        "include_name": lambda name, kind, parents: kind != "table" or name in metadata.tables,
        "compare_type": True,
    }
    with db.write() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), metadata) == []


def test_a_newer_database_is_refused(db: Database) -> None:
    db.init_db(MIGRATIONS)
    with db.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version_auth SET version_num = '9999'"))
    with pytest.raises(StartupError, match="newer"):
        db.init_db(MIGRATIONS)
