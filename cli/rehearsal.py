"""Does once, before the services are forked, what each does first: what libraries set up meanwhile is then shared.

Nothing of it stays: the database is in memory, the key is thrown away, and no file is touched.
"""

from __future__ import annotations

import contextlib
import importlib

import jwt
import pysqlite3.dbapi2 as driver
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kit.errors import StartupError
from kit.identity import ALGORITHM
from kit.topology import SERVICES


def rehearse() -> None:
    """Loads settings, speaks with a database, signs and verifies. What fails here is said by the service itself."""
    for service in SERVICES:
        with contextlib.suppress(ImportError, StartupError):
            importlib.import_module(service.app.replace(".app", ".settings")).Settings.load()
    _database()
    key = Ed25519PrivateKey.generate()
    jwt.decode(jwt.encode({}, key, ALGORITHM), key.public_key(), [ALGORITHM])


def _database() -> None:
    engine = sa.create_engine("sqlite://", module=driver)
    columns = sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text)
    table = sa.Table("rehearsal", sa.MetaData(), *columns)
    row = table.c.id == sa.bindparam("of")
    with engine.begin() as connection:
        table.create(connection)
        sa.inspect(connection).has_table(table.name)
        connection.execute(table.insert(), [{"id": 1, "name": "one"}])
        connection.execute(table.update().where(row).values(name="other"), {"of": 1})
        connection.execute(sa.select(table.c.name).where(row).order_by(table.c.id).limit(1), {"of": 1}).all()
    engine.dispose()
