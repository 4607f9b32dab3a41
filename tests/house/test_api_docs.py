"""docs/api.md names every address that people's programs may ask, and none that is not there."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from kit.secrets import make_secrets
from kit.topology import SERVICES
from tests.routes import routes_of

DOCUMENT = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
GATEWAYS = {"/api/system", "/api/system/logs"}  # which has no routes of its own


def plain(path: str) -> str:
    """An address with its parameters left open."""
    return re.sub(r"\{[^}]*\}", "{}", path).rstrip("/.")


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("documented")
    make_secrets(folder / "secrets")
    found = set(GATEWAYS)
    for service in SERVICES:
        if service.name != "gateway":
            settings = importlib.import_module(service.app.removesuffix("app") + "settings").Settings
            app = importlib.import_module(service.app).create_app(settings(data_dir=folder))
            found |= {plain(route.path) for route in routes_of(app) if route.path.startswith("/api/")}
    return found


def test_every_address_is_documented_and_there(there: set[str]) -> None:
    named = {plain(path) for path in re.findall(r"/api/[a-z0-9/{}_-]+", DOCUMENT)}
    # What is the same of a series as of a book is written short.
    assert {path for path in there - named if path.replace("/series/", "/books/", 1) not in named} == set()
    # A line may name what several addresses begin with.
    assert {path for path in named if not any(one == path or one.startswith(f"{path}/") for one in there)} == set()
