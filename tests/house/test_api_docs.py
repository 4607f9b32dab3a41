"""docs/api.md names every address that people's programs may ask, and none that is not there."""

from __future__ import annotations

import ast
import importlib
import re

import pytest

from kit.errors import KINDS
from kit.secrets import make_secrets
from kit.topology import SERVICES
from tests.house.tree import ROOT
from tests.routes import routes_of

DOCUMENT = (ROOT / "docs" / "api.md").read_text()
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


RAISED = {"Problem", *(kind.__name__ for kind in KINDS.values())}
# Between services only, or a line of a health report.
INTERNAL = {"audience_refused", "rar_missing", "secret_wrong", "services_only", "unknown_root", "unknown_series"}
INTERNAL |= {"unknown_service", "backup_failed", "backup_damaged"}


def code_of(node: ast.AST) -> str | None:
    """The code of the error that is made here; None where none is, or its code is put together."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED and node.args:
        first = node.args[0]
        return str(first.value) if isinstance(first, ast.Constant) else None
    return None


def test_every_code_of_an_error_is_documented() -> None:
    paths = [path for room in ("gateway", "kit", "services") for path in sorted((ROOT / room).rglob("*.py"))]
    nodes = (node for path in paths for node in ast.walk(ast.parse(path.read_text())))
    codes = {code for node in nodes if (code := code_of(node))}
    assert len(codes) > 80
    assert {code for code in codes - INTERNAL if f"`{code}`" not in DOCUMENT} == set()
