"""Purging in the browser with the real server behind it: what is gone is gone, what readers did waits for the file."""

from __future__ import annotations

import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.house import House, running_house
from tests.e2e.server import wait_until
from tests.web.caring import make_library
from tests.web.conftest import Web
from tests.web.shelves import ask, opened

LOST = "Comics/Sea/Octopus Post/Octopus Post #2.cbz"
LATE = "Comics/Sea/Octopus Post/Octopus Post #3.cbz"
DAY = 86_400.0


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house in which two files went missing, one of them longer ago than comics are kept."""
    with running_house(tmp_path, fill=make_library, environment={"MISSING_GRACE_HOURS": "0"}) as made:
        with made.client() as http:
            wait_until(lambda: http.get("/api/inspection").json()["done"] == made.comic_count, "all comics opened")
            shutil.move(made.folder / LOST, tmp_path / "put-aside.cbz")
            (made.folder / LATE).unlink()
            book = next(one for one in made.comics if one["title"] == "Octopus Post #2")
            place = {"comic_id": book["id"], "current_page": 3}
            http.post("/api/progress", json=place).raise_for_status()
            http.post("/api/scan").raise_for_status()
            wait_until(lambda: http.get("/api/missing").json()["total"] == 2, "both missing")
            wait_until(lambda: all(one["hidden"] for one in http.get("/api/missing").json()["items"]), "both hidden")
        with sqlite3.connect(tmp_path / "data" / "comics.db", timeout=20) as database:
            changed = database.execute(
                "UPDATE comics SET missing_since = ? WHERE id = ?", (time.time() - 31 * DAY, book["id"])
            )
            assert changed.rowcount == 1
        yield made


def test_an_admin_purges_what_is_due_and_a_file_that_comes_back_has_its_place(
    house: House, browser: Browser, tmp_path: Path
) -> None:
    web = Web(house, browser)
    page = opened(web, "/missing")
    rows = page.locator(".care-row")
    expect(rows).to_have_count(2)
    due = rows.filter(has_text=re.compile("May be purged$")).or_(rows.filter(has_text="Octopus Post #2"))
    expect(due).to_contain_text("Octopus Post #2")
    expect(page.get_by_role("button", name="Purge Octopus Post #3")).to_have_count(0)
    page.get_by_role("button", name="Purge what is due").click()
    question = page.get_by_role("dialog", name="Purge 1 missing comic?")
    expect(question).to_contain_text("This cannot be undone.")
    question.get_by_role("button", name="Purge", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("1 comic is purged")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Octopus Post #3")
    assert [one["title"] for one in ask(page, "GET", "/api/missing")["items"]] == ["Octopus Post #3"]
    page.get_by_role("button", name="Purge what is due").click()
    expect(page.locator(".toast")).to_contain_text("Nothing is due")

    shutil.move(tmp_path / "put-aside.cbz", house.folder / LOST)
    ask(page, "POST", "/api/scan")

    def place() -> int | None:
        books = ask(page, "GET", "/api/books?q=octopus")["items"]
        back = next((one for one in books if one["title"] == "Octopus Post #2"), None)
        return back["progress"]["current_page"] if back and back["progress"] else None

    assert wait_until(place, "the comic to come back with its place") == 3
    web.close("purge", failed=False)
