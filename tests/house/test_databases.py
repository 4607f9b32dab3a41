"""The databases that all tests stand on are empty and nobody else's."""

from collections.abc import Callable

import sqlalchemy


def engine(url: str) -> sqlalchemy.Engine:
    return sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def test_every_test_gets_an_empty_database(database_url: str, new_database: Callable[[str], str]) -> None:
    first = engine(database_url)
    with first.begin() as connection:
        assert sqlalchemy.inspect(connection).get_table_names() == []
        connection.execute(sqlalchemy.text("CREATE TABLE mine (a integer)"))
    second = engine(new_database(first.dialect.name))
    assert sqlalchemy.inspect(second).get_table_names() == []
    first.dispose()
    second.dispose()
