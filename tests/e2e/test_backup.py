"""Backup, change, restore: everything is as it was, the old is kept, and what cannot be used is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cli import main
from tests.e2e.house import Admin, client, log_in, scanned, set_up
from tests.e2e.server import SETTINGS, Server

ADMIN = Admin()


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.setenv(name, "")


def test_backup_change_restore(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comics = tmp_path / "comics" / "Manga" / "Paper Kaiju"
    comics.mkdir(parents=True)
    for number in range(3):
        (comics / f"Paper Kaiju v{number + 1}.cbz").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    server, safe = Server(tmp_path / "data", tmp_path / "comics"), tmp_path / "safe.db"
    try:
        server.start()
        with client(server.url) as http:
            set_up(http, server, ADMIN)
            scanned(http, 3)
            first, *_ = http.get("/api/books").json()["items"]
            place = {"comic_id": first["id"], "current_page": 7}
            assert http.post("/api/progress", json=place).status_code == 200
            assert main.run(["backup", str(safe), "--data", str(tmp_path / "data")]) == 0
            assert main.run(["backup", str(safe), "--data", str(tmp_path / "data")]) == 2  # never over another
            assert http.post("/api/progress", json={**place, "current_page": 9}).status_code == 200
            assert http.post("/api/users", json={"username": "Late", "password": "came afterwards"}).status_code == 201
            cookie = http.cookies["session_token"]
        # While the server runs nothing is replaced.
        assert main.run(["restore", str(safe), "--data", str(tmp_path / "data")]) == 2
        assert "Another server already runs" in capsys.readouterr().err
        server.stop()
        refused(tmp_path, capsys)
        assert main.run(["restore", str(safe), "--data", str(tmp_path / "data")]) == 0
        (kept,) = (tmp_path / "data" / "backups").glob("quarterbin-before-restore-*.db")
        with sqlite3.connect(kept) as old:
            assert old.execute("SELECT count(*) FROM users").fetchone() == (2,)
        # Another machine: only the database came along, no secret, no cover.
        moved = Server(tmp_path / "other", tmp_path / "comics")
        assert main.run(["restore", str(safe), "--data", str(tmp_path / "other")]) == 0
        for again in (server, moved):
            again.start()
            with client(again.url) as http:
                http.cookies.set("session_token", cookie)
                assert http.get("/api/auth/me").json()["username"] == ADMIN.username  # the session goes on
                http.cookies.clear()
                log_in(http, ADMIN)
                assert http.get(f"/api/progress/{first['id']}").json()["current_page"] == 7
                assert http.get("/api/users").json()["total"] == 1
            again.stop()
    finally:
        server.kill()


def refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no backup changes nothing."""
    before = (folder / "data" / "comics.db").read_bytes()
    (folder / "text.db").write_text("not a database")
    (folder / "cut.db").write_bytes((folder / "safe.db").read_bytes()[:20_000])
    with sqlite3.connect(folder / "foreign.db") as foreign:
        foreign.execute("CREATE TABLE users (id)")
    (folder / "newer.db").write_bytes((folder / "safe.db").read_bytes())
    with sqlite3.connect(folder / "newer.db") as newer:
        newer.execute("UPDATE alembic_version_library SET version_num = '9999'")
    for name, word in {
        "text": "no SQLite database",
        "cut": "damaged",
        "foreign": "not one of Quarterbin",
        "newer": "newer version",
        "nothing": "cannot be read",
    }.items():
        assert main.run(["restore", str(folder / f"{name}.db"), "--data", str(folder / "data")]) == 2
        assert word in capsys.readouterr().err
    assert (folder / "data" / "comics.db").read_bytes() == before
    assert not list((folder / "data").glob(".comics.db*"))
