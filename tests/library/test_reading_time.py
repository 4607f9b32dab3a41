"""How long was read: said again it counts once; by comic, series, day and month; and how quickly."""

from __future__ import annotations

from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

ME, OTHER = reader("me"), reader("other")


@pytest.fixture
def books(house: House) -> dict[str, dict[str, Any]]:
    """Two comics of one series and one of another."""
    shelves = [shelf("Saga"), shelf("Other")]
    house.bring(house.library(), shelves, [comic("a.cbz", 0), comic("b.cbz", 0), comic("c.cbz", 1)])
    return house.books()


def read(house: House, book: dict[str, Any], session: str, seconds: int, pages: int, **more: Any) -> Any:
    said = {"comic_id": book["id"], "seconds": seconds, "pages": pages, "started_at": "2025-05-01T21:30:00Z", **more}
    return house.post(f"/api/reading-time/{session}", said, ME, "PUT")


def test_the_same_report_counts_once_and_the_most_of_a_session(house: House, books: dict[str, Any]) -> None:
    a = books["a"]
    assert read(house, a, "session-1", 60, 3) == {"seconds": 60, "seconds_a_page": None}
    assert read(house, a, "session-1", 60, 3)["seconds"] == 60
    assert read(house, a, "session-1", 90, 4)["seconds"] == 90
    assert read(house, a, "session-1", 70, 3)["seconds"] == 90, "an earlier report that comes late"
    assert read(house, a, "session-2", 10, 1)["seconds"] == 100
    assert read(house, books["b"], "session-2", 900, 1)["seconds"] == 0, "a session is of one comic"
    assert house.get(f"/api/read/{a['id']}", ME)["time"]["seconds"] == 100
    assert house.get(f"/api/books/{a['id']}/details", ME)["time"]["seconds"] == 100
    assert house.get(f"/api/read/{a['id']}", OTHER)["time"] == {"seconds": 0, "seconds_a_page": None}


def test_the_pace_is_that_of_the_series_or_else_of_all(house: House, books: dict[str, Any]) -> None:
    read(house, books["a"], "session-a", 200, 10)
    read(house, books["b"], "session-b", 100, 10, started_at="2025-05-02T08:00:00Z")
    assert house.get(f"/api/read/{books['a']['id']}", ME)["time"] == {"seconds": 200, "seconds_a_page": 15.0}
    other = f"/api/series/{books['c']['series_id']}/details"
    assert house.get(other, ME)["time"] == {"seconds": 0, "seconds_a_page": 15.0}, "as all that was read"
    read(house, books["c"], "session-c", 1200, 20)
    assert house.get(other, ME)["time"] == {"seconds": 1200, "seconds_a_page": 60.0}
    of_series = house.get(f"/api/series/{books['a']['series_id']}/details", ME)["time"]
    assert of_series == {"seconds": 300, "seconds_a_page": 15.0}


def test_it_is_told_by_day_and_month_and_exported(house: House, books: dict[str, Any]) -> None:
    read(house, books["a"], "session-1", 600, 10)
    read(house, books["a"], "session-2", 60, 1, started_at="2025-06-01T00:30:00Z")
    mine = house.get("/api/statistics", ME)["mine"]
    assert mine["seconds_read"] == 660
    assert [(one["period"], one["seconds"], one["pages"]) for one in mine["months"]] == [
        ("2025-05", 600, 0),
        ("2025-06", 60, 0),
    ]
    west = house.get("/api/statistics", ME, utc_offset=-120)["mine"]
    assert [(one["period"], one["seconds"]) for one in west["months"]] == [("2025-05", 660)]
    assert mine["longest_streak"] == 0, "only pages make a day of reading"
    assert house.get("/api/statistics", OTHER)["mine"]["seconds_read"] == 0
    told = house.get("/api/mine", ME)["reading_sessions"]
    assert [(one["title"], one["seconds"], one["started_at"]) for one in told] == [
        ("a", 600, "2025-05-01T21:30:00.000Z"),
        ("a", 60, "2025-06-01T00:30:00.000Z"),
    ]
    house.inner("DELETE", "/internal/users/me", "auth")
    assert house.get("/api/statistics", ME)["mine"]["seconds_read"] == 0


@pytest.mark.parametrize(
    ("session", "wrong"),
    [
        ("short", {}),
        ("with space!", {}),
        ("x" * 65, {}),
        ("session-1", {"seconds": -1}),
        ("session-1", {"seconds": 1e9}),
        ("session-1", {"pages": 10**9}),
        ("session-1", {"started_at": "x"}),
        ("session-1", {"comic_id": None}),
    ],
)
def test_what_is_no_report(house: House, books: dict[str, Any], session: str, wrong: Any) -> None:
    said = {"comic_id": books["a"]["id"], "seconds": 5, "pages": 1, "started_at": "2025-05-01T21:30:00Z", **wrong}
    answer = house.ask("PUT", f"/api/reading-time/{session}", ME, json=said)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    hidden = house.ask("PUT", "/api/reading-time/session-1", reader("me", libraries=[]), json={**said, "seconds": 5})
    assert hidden.status_code in (404, 422)
    assert house.get(f"/api/read/{books['a']['id']}", ME)["time"]["seconds"] == 0
