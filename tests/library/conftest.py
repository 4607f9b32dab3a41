"""Fixtures of the library's tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.library.house import House


@pytest.fixture
def sqlite_url(prepared: Callable[[str, str], str]) -> str:
    return prepared("library", "sqlite")


@pytest.fixture
def postgres_url(prepared: Callable[[str, str], str]) -> str:
    return prepared("library", "postgresql")


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """An empty library service, once on SQLite and once on PostgreSQL."""
    made = House.open(database_url, tmp_path)
    with made.client:
        yield made
