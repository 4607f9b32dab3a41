"""Fixtures of the scanner's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scanner.house import House


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """A scanner, once on SQLite and once on PostgreSQL."""
    house = House(tmp_path, database_url)
    with house.client:
        yield house
        house.library.let_through.set()
