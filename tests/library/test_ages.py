"""A reader with an age limit sees nothing of what is too old for them: no comic, no count, no cover, no name."""

from collections.abc import Callable
from typing import Any

import pytest

from services.library.store import told as words
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


@pytest.fixture
def told(house: House) -> Callable[[dict[str, Any], dict[str, str]], None]:
    """Notes what thumbs found in a comic."""

    def note(book: dict[str, Any], info: dict[str, str]) -> None:
        item = {"comic_id": book["id"], "version": book["cover"].partition("?v=")[2], "pages": 9, "has_thumbnail": True}
        body = {"items": [{**item, "page_list": [{"size_bytes": 1}] * 9, "comic_info": info}]}
        assert house.inner("POST", "/internal/inspections", "thumbs", json=body).json() == {"applied": 1}

    return note


def test_a_value_is_told_from_the_least_age_that_says_it(house: House, told: Any) -> None:
    house.bring(house.library(), [shelf("One")], [comic("One 1.cbz"), comic("One 2.cbz"), comic("One 3.cbz")])
    books = house.books()

    def characters(who: Any = CHILD) -> list[str]:
        return [one["value"] for one in house.get("/api/series/filters", who)["fields"]["character"]]

    told(books["One 1"], {"AgeRating": "Everyone", "Characters": "Nell"})
    told(books["One 2"], {"AgeRating": "Everyone", "Characters": "Nell"})
    told(books["One 3"], {"AgeRating": "X18+", "Characters": "NELL, Secret", "Genre": "Secret"})
    assert (characters(), characters(None)) == (["Nell"], ["Nell", "Secret"])
    for _ in ("pending", "noted"):
        assert house.get("/api/search", CHILD, q="secret")["total"] == 0
        assert house.get("/api/search", CHILD, q="nell")["series"][0]["matched"] == "character"
        with house.database.write() as connection:
            words.absorb(connection, 10)
    assert [one["matched"] for one in house.get("/api/search", q="secret")["series"]] == ["character"]
    for asked in ({"character": "Secret"}, {"genre": "Secret"}, {"q": "secret"}, {"age_rating": "18"}):
        for kind in ("series", "books"):
            assert house.get(f"/api/{kind}", CHILD, **asked)["total"] == 0, (kind, asked)
        assert house.get("/api/books", **asked)["total"] > 0, asked
    page = house.get(f"/api/series/{books['One 1']['series_id']}", CHILD)
    assert page["genres"] == [], "what most comics say that say anything is asked of those for everybody"

    told(books["One 2"], {"AgeRating": "Everyone", "Characters": "Secret"})
    assert characters() == ["Nell", "Secret"]
    told(books["One 2"], {"AgeRating": "X18+", "Characters": "Secret"})
    told(books["One 1"], {"AgeRating": "Everyone", "Characters": "Ned"})
    house.post(f"/api/series/{books['One 1']['series_id']}/metadata", {"set": {"age_rating": 6}}, method="PATCH")
    assert characters() == ["Ned", "NELL", "Secret"], "people say that all of it is for children"
    house.post(f"/api/books/{books['One 2']['id']}/metadata", {"set": {"age_rating": 18}}, method="PATCH")
    house.post(f"/api/books/{books['One 3']['id']}/metadata", {"set": {"age_rating": 18}}, method="PATCH")
    assert characters() == ["Ned"]


def test_a_series_rated_anew_spares_what_people_say_of_its_comics(house: House, books: dict[str, Any]) -> None:
    (library,) = house.get("/api/libraries")["items"]
    mixed = [comic("Mixed 1.cbz", chapter=1), comic("Mixed 2.cbz", chapter=2, mtime=2.5)]
    path = f"/api/books/{books['Mixed 1']['id']}/metadata"
    house.post(path, {"set": {"characters": ["Secret"]}}, method="PATCH")
    house.bring(library, [shelf("Mixed", metadata={"age_rating": 6, "genres": ["Sea"]})], mixed)
    assert sorted(house.books(CHILD)) == ["Mixed 2", "Mixed 3"]
    fields = house.get("/api/series/filters", CHILD)["fields"]
    assert ([one["value"] for one in fields["genre"]], fields["character"]) == (["Sea"], [])
    assert [one["value"] for one in house.get("/api/series/filters")["fields"]["character"]] == ["Secret"]


def test_home_search_and_statistics(house: House, books: dict[str, Any]) -> None:
    home = house.get("/api/home", CHILD)
    assert [one["name"] for one in home["new"]] == ["Mixed"]
    for word, total in (("mixed", 2), ("harsh", 0), ("rated", 0)):
        found = house.get("/api/search", CHILD, q=word)
        assert (found["total"], len(found["series"])) == (total + min(total, 1), min(total, 1)), word
    figures = house.get("/api/statistics", CHILD)["library"]
    assert (figures["comics"], figures["series"], figures["formats"]) == (2, 1, [{"value": "cbz", "count": 2}])
