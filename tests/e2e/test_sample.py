"""A first start without a folder: the sample library is there, can be read, can be removed, and does not come back."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from cli.sample.contents import ISSUES
from tests.e2e.conftest import NewServer
from tests.e2e.house import Admin, client, log_in, scanned, set_up
from tests.e2e.server import ROOT, Server


def libraries(http: httpx.Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = http.get("/api/libraries").raise_for_status().json()["items"]
    return items


def remove_sample(server: Server) -> str:
    command = [sys.executable, "-m", "cli", "sample", "remove", "--data", str(server.data)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=server.environment)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_the_sample_library_from_first_start_to_removal(new_server: NewServer) -> None:
    server = new_server().start()
    assert f"A sample library of {len(ISSUES)} comics was drawn" in server.screen
    assert "quarterbin sample remove" in server.screen
    with client(server.url) as http:
        set_up(http, server, Admin())
        scanned(http, len(ISSUES))
        (library,) = libraries(http)
        assert library["sample"] is True

        series = {one["name"]: one for one in http.get("/api/series?limit=200").json()["items"]}
        assert len(series) >= 12
        assert (series["Tidewright"]["issue_count"], series["Tidewright"]["year"]) == (4, 2026)
        book = http.get("/api/books", params={"series": series["Tidewright"]["id"]}).json()["items"][0]
        page = http.get(f"/api/read/{book['id']}/page/0").raise_for_status()
        assert page.headers["content-type"] == "image/webp"

        assert remove_sample(server) == "The sample library is gone."
        assert libraries(http) == []
        assert http.get("/api/books").json()["total"] == 0
    assert not (server.data / "sample").exists()
    assert remove_sample(server) == "There is no sample library."

    server.stop()
    server.start()
    assert "sample library" not in server.screen
    assert "No library yet" in server.screen


def test_removed_in_the_app_it_does_not_come_back_and_its_files_go(new_server: NewServer) -> None:
    server = new_server().start()
    with client(server.url) as http:
        set_up(http, server, Admin())
        (library,) = libraries(http)
        assert http.delete(f"/api/libraries/{library['id']}").status_code == 204
    server.stop()
    server.start()
    assert "sample library" not in server.screen
    assert not (server.data / "sample").exists()
    with client(server.url) as http:
        log_in(http, Admin())
        assert libraries(http) == []


def test_with_a_folder_no_sample_is_made(new_server: NewServer, tmp_path: Path) -> None:
    (tmp_path / "comics").mkdir()
    server = new_server(tmp_path / "comics").start()
    assert "sample library" not in server.screen
    assert not (server.data / "sample").exists()
