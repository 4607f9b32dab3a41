"""The one table of services, and what repeats it: compose and the Dockerfile."""

import re

import pytest
import yaml

from kit.topology import BY_NAME, SERVICES, TOOLS
from tests.house.tree import ROOT

NAMES = [service.name for service in SERVICES]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
STAGES = {
    match["name"]: match["body"]
    for match in re.finditer(r"^FROM \S+ AS (?P<name>\w+)\n(?P<body>.*?)(?=^FROM |\Z)", DOCKERFILE, re.M | re.S)
}


def mounts(service: str) -> dict[str, str]:
    """Where each volume or folder of the host lies in the service: target to source."""
    return {mount["target"]: mount["source"] for mount in COMPOSE["services"][service]["volumes"]}


def test_compose_runs_every_service_and_the_one_that_makes_secrets() -> None:
    assert set(COMPOSE["services"]) == {*NAMES, "init"}
    for name, service in COMPOSE["services"].items():
        assert service["build"]["target"] == name
        assert "container_name" not in service, "a name of its own would forbid --scale"


def test_only_the_gateway_publishes_a_port() -> None:
    published = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert published == {"gateway": [f"${{PORT:-8000}}:{BY_NAME['gateway'].port}"]}


@pytest.mark.parametrize("name", [*NAMES, "init"])
def test_every_container_is_locked_down(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert "privileged" not in service
    assert "user" not in service, "the image says who: a number that the volumes belong to"
    assert service["restart"] == ("no" if name == "init" else "unless-stopped")


@pytest.mark.parametrize("name", NAMES)
def test_a_service_sees_its_own_secret_and_nobody_elses(name: str) -> None:
    secrets = {target: source for target, source in mounts(name).items() if target.startswith("/secrets")}
    assert secrets == {f"/secrets/{name}": f"secrets-{name}"}


def test_the_one_that_makes_secrets_sees_all_of_them() -> None:
    assert mounts("init") == {f"/secrets/{name}": f"secrets-{name}" for name in [*NAMES, *TOOLS]}


def test_comics_are_read_only_and_only_where_they_are_read() -> None:
    readers = {name for name in COMPOSE["services"] if "/comics" in mounts(name)}
    assert readers == {"scanner", "thumbs"}
    for name in readers:
        mount = next(mount for mount in COMPOSE["services"][name]["volumes"] if mount["target"] == "/comics")
        assert mount["read_only"] is True


def test_data_is_only_where_tables_or_covers_are() -> None:
    assert {name for name in COMPOSE["services"] if "/data" in mounts(name)} == {s.name for s in SERVICES if s.tables}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_service_is_told_where_those_are_that_it_calls(service: object) -> None:
    assert service in SERVICES
    environment = COMPOSE["services"][service.name]["environment"]  # type: ignore[attr-defined]
    called = {*service.calls, "auth"} - {service.name}  # type: ignore[attr-defined]
    for name in called:
        assert environment[BY_NAME[name].url_setting] == f"http://{name}:{BY_NAME[name].port}"


@pytest.mark.parametrize("name", NAMES)
def test_a_stage_holds_one_service(name: str) -> None:
    body = STAGES[name]
    assert f"requirements/{name}.txt" in body
    assert "--require-hashes" in body
    assert f'CMD ["python", "-m", "kit.run", "{name}"]' in body
    assert f"ENV PORT={BY_NAME[name].port}" in body
    assert f"EXPOSE {BY_NAME[name].port}" in body
    assert "USER quarterbin" in body
    own = "gateway" if name == "gateway" else f"services/{name}"
    assert re.findall(r"^COPY (?!requirements)(\S+) (\S+)$", body, re.M) == [(own, own)]


def test_the_dockerfile_builds_nothing_else() -> None:
    assert set(STAGES) == {"base", "kit", "database", "init", *NAMES}
    assert not DOCKERFILE.startswith("# syntax"), "a frontend would have to be fetched"
    for tool in [*NAMES, *TOOLS]:
        assert re.search(rf"for name in [^;]*\b{tool}\b", STAGES["init"])
