"""A person brings over the database of the server before this one: looks first, does it, scans, does it again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.predecessor import make
from tests.e2e.comics import make_comics
from tests.e2e.conftest import NewServer
from tests.e2e.house import Admin, client, scanned, set_up
from tests.e2e.server import ROOT, Server

USERS = [("anna", "old password", "admin"), ("Ben", "another one", "reader"), ("KEEPER", "not that one", "reader")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_comics(tmp_path / "comics")
    return tmp_path / "comics"


def quarterbin(server: Server, *arguments: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", *map(str, arguments), "--data", str(server.data)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, env=server.environment
    )


def test_readers_find_everything_again(new_server: NewServer, folder: Path, tmp_path: Path) -> None:
    paths = sorted(folder.rglob("Lantern Riders*.cbz"))
    before = [Path("/volume1/old") / path.relative_to(folder) for path in paths]
    away = tmp_path / "away" / paths[1].name
    away.parent.mkdir()
    shutil.move(paths[1], away)  # it comes later
    old = make(tmp_path / "old.db", before, users=USERS)
    server = new_server(folder).start()
    count = sum(1 for path in folder.rglob("*.cb?"))
    with client(server.url) as http:
        set_up(http, server, Admin())
        scanned(http, count)
        users = {one["username"]: one["id"] for one in http.get("/api/users").json()["items"]}

        blind = quarterbin(server, "import", old)
        assert blind.returncode == 0, blind.stderr
        assert f"Comics: 0 of {len(paths)} are in the catalogue." in blind.stdout
        assert f"Try: --from '/volume1/old' --to '{folder}'" in blind.stdout
        assert "This was a dry run" in blind.stdout
        assert {one["username"] for one in http.get("/api/users").json()["items"]} == set(users), "nothing was changed"

        moved = ("--from", "/volume1/old", "--to", folder)
        look = quarterbin(server, "import", old, *moved)
        assert "Users: 3, of which 2 are new and 1 are here already." in look.stdout
        assert "Progress: 3 can be taken in, 3 of them new here; 1 stay behind." in look.stdout

        report = tmp_path / "left.json"
        done = quarterbin(server, "import", old, *moved, "--apply", "--report", report)
        assert done.returncode == 0, done.stderr
        left = json.loads(report.read_text())
        assert [(one["table"], one["current_page"]) for one in left] == [("reading_progress", 7)]
        assert left[0]["path"] == str(paths[1])

        again = quarterbin(server, "import", old, *moved, "--apply")
        assert "Progress: 3 can be taken in, 0 of them new here; 1 stay behind." in again.stdout

        shutil.move(away, paths[1])
        assert http.post("/api/scan").status_code == 202
        scanned(http, count + 1)
        late = quarterbin(server, "import", old, *moved, "--apply")
        assert "Progress: 4 can be taken in, 1 of them new here; 0 stay behind." in late.stdout
        keeper = http.get("/api/auth/me").json()
        assert (keeper["username"], keeper["role"]) == (Admin().username, "admin"), "who is here stays as they are"

    with client(server.url) as http:
        assert http.post("/api/auth/login", json={"username": "anna", "password": "wrong one"}).status_code == 401
        for _ in range(2):  # with the old hash, and with the new one
            answer = http.post("/api/auth/login", json={"username": "anna", "password": "old password"})
            assert (answer.status_code, answer.json()["user"]["role"]) == (200, "admin")
        read = {one["book"]["filename"]: one for one in http.get("/api/progress/recent").json()["items"]}
        assert [read[path.name]["current_page"] for path in paths[:3]] == [7, 7, 7]
        assert read[paths[-1].name]["completed"] is True
        assert [one["note"] for one in http.get("/api/bookmarks").json()["items"]] == ["the lamp"]
        preferences = http.get("/api/preferences").json()
        assert (preferences["theme"], preferences["reader"]["mine"]) == ("paper", {"pages": "two", "fit": "width"})
        series = read[paths[0].name]["book"]["series_id"]
        fields = http.get(f"/api/series/{series}/metadata").json()
        assert (fields["titles"]["source"], fields["genres"]["source"]) == ("imported", "series.json")
        assert fields["ids"]["value"] == {"mal": 4242}
    server.stop()
    assert b"sha256:" not in hash_of(server, "anna"), "it was made anew at the first login"
    assert hash_of(server, "Ben").startswith(b"sha256:$argon2id$"), "no weak hash is ever kept"


def hash_of(server: Server, username: str) -> bytes:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(server.data / "comics.db")) as database:
        query = "SELECT password_hash FROM users WHERE username = ?"
        return str(database.execute(query, (username,)).fetchone()[0]).encode()


def test_what_cannot_be_imported_is_a_sentence(new_server: NewServer, tmp_path: Path) -> None:
    (tmp_path / "comics").mkdir()
    server = new_server(tmp_path / "comics").start()
    nothing = tmp_path / "nothing.db"
    for arguments, sentence in (
        ([nothing], "cannot be read"),
        ([__file__], "is no SQLite database"),
        ([nothing, "--from", "/a"], "needs its --to"),
    ):
        answer = quarterbin(server, "import", *arguments)
        assert (answer.returncode, sentence in answer.stderr) == (2, True), answer.stderr
        assert "Traceback" not in answer.stderr
