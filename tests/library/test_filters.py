"""Filters, the values they can have with their counts, and filters that are kept; on both databases the same."""

import itertools
from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

ME = reader("chooser")
SAID: list[dict[str, Any]] = [
    {"genres": ["Action", "Drama"], "tags": ["Ninja"], "year": 1999, "status": "Ended", "publisher": "Shueisha"},
    {"genres": ["action"], "year": 2004, "status": "Ongoing", "age_rating": 12, "authors": [{"name": "Ōba"}]},
    {"genres": ["Drama"], "year": 2009, "language": "ja", "age_rating": 18, "characters": ["Light"]},
    {},
]


@pytest.fixture
def full(house: House) -> House:
    """Four series of three comics; one is read, one begun."""
    shelves = [shelf(f"Series {index}", metadata=said or None) for index, said in enumerate(SAID)]
    said = [
        comic(
            f"{index}/{number}.cbz",
            index,
            title=f"{index} {number}",
            chapter=number,
            format="cb7" if number == 3 else "cbz",
        )
        for index, number in itertools.product(range(4), (1, 2, 3))
    ]
    house.bring(house.library(), shelves, said)
    ids = [one["id"] for one in house.walk("/api/series", ME)]
    house.post("/api/progress/bulk", {"series_id": ids[0], "completed": True}, ME)
    first = house.walk("/api/books", ME, series=ids[1])[0]
    house.post("/api/progress", {"comic_id": first["id"], "current_page": 1}, ME)
    return house


CHOSEN: list[tuple[dict[str, Any], set[int]]] = [
    ({"genre": ["ACTION"]}, {0, 1}),
    ({"genre": ["action", "drama"]}, {0, 1, 2}),
    ({"genre": ["action"], "tag": "ninja"}, {0}),
    ({"creator": "oba"}, {1}),
    ({"character": "light", "language": "JA"}, {2}),
    ({"status": ["Ended", "Ongoing"]}, {0, 1}),
    ({"publisher": "shueisha"}, {0}),
    ({"year": "2000-2009"}, {1, 2}),
    ({"year": ["-1999", "2009"]}, {0, 2}),
    ({"year": ["none", "2004-"]}, {1, 2, 3}),
    ({"age_rating": ["12", "none"]}, {0, 1, 3}),
    ({"format": ["cb7", "cbr"]}, {0, 1, 2, 3}),
    ({"genre": "nothing"}, set()),
    ({"year": "x"}, set()),
    ({"genre": "drama", "age_rating": "18", "year": "2009"}, {2}),
]


@pytest.mark.parametrize(("chosen", "wanted"), CHOSEN)
def test_filters_leave_what_they_say(full: House, chosen: dict[str, Any], wanted: set[int]) -> None:
    assert {one["name"] for one in full.walk("/api/series", ME, **chosen)} == {f"Series {one}" for one in wanted}
    books = full.walk("/api/books", ME, limit=5, **chosen)
    assert {one["series"] for one in books} == {f"Series {one}" for one in wanted}
    assert len(books) == len(wanted) * (1 if "format" in chosen else 3)


def fields(house: House, kind: str, who: Any = ME, **chosen: Any) -> dict[str, dict[str, int]]:
    said = house.get(f"/api/{kind}/filters", who, **chosen)
    return {field: {one["value"]: one["count"] for one in values} for field, values in said["fields"].items()}


def test_values_are_counted_under_the_other_filters(full: House) -> None:
    series = fields(full, "series")
    assert series["genre"] == {"Action": 2, "Drama": 2}
    assert series["year"] == {"2000-2009": 2, "1990-1999": 1, "none": 1}
    assert series["age_rating"] == {"12": 1, "18": 1, "none": 2}
    assert series["format"] == {"cb7": 4, "cbz": 4}
    assert series["read"] == {"unread": 2, "reading": 1, "read": 1}
    books = fields(full, "books")
    assert books["genre"] == {"Action": 6, "Drama": 6}
    assert books["format"] == {"cb7": 4, "cbz": 8}
    assert books["read"] == {"unread": 8, "reading": 1, "read": 3}
    narrow = fields(full, "series", genre="drama", year="2000-2009")
    assert narrow["genre"] == {"action": 1, "Drama": 1}
    assert narrow["year"] == {"2000-2009": 1, "1990-1999": 1}
    assert narrow["language"] == {"ja": 1}
    assert narrow["status"] == {}
    unread = fields(full, "books", read="unread", format="cbz")
    assert unread["genre"] == {"action": 1, "Drama": 2}
    assert unread["format"] == {"cb7": 3, "cbz": 5}
    assert fields(full, "books", reader("x", age_limit=12))["genre"] == {"Action": 6, "Drama": 3}
    assert fields(full, "series", reader("x", libraries=[]))["genre"] == {}


@pytest.mark.parametrize("kind", ["series", "books"])
def test_every_count_is_what_the_list_has(full: House, kind: str) -> None:
    for chosen in ({}, {"genre": "drama"}, {"read": "read"}, {"q": "series"}):
        said = full.get(f"/api/{kind}/filters", ME, **chosen)
        assert said["total"] == full.get(f"/api/{kind}", ME, **chosen)["total"]
        for field, values in said["fields"].items():
            for one in values:
                total = full.get(f"/api/{kind}", ME, **{**chosen, field: one["value"]})["total"]
                assert total == one["count"], (chosen, field, one)


def test_a_smart_list_shows_what_its_filter_leaves(full: House) -> None:
    said = {"name": "Old drama", "kind": "series", "filter": {"genre": ["drama"], "year": ["-1999"]}, "order": "desc"}
    made = full.post("/api/smart-lists", said, ME)
    assert (made["filter"], made["order"], made["mine"], made["shared"]) == (said["filter"], "desc", True, False)
    assert [one["name"] for one in full.walk(f"/api/smart-lists/{made['id']}/items", ME)] == ["Series 0"]
    changed = {**said, "kind": "books", "sort": "number", "filter": {"read": ["unread"]}}
    full.post(f"/api/smart-lists/{made['id']}", changed, ME, method="PUT")
    assert len(full.walk(f"/api/smart-lists/{made['id']}/items", ME, limit=3)) == 8
    assert full.ask("DELETE", f"/api/smart-lists/{made['id']}", ME).status_code == 204
    assert full.get("/api/smart-lists", ME)["items"] == []


def test_a_smart_list_is_its_makers_until_an_admin_shares_it(full: House) -> None:
    said = {"name": "Mine", "kind": "series", "filter": {"genre": ["drama"]}}
    other, child = reader("other"), reader("child", age_limit=12)
    mine = full.post("/api/smart-lists", said, ME)
    assert full.get("/api/smart-lists", other)["items"] == []
    for method, path in (("GET", ""), ("GET", "/items"), ("DELETE", ""), ("PUT", "")):
        answer = full.ask(method, f"/api/smart-lists/{mine['id']}{path}", other, json=said if method == "PUT" else None)
        assert answer.json()["code"] == "smart_list_not_found"
    refused = full.ask("POST", "/api/smart-lists", ME, json={**said, "shared": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "admin_only")
    ours = full.post("/api/smart-lists", {**said, "shared": True})
    assert [one["mine"] for one in full.get("/api/smart-lists", other)["items"]] == [False]
    assert [one["name"] for one in full.walk(f"/api/smart-lists/{ours['id']}/items", child)] == ["Series 0"]
    assert full.ask("DELETE", f"/api/smart-lists/{ours['id']}", other).json()["code"] == "not_yours"
    assert full.inner("DELETE", "/internal/users/chooser", "auth").status_code == 204
    assert full.get("/api/smart-lists", ME)["items"] == full.get("/api/smart-lists", other)["items"]


@pytest.mark.parametrize("wrong", [{"nonsense": 1}, {"genre": "drama"}, {"genre": ["x"] * 51}, {"read": ["half"]}])
def test_a_filter_that_is_none_is_refused(full: House, wrong: Any) -> None:
    said = {"name": "x", "kind": "series", "filter": wrong}
    assert full.ask("POST", "/api/smart-lists", json=said).status_code == 422
