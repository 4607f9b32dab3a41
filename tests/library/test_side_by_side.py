"""Writers side by side, which only PostgreSQL has: they wait for each other, and never crosswise."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from services.library.store import inspections, preferences
from tests.library.house import House, comic, shelf

pytestmark = pytest.mark.postgres
COMICS = [comic(f"Manga/Berserk {number}.cbz", chapter=number) for number in (1, 2, 3)]


@pytest.fixture
def house(postgres_url: str, tmp_path: Path) -> Iterator[House]:
    made = House.open(postgres_url, tmp_path)
    with made.client:
        yield made


def until_somebody_waits(url: str) -> None:
    """Returns once a transaction waits for another one's lock."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    end = time.monotonic() + 30
    with psycopg.connect(url, autocommit=True) as connection:
        while not connection.execute(waiting).fetchone():
            assert time.monotonic() < end
            time.sleep(0.01)


def inspected(house: House, publisher: str) -> int:
    """Reports all comics as opened; the status of the answer."""
    items = [
        {"comic_id": one["id"], "version": one["cover"].partition("?v=")[2], "pages": 9, "has_thumbnail": True,
         "page_list": [], "comic_info": {"Publisher": publisher, "Summary": f"By {publisher}."}}
        for one in house.walk("/api/books")
    ]  # fmt: skip
    return house.inner("POST", "/internal/inspections", "thumbs", json={"items": items}).status_code


def test_a_scan_says_something_new_of_a_series_that_is_being_inspected(
    house: House, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = house.library()
    house.bring(library, [shelf("Berserk", metadata={"summary": "One."})], COMICS)
    assert inspected(house, "First House") == 200
    in_the_middle, bring = threading.Event(), inspections.said_by_files.bring

    def held(*given: Any) -> None:
        in_the_middle.set()
        until_somebody_waits(postgres_url)
        bring(*given)

    monkeypatch.setattr(inspections.said_by_files, "bring", held)
    with ThreadPoolExecutor(1) as pool:
        inspection = pool.submit(inspected, house, "Second House")
        assert in_the_middle.wait(30)
        house.bring(library, [shelf("Berserk", metadata={"summary": "Two.", "age_rating": 18})], COMICS)
        assert inspection.result() == 200
    one = house.walk("/api/series")[0]
    said = house.get(f"/api/series/{one['id']}/metadata")
    assert (said["summary"]["value"], said["publisher"]["value"]) == ("Two.", "Second House")
    assert house.get("/api/search", q="second")["books"] or house.get("/api/search", q="second")["series"]


def test_two_devices_change_different_settings_for_the_first_time(house: House, postgres_url: str) -> None:
    def changed(name: str) -> None:
        with house.database.write() as connection:
            preferences.merge(connection, "nora", [preferences.Change((name,), "new", time.time())])

    with ThreadPoolExecutor(1) as pool:
        with house.database.write() as connection:
            preferences.merge(connection, "nora", [preferences.Change(("theme",), "ink", time.time())])
            other = pool.submit(changed, "fit")
            until_somebody_waits(postgres_url)
        other.result()
    with house.database.read() as connection:
        assert json.loads(preferences.get(connection, "nora")) == {"theme": "ink", "fit": "new"}
