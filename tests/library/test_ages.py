"""A reader with an age limit sees nothing of what is too old for them: no comic, no count, no cover, no name."""

from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

CHILD = reader("child", age_limit=12)
SERIES = [shelf("Mixed"), shelf("Harsh"), shelf("Rated", metadata={"age_rating": 18, "genres": ["Horror"]})]


@pytest.fixture
def books(house: House) -> dict[str, dict[str, Any]]:
    """Three of a mixed series, the first too old; one of a series in which all are; one of a series rated so."""
    library = house.library()
    house.bring(
        library,
        SERIES,
        [
            comic("Mixed 1.cbz", chapter=1),
            comic("Mixed 2.cbz", chapter=2, mtime=2.5),
            comic("Mixed 3.cbz", chapter=3, mtime=3.5),
            comic("Harsh 1.cbr", 1, format="cbr"),
            comic("Rated 1.cbz", 2, mtime=5.5),
        ],
    )
    found = house.books()
    for title in ("Mixed 1", "Harsh 1"):
        path = f"/api/books/{found[title]['id']}/metadata"
        house.post(path, {"set": {"age_rating": 18}}, method="PATCH")
    return house.books()


def test_series_and_their_counts(house: House, books: dict[str, Any]) -> None:
    (mixed,) = house.get("/api/series", CHILD)["items"]
    assert (mixed["name"], mixed["issue_count"], mixed["unread_count"]) == ("Mixed", 2, 2)
    assert mixed["cover"].startswith(f"/api/cover/{books['Mixed 2']['id']}")
    page = house.get(f"/api/series/{mixed['id']}", CHILD)
    assert (page["issue_count"], page["progress"]["unread"]) == (2, 2)
    assert house.ask("GET", f"/api/series/{books['Harsh 1']['series_id']}", CHILD).status_code == 404
    assert sorted(one["issue_count"] for one in house.get("/api/series")["items"]) == [1, 1, 3]


def test_tree_and_libraries(house: House, books: dict[str, Any]) -> None:
    for with_series in (True, False):
        tree = house.get("/api/tree", CHILD, series=with_series)
        assert (tree["total"], [one["count"] for one in tree["items"]]) == (2, [2])
    (library,) = house.get("/api/libraries", CHILD)["items"]
    assert (library["comic_count"], library["series_count"]) == (2, 1)


def test_filters_and_their_counts(house: House, books: dict[str, Any]) -> None:
    for kind, count in (("series", 1), ("books", 2)):
        found = house.get(f"/api/{kind}/filters", CHILD)
        told = {name: {one["value"]: one["count"] for one in values} for name, values in found["fields"].items()}
        assert told["format"] == {"cbz": count}
        assert told["read"] == {"unread": count}
        assert told.get("genre", {}) == {}


def test_reading_goes_by_what_is_there(house: House, books: dict[str, Any]) -> None:
    for title in ("Mixed 2", "Mixed 3"):
        house.post("/api/progress", {"comic_id": books[title]["id"], "current_page": 1, "completed": True}, CHILD)
    (mixed,) = house.get("/api/series", CHILD, read="read")["items"]
    assert mixed["unread_count"] == 0
    assert house.get("/api/statistics", CHILD)["mine"]["series_finished"] == 1


def test_home_search_and_statistics(house: House, books: dict[str, Any]) -> None:
    home = house.get("/api/home", CHILD)
    assert [one["name"] for one in home["new"]] == ["Mixed"]
    for word, total in (("mixed", 2), ("harsh", 0), ("rated", 0)):
        found = house.get("/api/search", CHILD, q=word)
        assert (found["total"], len(found["series"])) == (total + min(total, 1), min(total, 1)), word
    figures = house.get("/api/statistics", CHILD)["library"]
    assert (figures["comics"], figures["series"], figures["formats"]) == (2, 1, [{"value": "cbz", "count": 2}])
