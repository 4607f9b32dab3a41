"""Servers for the supervisor's tests: five tiny services in place of the real ones."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.server import Server

NewServer = Callable[..., Server]


@pytest.fixture
def tiny_server(tmp_path: Path) -> Iterator[NewServer]:
    """Makes a server of tiny services on `tmp_path/data`; ended with all its processes after the test."""
    made = []

    def make(data: str = "data") -> Server:
        made.append(Server(tmp_path / data, program=("-m", "tests.cli.tiny")))
        return made[-1]

    yield make
    for server in made:
        server.kill()
