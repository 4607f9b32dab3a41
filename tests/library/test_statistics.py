"""Figures, recommendations with their reasons, gaps and duplicates; on both databases the same."""

from datetime import date, timedelta
from typing import Any

from services.library.store.gaps import missing
from services.library.store.statistics import streaks
from tests.library.house import House, comic, reader, shelf

ME = reader("reader-1")


def say(house: House, comic_id: str, page: int, at: str, **more: Any) -> None:
    house.post("/api/progress", {"comic_id": comic_id, "current_page": page, "updated_at": at, **more}, ME)


def test_what_was_read_is_counted_by_day_and_once(house: House) -> None:
    said = [{"genres": ["Action"], "authors": [{"name": "Ann"}], "year": 2001}, None]
    shelves = [shelf(f"S{index}", metadata=one) for index, one in enumerate(said)]
    house.bring(house.library(), shelves, [comic("a.cbz", 0), comic("b.cbz", 1), comic("c.cbr", 1, format="cbr")])
    books = {one["title"]: one for one in house.walk("/api/books")}
    house.inspect(books["a"], pages=10)
    say(house, books["a"]["id"], 4, "2020-01-01T23:30:00Z")
    say(house, books["a"]["id"], 4, "2020-01-01T23:31:00Z")
    say(house, books["a"]["id"], 2, "2020-01-01T23:32:00Z")
    say(house, books["a"]["id"], 9, "2020-01-02T08:00:00Z")
    say(house, books["a"]["id"], 0, "2019-01-01T00:00:00Z")
    say(house, books["b"]["id"], 0, "2020-02-01T00:00:00Z")
    told = house.get("/api/statistics", ME)
    mine = told["mine"]
    assert [(one["period"], one["pages"], one["comics"]) for one in mine["months"]] == [
        ("2020-01", 5 + 7, 1),
        ("2020-02", 1, 0),
    ]
    assert (mine["comics_begun"], mine["comics_read"], mine["series_finished"]) == (1, 1, 1)
    assert (mine["current_streak"], mine["longest_streak"], mine["pages_read"]) == (0, 2, 13)
    assert (mine["genres"], mine["creators"]) == ([{"value": "Action", "count": 1}], [{"value": "Ann", "count": 1}])
    assert house.get("/api/statistics", ME, utc_offset=60)["mine"]["longest_streak"] == 1
    there = told["library"]
    assert (there["comics"], there["series"], there["size_bytes"], there["pages_known"]) == (3, 2, 3000, 10)
    assert there["formats"] == [{"value": "cbr", "count": 1}, {"value": "cbz", "count": 2}]
    assert (there["years"], there["year_unknown"]) == ([{"value": "2001", "count": 1}], 1)
    assert house.get("/api/statistics", reader("reader-1", libraries=[]))["library"]["comics"] == 0
    assert house.get("/api/statistics", reader("other"))["mine"]["pages_read"] == 0


def test_streaks() -> None:
    today = date(2026, 3, 1)
    days = [today - timedelta(days=one) for one in (9, 8, 7, 6, 2, 1)]
    assert streaks(days, today) == (2, 4)
    assert streaks([*days, today], today) == (3, 4)
    assert streaks(days[:4], today) == (0, 4)
    assert streaks([], today) == (0, 0)


def test_recommendations_say_because_of_what(house: House) -> None:
    said: list[dict[str, Any]] = [
        {"genres": ["Action"], "authors": [{"name": "Ōtomo"}]},
        {"genres": ["Action"], "authors": [{"name": "Otomo"}]},
        {"genres": ["Action"]},
        {"genres": ["Romance"]},
        {"genres": ["Action"], "age_rating": 18},
    ]
    shelves = [shelf(f"S{index}", metadata=one) for index, one in enumerate(said)]
    house.bring(house.library(), shelves, [comic(f"{index}.cbz", index) for index in range(len(said))])
    assert house.get("/api/recommendations", ME)["items"] == []
    say(house, house.walk("/api/books")[0]["id"], 1, "2020-01-01T00:00:00Z", completed=True)
    items = house.get("/api/recommendations", {**ME, "age_limit": 12})["items"]
    assert [one["name"] for one in items] == ["S1", "S2"]
    assert [(one["name"], sorted(one["shared"])) for one in items[0]["because"]] == [("S0", ["Action", "Ōtomo"])]
    assert len(house.get("/api/recommendations", ME)["items"]) == 3


def test_gaps_are_what_is_left_out(house: House) -> None:
    numbers: list[list[dict[str, Any]]] = [
        [{"volume": one} for one in (1, 2, 5)],
        [{"chapter": one} for one in (3, 4, 4.5, 6)],
        [{"volume": one, "chapter": two} for one in (1, 2) for two in (1, 2, 4)],
        [{"volume": one} for one in (1, 2, 3)],
        [{"chapter": one} for one in (1, 1e9)],
    ]
    said = [
        comic(f"{index}/{number}.cbz", index, size_bytes=number + 1, **one)
        for index, several in enumerate(numbers)
        for number, one in enumerate(several)
    ]
    house.bring(house.library(), [shelf(f"S{index}") for index in range(len(numbers))], said)
    told = house.get("/api/gaps")
    found = {one["name"]: (one["volumes"], one["numbers"]) for one in told["items"]}
    assert found.pop("S4") == ([], list(range(2, 502)))
    assert found == {"S0": ([3, 4], []), "S1": ([], [5]), "S2": ([], [3])}
    assert [one["name"] for one in house.get("/api/gaps", limit=1, offset=1)["items"]] == ["S1"]
    assert house.get("/api/gaps", reader(libraries=[]))["total"] == 0
    assert missing([None]) == []


def test_duplicates_are_told_apart_from_likely_ones(house: House) -> None:
    names = ("a.cbz", "b.cbz", "c.cbz", "d.cbz", "e.cbz")
    said = [comic(name, int(name > "b.cbz"), chapter=1, size_bytes=7 if name < "e" else 8) for name in names]
    house.bring(house.library(), [shelf("One"), shelf("Two")], said)
    books = house.books()
    for name in ("a", "c"):
        house.inspect(books[name], fingerprint="same")
    told = house.get("/api/duplicates")
    assert [(one["kind"], [book["title"] for book in one["books"]]) for one in told["items"]] == [
        ("same", ["a", "c"]),
        ("likely", ["a", "b"]),
        ("likely", ["c", "d"]),
    ]
    assert house.get("/api/duplicates", reader(libraries=[])) == {"items": [], "total": 0}
