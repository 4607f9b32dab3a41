"""What no file of ours may hold, and how long one may get."""

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT, sources, text_of, tracked

CEILING = 300
# Longer than the ceiling, each with its reason.
LONG: dict[str, str] = {
    "tests/gateway/test_upstreams.py": "one list of cases that both ways to a service have to pass; halves would drift",
}

# Put together here, so that this file does not hold what it forbids.
UNFINISHED = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r"|\braise NotImplemented" + "Error")
REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org")

# Where SQL is at home. Everything else asks a store. The predecessor's file is no table of ours: one module reads it.
SQL_ROOMS = re.compile(
    r"^(kit/(db|migrate|postgres|sqlite)\.py|cli/predecessor/database\.py"
    r"|services/\w+/(store|schema(_\w+)?|migrations)(\.py|/.*)|(tests|bench)/.*)$"
)
SQL = re.compile(
    r"^\s*(SELECT\s.*\sFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|(CREATE|ALTER|DROP)\s+TABLE)\s", re.S
)
DATABASE_LIBRARIES = {"sqlalchemy", "psycopg", "sqlite3", "pysqlite3", "alembic"}


@pytest.mark.parametrize(
    "path", [path for path in sources(".py", ".js", ".css") if "vendor" not in path.parts], ids=str
)
def test_no_file_is_too_long(path: Path) -> None:
    lines = len((ROOT / path).read_text().splitlines())
    assert lines <= CEILING or str(path) in LONG, f"{path} has {lines} lines: split it by subject, or say why in LONG"


def test_every_exception_is_still_needed() -> None:
    for path in LONG:
        assert len((ROOT / path).read_text().splitlines()) > CEILING, f"{path} is short enough now: take it off LONG"


def test_nothing_is_left_unfinished() -> None:
    marks = [
        f"{path}:{number}: {line.strip()}"
        for path in [*sources(".py", ".js", ".css", ".html", ".sh"), Path("quarterbin"), Path(".ci/run")]
        for number, line in enumerate((text_of(path) or "").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert marks == []


def test_no_file_names_a_package_registry_or_this_machine() -> None:
    forbidden = [*REGISTRIES, *configured_hosts(), f"{ROOT}/", "/wo" + "rk/"]
    texts = ((path, text_of(path) or "") for path in tracked())
    found = [f"{path}: {word}" for path, text in texts for word in forbidden if word in text]
    assert found == []


def configured_hosts() -> set[str]:
    """The package indexes that this machine is told to use: wherever they lie, they are nobody else's business."""
    said = " ".join(value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "npm_config_")))
    for command in (["pip", "config", "list"], ["npm", "config", "get", "registry"]):
        try:
            said += subprocess.run(command, capture_output=True, text=True, check=False).stdout
        except FileNotFoundError:
            continue
    return set(re.findall(r"https?://(?:[^/@\s'\"]*@)?([\w.-]+\.\w+)", said))


@pytest.mark.parametrize("path", [path for path in sources(".py") if not SQL_ROOMS.match(str(path))], ids=str)
def test_sql_stays_in_the_stores(path: Path) -> None:
    tree = ast.parse((ROOT / path).read_text())
    statements = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]
    assert statements == [], f"{path} holds SQL"


@pytest.mark.parametrize(
    "path",
    [path for path in sources(".py") if path.parts[0] in ("services", "gateway") and not SQL_ROOMS.match(str(path))],
    ids=str,
)
def test_only_stores_speak_to_the_database(path: Path) -> None:
    """Others may hold a transaction's connection, to hand it to their store, and do nothing else with it."""
    used = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names if alias.name != "sqlalchemy"}
        elif isinstance(node, ast.ImportFrom):
            used |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sa":
            used.add(f"sqlalchemy.{node.attr}")
    of_databases = {name for name in used if name.partition(".")[0] in DATABASE_LIBRARIES}
    assert of_databases <= {"sqlalchemy.Connection"}, f"{path} talks to a database: that is a store's work"
