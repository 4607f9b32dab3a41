"""Every setting is documented as it is, and every knob reaches the containers."""

import importlib
import re

import pytest
from pydantic_core import PydanticUndefined

from kit.settings import Settings
from kit.topology import BY_NAME, SERVICES
from tests.house.test_topology import COMPOSE, STAGES
from tests.house.tree import ROOT

NAMES = [service.name for service in SERVICES]
PAGE = ROOT / "docs" / "settings.md"
# Settings that no container is given, each with its reason.
NOT_IN_CONTAINERS = {
    "COVERS_DIR": "the covers are in the volume data",
    "WEB_DIR": "the web app is in the gateway's image",
    "WEB_RELOAD": "for those who change the web app",
}


def settings_class(service: str) -> type[Settings]:
    module = "gateway.settings" if service == "gateway" else f"services.{service}.settings"
    found: type[Settings] = importlib.import_module(module).Settings
    return found


def settings_of(service: str) -> set[str]:
    """The names, as the environment has them, of all settings of a service."""
    return {name.upper() for name in settings_class(service).model_fields}


def rows(settings: type[Settings], names: set[str]) -> list[str]:
    """How docs/settings.md writes these settings, a row of a table each."""
    written = []
    for name, field in settings.model_fields.items():
        if name.upper() in names:
            default = "" if field.default in (None, "", PydanticUndefined) else str(field.default)
            default = default.removeprefix(f"{ROOT}/")
            shown = f"`{default.lower() if isinstance(field.default, bool) else default}`" if default else "empty"
            written.append(f"| {name.upper()} | {shown} | {field.description} |")
    return written


def knobs() -> set[str]:
    """The variables that docker-compose.yml takes from outside."""
    named = set(re.findall(r"\$\{?([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    return named | {name for service in COMPOSE["services"].values() for name in service["build"].get("args", [])}


def missing_from_page(wanted: list[str]) -> list[str]:
    lines = PAGE.read_text().splitlines()
    return [row for row in wanted if row not in lines]


def test_the_settings_of_all_services_are_documented() -> None:
    common = {name.upper() for name in Settings.model_fields}
    missing = missing_from_page(rows(Settings, common))
    assert not missing, "docs/settings.md lacks these rows:\n" + "\n".join(missing)


@pytest.mark.parametrize("service", NAMES)
def test_the_settings_of_a_service_are_documented(service: str) -> None:
    own = settings_of(service) - {name.upper() for name in Settings.model_fields}
    missing = missing_from_page(rows(settings_class(service), own))
    assert not missing, "docs/settings.md lacks these rows:\n" + "\n".join(missing)


def test_nothing_is_documented_that_does_not_exist() -> None:
    known = {name for service in NAMES for name in settings_of(service)} | knobs()
    named = set(re.findall(r"^\| ([A-Z][A-Z_]+) \|", PAGE.read_text(), re.M))
    assert {name for name in named - known if not name.startswith("QUARTERBIN_")} == set()


@pytest.mark.parametrize("service", NAMES)
def test_every_setting_reaches_the_container(service: str) -> None:
    given = set(COMPOSE["services"][service]["environment"])
    given |= set(re.findall(r"\b([A-Z_]+)=", STAGES["base"] + STAGES[service]))
    urls = {other.url_setting for other in SERVICES}
    of_tables = set() if BY_NAME[service].tables else {"DATABASE_URL"}
    kept = settings_of(service) - urls - of_tables - set(NOT_IN_CONTAINERS) - given
    assert kept == set(), f"docker-compose.yml keeps these from {service}"


def test_the_example_names_every_knob_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^#([A-Z_]+)=", example, re.M)) == knobs()


def test_a_page_that_thumbs_gives_up_is_answered_by_thumbs() -> None:
    """With its reason, and not by the gateway with a 504."""
    gateway, thumbs = (
        importlib.import_module(BY_NAME[name].settings).Settings.model_fields for name in ("gateway", "thumbs")
    )
    assert gateway["picture_timeout"].default > thumbs["thumbs_wall_seconds"].default
