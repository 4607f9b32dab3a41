"""Does once, before the services are forked, what each of them does first, so that they share what libraries set up.

Nothing of it stays: the database is in memory, the key is thrown away, and no file is touched.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import jwt
import pysqlite3.dbapi2 as driver
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.plan import Plan
from kit.errors import StartupError
from kit.identity import ALGORITHM
from kit.run import settings_of
from kit.topology import SERVICES


def rehearse(plan: Plan) -> None:
    """Speaks with a database, signs and verifies; reads settings for good. What fails here, the service says."""
    for service in SERVICES:
        with contextlib.suppress(ImportError, StartupError), laid_over(plan.environment_of(service)):
            settings_of(service.name)
    _database()
    key = Ed25519PrivateKey.generate()
    jwt.decode(jwt.encode({}, key, ALGORITHM), key.public_key(), [ALGORITHM])


@contextlib.contextmanager
def laid_over(environment: dict[str, str]) -> Iterator[None]:
    """`environment` over that of this process, while the block runs."""
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


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
