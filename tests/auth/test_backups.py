"""Backups over the API: made beside everything else, bounded, downloaded by ranges, for administrators alone."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kit import backup
from kit.errors import Problem
from tests.auth.conftest import ADMIN, House


def made(admin: TestClient) -> str:
    """Makes one and waits for it; its name."""
    answer = admin.post("/api/backups")
    assert answer.status_code == 202, answer.text
    name = str(answer.json()["name"])
    until = time.monotonic() + 20
    while (state := admin.get("/api/backups").json())["running"]:
        assert time.monotonic() < until
    assert state["failed"] is None
    return name


@pytest.fixture
def whole(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """auth's tables alone are a whole database here."""
    monkeypatch.setattr(backup, "TABLES", {"alembic_version_auth"})
    return house


@pytest.fixture
def sqlite(database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("backups are SQLite's")


@pytest.mark.usefixtures("sqlite")
def test_a_backup_is_the_database_and_can_be_downloaded_by_ranges(
    whole: House, admin: TestClient, tmp_path: Path
) -> None:
    with admin:
        name = made(admin)
        (listed,) = admin.get("/api/backups").json()["items"]
        assert listed["name"] == name
        answer = admin.get(f"/api/backups/{name}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert len(answer.content) == listed["size_bytes"]
        (tmp_path / "copy.db").write_bytes(answer.content)
        with sqlite3.connect(tmp_path / "copy.db") as copy:
            assert copy.execute("SELECT username FROM users").fetchall() == [(ADMIN,)]
            assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        part = admin.get(f"/api/backups/{name}", headers={"Range": "bytes=0-15"})
        assert (part.status_code, part.content) == (206, b"SQLite format 3\0")
        assert (whole.settings.data_dir / "backups" / name).stat().st_mode & 0o777 == 0o600
        assert admin.delete(f"/api/backups/{name}").status_code == 204
        assert admin.get(f"/api/backups/{name}").status_code == 404
        assert admin.get("/api/backups").json()["items"] == []


@pytest.mark.usefixtures("sqlite")
def test_it_is_of_one_moment_while_others_write(whole: House, admin: TestClient, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with whole.parts.db.write() as connection:
                for half in ("a", "b"):  # always both or none
                    row = {"name": f"{half}{number}", "value": "x" * 2000}
                    connection.exec_driver_sql("INSERT INTO auth_settings VALUES (:name, :value)", row)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            backup.make(whole.parts.db.path, tmp_path / f"copy-{number}.db")
    finally:
        stop.set()
        writer.join()
    counts = []
    for number in range(5):
        with sqlite3.connect(tmp_path / f"copy-{number}.db") as copy:
            halves = copy.execute("SELECT count(*) FROM auth_settings WHERE value LIKE 'xx%'").fetchone()[0]
        assert halves % 2 == 0
        counts.append(halves)
    assert counts == sorted(counts)


@pytest.mark.usefixtures("sqlite")
def test_the_newest_few_are_kept_and_only_one_is_made_at_a_time(whole: House, admin: TestClient) -> None:
    folder = whole.parts.backups.folder
    folder.mkdir()
    for day in range(1, 10):
        (folder / f"quarterbin-2020010{day}-000000.db").write_bytes(b"old")
    (folder / "quarterbin-before-restore-20200101-000000.db").write_bytes(b"kept")
    (folder / "notes.txt").write_text("mine")
    with admin:
        with backup.alone(folder):
            admin.post("/api/backups")
            while (state := admin.get("/api/backups").json())["running"]:
                pass
            assert state["failed"] == "A backup is already being made."
        name = made(admin)
    kept = sorted(one.name for one in folder.iterdir() if not one.name.startswith("."))
    assert kept == [
        "notes.txt",
        *(f"quarterbin-2020010{day}-000000.db" for day in range(4, 10)),
        name,
        "quarterbin-before-restore-20200101-000000.db",
    ]


def test_backups_are_for_administrators_with_a_login(house: House, admin: TestClient, reader: TestClient) -> None:
    key = admin.post("/api/auth/keys", json={"name": "script"}).json()["key"]
    bearer = house.identity({"kind": "key", "value": key}, "auth").json()["token"]
    program = house.browser(Authorization=f"Bearer {bearer}")
    assert program.get("/api/backups").status_code == 200
    for method, path in (("POST", "/api/backups"), ("GET", "/api/backups/x"), ("DELETE", "/api/backups/x")):
        assert house.browser().request(method, path).status_code == 401
        assert reader.request(method, path).json()["code"] == "admin_only"
        assert program.request(method, path).json()["code"] == "session_only"
    assert reader.get("/api/backups").status_code == 403


@pytest.mark.parametrize(
    "name", ["..", "comics.db", "..%2fcomics.db", ".lock", "quarterbin-20200101-000000.db", "quarterbin-x.db", "%00"]
)
def test_nothing_else_can_be_downloaded(house: House, admin: TestClient, name: str) -> None:
    (house.settings.data_dir / "backups").mkdir()
    (house.settings.data_dir / "backups" / "quarterbin-20200101-000000.db").symlink_to(house.settings.data_dir)
    assert admin.get(f"/api/backups/{name}").status_code in (404, 405)
    assert admin.delete(f"/api/backups/{name}").status_code in (404, 405)


@pytest.mark.postgres
def test_postgresql_says_what_to_do_instead(house: House, admin: TestClient, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("this is SQLite")
    answer = admin.post("/api/backups")
    assert (answer.status_code, answer.json()["code"]) == (409, "backup_elsewhere")
    assert "pg_dump" in answer.json()["detail"]
    assert "pg_dump" in admin.get("/api/backups").json()["refusal"]


def test_a_full_disk_and_a_damaged_copy_leave_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Problem):
        backup.make(tmp_path / "nothing.db", tmp_path / "copy.db")
    (tmp_path / "odd.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(Problem):
        backup.make(tmp_path / "odd.db", tmp_path / "copy.db")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["odd.db"]
