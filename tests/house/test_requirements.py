"""The locks agree with their sources and with each other, and say nothing about where packages were had."""

import json
import re
import tomllib

import pytest

from kit import VERSION
from kit.topology import SERVICES
from tests.house.requirements import FOLDER, SETS, pins, wanted
from tests.house.tree import ROOT


@pytest.mark.parametrize("name", SETS)
def test_a_lock_is_whole(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text()
    assert wanted(name) <= set(pins(name)), f"run requirements/lock: {name}.txt lacks what {name}.in asks for"
    entries = re.findall(r"^\S.*?(?=^\S|\Z)", text, re.M | re.S)
    unhashed = [entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]
    assert unhashed == []
    assert not re.search(r"://|^--|@ ", text, re.M), "a lock names no index, no address and no path"


@pytest.mark.parametrize("name", SETS)
def test_no_package_is_locked_at_two_versions(name: str) -> None:
    assert pins(name).items() <= pins("test").items(), "run requirements/lock"


def test_the_local_environment_holds_every_service_and_the_command_line() -> None:
    together = {name for part in [*(service.name for service in SERVICES), "cli"] for name in pins(part)}
    assert together == set(pins("serve"))


def test_what_opens_hostile_bytes_is_only_where_it_belongs() -> None:
    for service in SERVICES:
        assert ("pillow" in pins(service.name)) == (service.name == "thumbs")
        assert ("sqlalchemy" in pins(service.name)) == bool(service.tables)


def test_one_version_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    package = json.loads((ROOT / "package.json").read_text())["version"]
    assert VERSION == project == package
    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text()
