"""Ratings beside what they are of, and lists filtered and sorted by them; on both databases the same."""

from __future__ import annotations

from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

A, B = reader("a"), reader("b")


@pytest.fixture
def rated(house: House) -> House:
    """Five series of one comic each: 0 is rated 5 by a, 1 2 by a and 5 by b, 2 4 by b and 5 by c; 3 and 4 are not."""
    house.bring(
        house.library(),
        [shelf(f"Series {n}") for n in range(5)],
        [comic(f"{n}/1.cbz", n, title=f"Comic {n}") for n in range(5)],
    )
    said = [(0, "a", 5), (1, "a", 2), (1, "b", 5), (2, "b", 4), (2, "c", 5)]
    items = {one["title"]: one for one in house.walk("/api/books")}
    for number, who, value in said:
        book = items[f"Comic {number}"]
        for path in (f"comic/{book['id']}", f"series/{book['series_id']}"):
            house.post(f"/api/ratings/{path}", {"value": value}, reader(who), "PUT")
    return house


LISTS = [("/api/books", "title", "Comic"), ("/api/series", "name", "Series")]


@pytest.mark.parametrize(("path", "name", "word"), LISTS)
def test_every_item_says_how_it_is_rated(rated: House, path: str, name: str, word: str) -> None:
    shown = {one[name]: one["rating"] for one in rated.walk(path, A)}
    assert shown[f"{word} 0"] == {"mine": 5, "average": 5.0, "count": 1}
    assert shown[f"{word} 1"] == {"mine": 2, "average": 3.5, "count": 2}
    assert shown[f"{word} 2"] == {"mine": None, "average": 4.5, "count": 2}
    assert shown[f"{word} 3"] == {"mine": None, "average": None, "count": 0}


def test_a_series_page_a_search_and_a_book_say_it_too(rated: House) -> None:
    series = rated.walk("/api/series", A)[1]
    page = rated.get(f"/api/series/{series['id']}", A)
    wanted = {"mine": 2, "average": 3.5, "count": 2}
    assert page["rating"] == page["volumes"][0]["issues"][0]["rating"] == wanted
    found = next(one for one in rated.get("/api/search", A, q="comic")["books"] if one["title"] == "Comic 1")
    assert found["rating"] == rated.get(f"/api/books/{found['id']}", A)["rating"] == wanted


@pytest.mark.parametrize(("path", "name", "word"), LISTS)
def test_lists_are_sorted_by_what_i_or_else_all_think(rated: House, path: str, name: str, word: str) -> None:
    def order(who: Any, **how: Any) -> list[int]:
        return [int(one[name][-1]) for one in rated.walk(path, who, sort="rating", limit=2, **how)]

    assert order(A, order="desc") == [0, 2, 1, 3, 4], "5, 4.5, mine 2, and what is not rated by title"
    assert order(A, order="asc") == [1, 2, 0, 3, 4], "what is not rated stays at the end"
    assert order(B, order="desc") == [0, 1, 2, 3, 4]
    offset = rated.get(path, A, sort="rating", order="desc", offset=1, limit=2)["items"]
    assert [int(one[name][-1]) for one in offset] == [2, 1]


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        (["4-"], {0, 2}),
        (["4"], {2}),
        (["1-2"], {1}),
        (["-2", "5"], {0, 1}),
        (["none"], {3, 4}),
        (["none", "2"], {1, 3, 4}),
        (["-", "0", "6", "x", "", "45"], set()),
    ],
)
@pytest.mark.parametrize(("path", "name", "word"), LISTS)
def test_lists_are_filtered_by_rating(
    rated: House, path: str, name: str, word: str, chosen: list[str], wanted: set[int]
) -> None:
    assert {int(one[name][-1]) for one in rated.walk(path, A, rating=chosen)} == wanted


@pytest.mark.parametrize("kind", ["series", "books"])
def test_stars_are_counted_as_the_list_has_them(rated: House, kind: str) -> None:
    said = rated.get(f"/api/{kind}/filters", A)["fields"]["rating"]
    assert said == [
        {"value": "5", "count": 1},
        {"value": "4", "count": 1},
        {"value": "2", "count": 1},
        {"value": "none", "count": 2},
    ]
    for one in said:
        assert rated.get(f"/api/{kind}", A, rating=one["value"])["total"] == one["count"]
    narrow = rated.get(f"/api/{kind}/filters", A, rating="5")
    assert (narrow["total"], narrow["fields"]["rating"]) == (1, said)


def test_a_smart_list_may_be_of_the_best(rated: House) -> None:
    said = {"name": "Best", "kind": "books", "filter": {"rating": ["4-"]}, "sort": "rating", "order": "desc"}
    made = rated.post("/api/smart-lists", said, A)
    assert [one["title"] for one in rated.walk(f"/api/smart-lists/{made['id']}/items", A)] == ["Comic 0", "Comic 2"]
