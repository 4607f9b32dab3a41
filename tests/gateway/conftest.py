from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.gateway.doubles import House, house


@pytest.fixture(scope="module")
def carrier() -> str:
    """What carries requests to services: as it is served. A file that tests all of them has its own fixture."""
    return "hot"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, carrier: str) -> Iterator[House]:
    """A gateway with its usual settings, for the tests of one file; they leave its doubles as they were."""
    with house(tmp_path_factory.mktemp("house"), carrier, request_limit=64 * 1024) as one:
        yield one


@pytest.fixture
def client(running: House) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, trust_env=False, timeout=20) as one:
        yield one


@pytest.fixture
def reader(client: httpx.Client) -> dict[str, str]:
    """Headers of somebody logged in, on our own page."""
    return {"Cookie": "session_token=cookie-of-reader", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def house_folder(tmp_path: Path) -> Path:
    return tmp_path
