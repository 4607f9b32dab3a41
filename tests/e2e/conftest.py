"""`house`: one running server with comics for all tests that leave it as it was. `server`: its process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.house import House, running_house
from tests.e2e.server import Server

NewServer = Callable[..., Server]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="session")
def server(house: House) -> Server:
    return house.server


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[NewServer]:
    """Makes a server of this test's own on `tmp_path/data`: `new_server(COMICS_DIR...)`. Not started yet."""
    made = []

    def make(*arguments: str | Path, data: str = "data") -> Server:
        made.append(Server(tmp_path / data, *arguments))
        return made[-1]

    yield make
    for server in made:
        server.kill()
