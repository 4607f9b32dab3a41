"""Adding to and taking from the lists of many comics or series at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.library.house import House, comic, shelf


@pytest.fixture
def ids(house: House) -> list[str]:
    """Two comics that say different things of themselves, and one that says nothing."""
    house.bring(house.library(), [shelf("Saga")], [comic(f"{n}.cbz", chapter=n) for n in (1, 2, 3)])
    books = sorted(house.walk("/api/books"), key=lambda one: one["chapter"])
    for book, tags in zip(books, ("Space, War", "Élan", ""), strict=True):
        house.inspect(book, pages=1, has_thumbnail=True)
        version = book["cover"].partition("?v=")[2]
        info = {"Tags": tags, "Writer": "Brian", "Penciller": "Brian, Fiona"}
        said = {"comic_id": book["id"], "version": version, "page_list": [], "comic_info": info}
        answer = house.inner("POST", "/internal/inspections", "thumbs", json={"items": [{**said, "pages": 1}]})
        assert answer.status_code == 200, answer.text
    return [book["id"] for book in books]


def fields(house: House, comic_id: str, name: str) -> Any:
    return house.get(f"/api/books/{comic_id}/metadata")[name]


def test_each_keeps_what_else_it_has(house: House, ids: list[str]) -> None:
    said = {"add": {"tags": ["elan", "New"]}, "remove": {"tags": ["war"]}}
    done = house.post("/api/metadata", {"comic_ids": ids, **said})
    assert done["changed"] == 3
    assert [fields(house, one, "tags")["value"] for one in ids] == [
        ["Space", "elan", "New"],
        ["Élan", "New"],
        ["elan", "New"],
    ]
    assert fields(house, ids[0], "tags")["locked"]
    assert fields(house, ids[0], "authors")["source"] == "comicinfo", "what was not named stays as it was"
    assert house.post("/api/metadata", {"comic_ids": ids, **said}) == {"changed": 0, "undo": None}, "it is so already"
    house.post(f"/api/undo/{done['undo']}", None)
    assert [fields(house, one, "tags")["value"] for one in ids] == [["Space", "War"], ["Élan"], None]
    assert len(house.walk("/api/series", tag="war")) == 1


def test_taking_the_last_away_leaves_nothing_and_only_where_it_was(house: House, ids: list[str]) -> None:
    done = house.post("/api/metadata", {"comic_ids": ids, "remove": {"tags": ["ÉLAN"]}})
    assert done["changed"] == 1
    assert fields(house, ids[1], "tags")["value"] is None
    assert fields(house, ids[1], "tags")["locked"]
    assert not fields(house, ids[0], "tags")["locked"]


def test_people_go_in_one_role_or_in_all(house: House, ids: list[str]) -> None:
    path = f"/api/books/{ids[0]}/metadata"
    house.post(path, {"remove": {"authors": [{"name": "brian", "role": "Penciller"}]}}, method="PATCH")
    assert {(one["name"], one["role"]) for one in fields(house, ids[0], "authors")["value"]} == {
        ("Brian", "writer"),
        ("Fiona", "penciller"),
    }
    said = {"remove": {"authors": [{"name": "Brian"}]}, "add": {"authors": [{"name": "Fiona", "role": "writer"}]}}
    house.post(f"/api/books/{ids[1]}/metadata", said, method="PATCH")
    assert {(one["name"], one["role"]) for one in fields(house, ids[1], "authors")["value"]} == {
        ("Fiona", "penciller"),
        ("Fiona", "writer"),
    }


def test_a_tag_is_known_by_the_name_it_is_shown_by(house: House, ids: list[str]) -> None:
    house.post("/api/tags", {"kind": "tag", "names": ["Space"], "shown": "Cosmos"}, method="PUT")
    house.post("/api/metadata", {"comic_ids": ids[:1], "remove": {"tags": ["cosmos"]}})
    assert fields(house, ids[0], "tags")["value"] == ["War"]


def test_series_have_lists_too(house: House, ids: list[str]) -> None:
    series = house.walk("/api/series")[0]["id"]
    done = house.post("/api/metadata", {"series_ids": [series], "add": {"genres": ["Drama"], "titles": ["サーガ"]}})
    assert done["changed"] == 1
    page = house.get(f"/api/series/{series}")
    assert (page["genres"], page["titles"]) == (["Drama"], ["サーガ"])
    assert house.get("/api/search", q="サーガ")["series"][0]["id"] == series


@pytest.mark.parametrize(
    "wrong",
    [
        {"add": {"title": "x"}},
        {"add": {"tags": "x"}},
        {"remove": {"nothing": ["x"]}},
        {"add": {"tags": ["x"]}, "set": {"tags": ["y"]}},
        {"remove": {"tags": ["x"]}, "unset": ["tags"]},
        {"add": {"web": ["javascript:x"]}},
        {"add": {"authors": ["Brian"]}},
    ],
)
def test_what_is_no_list_is_refused(house: House, ids: list[str], wrong: dict[str, Any]) -> None:
    answer = house.ask("POST", "/api/metadata", json={"comic_ids": ids, **wrong})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field")
    assert fields(house, ids[0], "tags")["value"] == ["Space", "War"]
