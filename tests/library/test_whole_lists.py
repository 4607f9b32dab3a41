"""What is done with all that a filter leaves: the ids of a list, the comics of many series, and the ways back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

ME = reader("picker")
YOUNG = reader("young", age_limit=10)
SERIES = 12


@pytest.fixture
def full(house: House) -> House:
    """Twelve series of one to three comics, a third of them rated for adults; the numbers are brought backwards."""
    shelves = [shelf(f"Series {at:02}", "Manga" if at % 2 else "Comics") for at in range(SERIES)]
    said = [
        comic(f"{at}/{number}.cbz", at, title=f"Series {at:02} {number}", chapter=number)
        for at in range(SERIES)
        for number in reversed(range(1, at % 3 + 2))
    ]
    house.bring(house.library(), shelves, said)
    for one in house.walk("/api/series"):
        if int(one["name"][-2:]) % 3 == 2:
            house.post(f"/api/series/{one['id']}/metadata", {"set": {"age_rating": 18}}, method="PATCH")
    return house


def ids_of(house: House, path: str, who: dict[str, Any] | None = None, **params: Any) -> tuple[list[str], int]:
    """All ids of a list, and how many comics that is, five at a time."""
    found, count, cursor = [], 0, None
    while True:
        part = house.get(f"{path}/ids", who, limit=5, cursor=cursor, **params)
        found, count, cursor = found + part["ids"], count + part["comics"], part["next_cursor"]
        if cursor is None:
            return found, count


@pytest.mark.parametrize("sort", ["title", "added", "number", "last_read", "rating"])
@pytest.mark.parametrize("path", ["/api/series", "/api/books"])
def test_ids_are_those_of_the_list_in_its_order(full: House, path: str, sort: str) -> None:
    for who in (ME, YOUNG):
        for chosen in ({}, {"category": "Manga"}, {"q": "series 0"}, {"read": "unread", "order": "desc"}):
            listed = full.walk(path, who, sort=sort, **chosen)
            found, comics = ids_of(full, path, who, sort=sort, **chosen)
            assert found == [one["id"] for one in listed]
            assert comics == sum(one.get("issue_count", 1) for one in listed)


def test_comics_of_many_series_come_as_they_are_named_and_read(full: House) -> None:
    named = [one["id"] for one in reversed(full.walk("/api/series", ME))]
    told = full.post("/api/series/comics", {"series_ids": [*named, "nobody-s"]}, ME)["ids"]
    wanted = [book["id"] for one in named for book in full.walk("/api/books", ME, series=one, sort="number")]
    assert told == wanted
    assert len(told) == 24
    seen = full.post("/api/series/comics", {"series_ids": named}, YOUNG)["ids"]
    assert len(seen) == 12, "those beyond an age limit are not told"
    assert full.ask("POST", "/api/series/comics", ME, json={"series_ids": ["x"] * 101}).status_code == 422


def test_many_series_are_marked_at_once_and_given_back(full: House) -> None:
    named = [one["id"] for one in full.walk("/api/series", ME)]
    begun = full.walk("/api/books", ME)[0]["id"]
    full.post("/api/progress", {"comic_id": begun, "current_page": 3}, ME)
    marked = full.post("/api/progress/bulk", {"series_ids": named, "completed": True}, ME)
    assert marked["changed"] == 24
    assert {one["unread_count"] for one in full.walk("/api/series", ME)} == {0}
    again = full.post("/api/progress/bulk", {"restore": marked["replaced"], "at": marked["at"]}, ME)
    assert again["changed"] == 24
    assert [one["comic_id"] for one in full.walk("/api/progress", ME)] == [begun]
    for wrong in ({"series_ids": named, "series_id": named[0]}, {"series_ids": named}, {"series_ids": ["x"] * 101}):
        body = {"completed": True, **wrong} if len(wrong) > 1 or len(named) != len(wrong["series_ids"]) else wrong
        assert full.ask("POST", "/api/progress/bulk", ME, json=body).status_code == 422


def test_what_was_just_put_into_a_list_is_taken_out_at_once(full: House) -> None:
    mine = full.post("/api/lists", {"name": "Mine", "kind": "reading"}, ME)
    told = [one["id"] for one in full.walk("/api/books", ME)]
    full.post(f"/api/lists/{mine['id']}/items", {"ids": told[:2]}, ME)
    full.post(f"/api/lists/{mine['id']}/items", {"ids": told[2:]}, ME)
    path = f"/api/lists/{mine['id']}/items"
    assert full.ask("DELETE", path, YOUNG, params={"last": 3}).status_code == 404
    gone = full.ask("DELETE", path, ME, params={"last": len(told) - 2})
    assert gone.json() == {"removed": len(told) - 2}
    assert [one["id"] for one in full.walk(path, ME)] == told[:2]
    assert full.ask("DELETE", path, ME, params={"last": 50}).json() == {"removed": 2}
    assert full.ask("DELETE", path, ME).status_code == 422
