"""Every setting is documented, and every knob reaches the containers."""

import importlib
import re

import pytest

from kit.settings import Settings
from kit.topology import BY_NAME, SERVICES
from tests.house.test_topology import COMPOSE, STAGES
from tests.house.tree import ROOT


def documented() -> str:
    return (ROOT / "docs" / "settings.md").read_text()


def settings_of(service: str) -> set[str]:
    """The names, as the environment has them, of all settings of a service."""
    module = "gateway.settings" if service == "gateway" else f"services.{service}.settings"
    own: type[Settings] = importlib.import_module(module).Settings
    return {name.upper() for name in own.model_fields}


def knobs() -> set[str]:
    """The variables that docker-compose.yml takes from outside."""
    return set(re.findall(r"\$\{?([A-Z_]+)", (ROOT / "docker-compose.yml").read_text())) | {
        name for service in COMPOSE["services"].values() for name in service["build"].get("args", [])
    }


@pytest.mark.parametrize("service", [service.name for service in SERVICES])
def test_every_setting_is_documented(service: str) -> None:
    missing = {name for name in settings_of(service) if not re.search(rf"^\|[^|]*\b{name}\b", documented(), re.M)}
    assert missing == set(), f"docs/settings.md does not name these settings of {service}"


def test_nothing_is_documented_that_does_not_exist() -> None:
    known = {name for service in SERVICES for name in settings_of(service.name)} | knobs()
    rows = re.findall(r"^\|\s*([A-Z`][A-Z_`, ]+?)\s*\|", documented(), re.M)
    named = {name for row in rows for name in re.findall(r"[A-Z][A-Z_]+", row)}
    assert {name for name in named - known if not name.startswith("QUARTERBIN_")} == set()


@pytest.mark.parametrize("service", [service.name for service in SERVICES])
def test_every_setting_reaches_the_container(service: str) -> None:
    given = set(COMPOSE["services"][service]["environment"])
    given |= set(re.findall(r"\b([A-Z_]+)=", STAGES["base"] + STAGES[service]))
    urls = {f"{other.name.upper()}_URL" for other in SERVICES}
    of_tables = set() if BY_NAME[service].tables else {"DATABASE_URL"}
    assert settings_of(service) - urls - of_tables - given == set(), f"docker-compose.yml keeps these from {service}"


def test_the_example_names_every_knob_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^#?\s?([A-Z_]+)=", example, re.M)) == knobs()
