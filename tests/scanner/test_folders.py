"""A look at a folder before it is a library, and when a schedule would begin its scans."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.scanner.files import comic
from tests.scanner.house import House


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str) -> Any:
    made = House(tmp_path, sqlite_url)
    with made.client:
        yield made


def look(house: House, path: str | Path, **more: Any) -> Any:
    answer = house.ask("POST", "/api/libraries/check", json={"path": str(path), **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_lies_in_a_folder(house: House, tmp_path: Path) -> None:
    other = tmp_path / "manga"
    comic(other, "One Shot.cbz")
    comic(other, "Saga/Saga 1.cbz")
    (other / "Éa").mkdir()
    (other / ".hidden").mkdir()
    (other / "cover.jpg").write_bytes(b"x")
    said = look(house, f"{other}/Saga/..//")
    assert said == {
        "path": str(other), "exists": True, "readable": True, "entries": 4, "folders": 2, "comics": 1, "more": False,
        "folder_names": ["Saga", "Éa"], "network": None, "overlaps": None, "problem": None,
    }  # fmt: skip


def test_what_keeps_a_folder_from_being_a_library(house: House, tmp_path: Path) -> None:
    comic(house.root, "Saga/1.cbz")
    for path in (house.root, house.root / "Saga", house.root.parent):
        said = look(house, path)
        assert said["overlaps"] == {"library_id": "lib", "name": "Comics"}
        assert "'Comics'" in said["problem"]
    assert look(house, house.root, library="lib")["problem"] is None
    (tmp_path / "empty").mkdir()
    assert "empty" in look(house, tmp_path / "empty")["problem"]
    assert "no such folder" in look(house, tmp_path / "nothing")["problem"]
    (tmp_path / "file").write_text("x")
    assert "a file" in look(house, tmp_path / "file")["problem"]
    assert "whole path" in look(house, "comics")["problem"]
    if os.getuid():
        (tmp_path / "closed").mkdir(mode=0)
        said = look(house, tmp_path / "closed")
        assert (said["exists"], said["readable"]) == (True, False)
        assert "may not read" in said["problem"]


@pytest.mark.parametrize("path", ["", "x" * 5000, "/a\0b", None, ["/a"]])
def test_a_path_that_is_none(house: House, path: Any) -> None:
    assert house.ask("POST", "/api/libraries/check", json={"path": path}).status_code in (400, 422)


@pytest.mark.parametrize("role", ["reader", None])
def test_only_administrators_look_around(house: House, role: str | None) -> None:
    refused = 403 if role else 401
    assert house.ask("POST", "/api/libraries/check", role, json={"path": "/"}).status_code == refused
    assert house.ask("POST", "/api/scan/schedules/preview", role, json={}).status_code == refused


def test_the_next_scans_of_a_schedule(house: House) -> None:
    def preview(**schedule: Any) -> Any:
        return house.ask("POST", "/api/scan/schedules/preview", json=schedule)

    nightly = preview(cron="0 3 * * *").json()["next"]
    assert len(set(nightly)) == 5
    assert nightly == sorted(nightly)
    assert len(preview(interval_minutes=90).json()["next"]) == 5
    assert preview().json()["next"] == []
    assert preview(cron="0 0 31 2 *").status_code == 422
    assert preview(cron="0 3 * * *", interval_minutes=5).status_code == 422
