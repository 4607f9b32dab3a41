"""Paths, ids, topology, settings, secrets, errors."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadGateway, NotFound, Problem, StartupError
from kit.ids import new_id
from kit.paths import for_people, open_beneath, to_path, to_text
from kit.secrets import make_secrets
from kit.settings import Settings
from kit.topology import SERVICES, owner_of


@given(st.binary(min_size=1, max_size=255).filter(lambda raw: b"\0" not in raw))
def test_every_file_name_survives_the_journey(raw: bytes) -> None:
    name = os.fsdecode(raw)
    text = to_text(name)
    text.encode()  # fit for a database and for JSON
    assert os.fsencode(to_path(text)) == raw
    for_people(name).encode()


@pytest.mark.parametrize("text", ["a\0b", "a\\b", "a\\x4", "a\\x41"])
def test_text_that_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="path"):
        to_path(text)


def test_only_what_lies_beneath_the_root_is_opened(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root/in.cbz").write_text("in")
    (tmp_path / "secret").write_text("out")
    (tmp_path / "root/link").symlink_to(tmp_path / "secret")
    (tmp_path / "root/fine").symlink_to(tmp_path / "root/in.cbz")
    root = str(tmp_path / "root")
    for path in ("../secret", "link", str(tmp_path / "secret")):
        with pytest.raises(PermissionError):
            open_beneath(root, path)
    for path in ("in.cbz", "fine"):
        with os.fdopen(open_beneath(root, path)) as file:
            assert file.read() == "in"


def test_ids_are_distinct_and_in_order_of_time() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert len(set(ids)) == len(ids)
    assert {len(one) for one in ids} == {13}


def test_ids_of_processes_forked_from_one_are_distinct() -> None:
    """Both halves stand still for the look: the time, and the count from which it was forked."""
    script = (
        "import os, time; from kit import ids; time.time = lambda: 1e9\n"
        "read, write = os.pipe(); child = os.fork(); ours = ids.new_id()\n"
        "if child == 0: os.write(write, ours.encode()); os._exit(0)\n"
        "assert os.read(read, 13).decode() != ours"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/api/read/abc", "library"),
        ("/api/read/abc/page/3", "thumbs"),
        ("/api/read/abc/pages", "thumbs"),
        ("/api/read//page/3", "library"),
        ("/api/cover/abc", "thumbs"),
        ("/api/scan/status", "scanner"),
        ("/api/users/1/password", "auth"),
        ("/api/series", "library"),
        ("/api/seriesx", None),
        ("/internal/token", None),
        ("/", None),
    ],
)
def test_who_answers(path: str, service: str | None) -> None:
    owner = owner_of(path)
    assert (owner.name if owner else None) == service


def test_the_table_of_services_is_sound() -> None:
    names = [service.name for service in SERVICES]
    tables = [table for service in SERVICES for table in service.tables]
    routes = [route for service in SERVICES for route in service.routes]
    for values in (names, tables, routes, [service.port for service in SERVICES]):
        assert len(set(values)) == len(values)
    assert all(called in names for service in SERVICES for called in service.calls)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgres://me:p%40ss@db/comics")
    settings = Settings.load()
    assert settings.sqlalchemy_url == "postgresql+psycopg://me:p%40ss@db/comics"
    assert settings.secrets == tmp_path / "secrets"
    monkeypatch.setenv("PORT", "x")
    with pytest.raises(StartupError, match="PORT"):
        Settings.load()


def test_secrets_are_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    before = {path: path.read_bytes() for path in files}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    make_secrets(tmp_path)
    assert {path: path.read_bytes() for path in files} == before
    assert len({before[path] for path in files if path.name == "secret"}) == len(SERVICES) + 1


def test_a_problem_crosses_a_hop_and_stays_itself() -> None:
    problem = NotFound("comic_not_found", "There is no such comic.", comic_id="7")
    again = Problem.from_document(404, problem.document("r1"))
    assert isinstance(again, NotFound)
    assert (again.code, again.detail, again.extra) == ("comic_not_found", "There is no such comic.", {"comic_id": "7"})
    assert isinstance(Problem.from_document(500, "<html>"), BadGateway)
    hostile = Problem.from_document(404, {"code": "x", "detail": "y", "headers": "a", "retry_after": "b", "self": 1})
    assert hostile.code == "x"


def test_a_service_may_have_more_connections_than_a_shell() -> None:
    code = (
        "import resource as r; from kit.run import allow_connections\n"
        "r.setrlimit(r.RLIMIT_NOFILE, (256, 2_000)); allow_connections(); print(r.getrlimit(r.RLIMIT_NOFILE))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "(2000, 2000)\n"
