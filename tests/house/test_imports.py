"""Who may import whom: the contracts in pyproject.toml, and what an image has to bring for its service."""

import importlib.metadata
import re
import subprocess
import sys
from functools import cache

import grimp
import pytest

from kit.topology import SERVICES
from tests.house.requirements import normalized, pins
from tests.house.tree import ROOT

HOUSE = {"kit", "services", "gateway", "cli"}


def test_the_contracts_hold() -> None:
    check = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    result = subprocess.run([*check, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    kept, broken = re.findall(r"(\d+) (?:kept|broken)", result.stdout)
    assert int(kept) >= 7
    assert int(broken) == 0


@cache
def graph() -> grimp.ImportGraph:
    """All imports of the house, those inside functions too."""
    return grimp.build_graph(*sorted(HOUSE), include_external_packages=True, cache_dir=None)


def third_party(module: str) -> set[str]:
    """The packages from outside that `module`, all below it and kit.run need in the end."""
    own = {module, *graph().find_descendants(module)}
    reached = own | {"kit.run"}
    for one in own | {"kit.run"}:
        reached |= graph().find_upstream_modules(one)
    outside = {one.partition(".")[0] for one in reached if graph().is_module_squashed(one)} - HOUSE
    return outside - set(sys.stdlib_module_names)


@pytest.mark.parametrize("service", [service.name for service in SERVICES])
def test_an_image_brings_what_its_service_imports(service: str) -> None:
    locked = pins(service)
    distributions = importlib.metadata.packages_distributions()
    missing = {
        package
        for package in third_party("gateway" if service == "gateway" else f"services.{service}")
        if not any(normalized(name) in locked for name in distributions.get(package, [package]))
    }
    assert missing == set(), f"requirements/{service}.in lacks what {service} imports"
