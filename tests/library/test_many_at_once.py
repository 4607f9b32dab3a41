"""Letters beside a list, many comics marked at once, and the ways back."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from kit import times
from services.library.store.catalog.letters import letter_of
from tests.library.house import House, comic, reader, shelf

NAMES = ["2 Fast", "100 Bullets", "Akira", "Ärger", "Berserk", "Жуть", "あさき", "日本", "本", "가나", "★ Star", "★"]
ME = reader("marker")


@pytest.fixture
def full(house: House) -> House:
    """A series of two comics for each name; half of them directly beneath their category."""
    shelves = [shelf(name, "Manga", None if index % 2 else "Shelf") for index, name in enumerate(NAMES)]
    said = [
        comic(f"{index}/{number}.cbz", index, title=f"{name} {number}", chapter=number)
        for index, name in enumerate(NAMES)
        for number in (1, 2)
    ]
    house.bring(house.library(), shelves, said)
    return house


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("path", ["/api/series", "/api/books"])
def test_every_letter_begins_where_it_says(full: House, path: str, order: str) -> None:
    for chosen in ({}, {"subcategory": ""}, {"q": "a"}, {"read": "unread"}):
        key = "name" if path == "/api/series" else "title"
        names = [one[key] for one in full.walk(path, ME, order=order, **chosen)]
        rail = full.get(f"{path}/letters", ME, order=order, **chosen)
        assert sum(one["count"] for one in rail) == len(names)
        offset = 0
        for one in rail:
            assert one["offset"] == offset
            offset += one["count"]
        if not chosen and order == "asc" and path == "/api/series":
            assert [one["letter"] for one in rail] == ["#", "A", "B", "S", "Ж", "#", "あ", "漢", "ㄱ"]
            assert [one["count"] for one in rail] == [2, 2, 1, 1, 1, 1, 1, 2, 1]


def test_letters_are_those_of_the_keys() -> None:
    assert [letter_of(one) for one in "a1Zж漢가글★あ"] == ["A", "#", "#", "Ж", "漢", "ㄱ", "ㄱ", "#", "あ"]


def test_an_empty_subcategory_is_what_has_none(full: House) -> None:
    assert {one["subcategory"] for one in full.walk("/api/series", subcategory="")} == {None}
    assert len(full.walk("/api/books", subcategory="", category="Manga")) == len(NAMES)
    tree = full.get("/api/tree", subcategory="")
    assert tree["total"] == len(NAMES)
    assert tree["items"][0]["subcategories"] == []


def test_a_series_in_a_list_says_what_it_is_about_and_whether_its_cover_is_made(house: House) -> None:
    library = house.library()
    house.bring(library, [shelf("Long", metadata={"summary": "word " * 200})], [comic("a.cbz")])
    one = house.walk("/api/series")[0]
    assert one["has_thumbnail"] is False
    assert 290 < len(one["summary"]) <= 300
    assert one["summary"].endswith("word…")
    assert house.get(f"/api/series/{one['id']}")["summary"] == "word " * 200
    house.inspect(house.walk("/api/books")[0], pages=3, has_thumbnail=True)
    assert house.walk("/api/series")[0]["has_thumbnail"] is True


def written(seconds: float) -> str:
    return times.written(datetime.fromtimestamp(seconds, UTC))


def mark(house: House, **said: Any) -> Any:
    return house.post("/api/progress/bulk", said, ME)


def states(house: House) -> dict[str, Any]:
    return {one["id"]: one["progress"] for one in house.walk("/api/books", ME)}


def test_a_series_is_read_and_unread_and_all_of_it_can_be_undone(full: House) -> None:
    books = full.walk("/api/books", ME)
    series = books[0]["series_id"]
    mine = [one["id"] for one in books if one["series_id"] == series]
    full.inspect(books[0], pages=30)
    full.post("/api/progress", {"comic_id": books[0]["id"], "current_page": 7}, ME)
    before = states(full)
    read = mark(full, series_id=series, completed=True)
    assert (read["changed"], len(read["replaced"])) == (2, 2)
    now = states(full)
    assert all(now[one]["completed"] for one in mine)
    assert now[books[0]["id"]]["current_page"] == 29
    assert mark(full, series_id=series, completed=True)["replaced"] == []
    unread = mark(full, comic_ids=mine, completed=False)
    assert [states(full)[one] for one in mine] == [None, None]
    mark(full, restore=unread["replaced"], at=unread["at"])
    assert states(full) == now
    mark(full, restore=read["replaced"], at=read["at"])
    assert states(full) == before


def test_undoing_spares_what_was_read_since(full: House) -> None:
    one, other = [book["id"] for book in full.walk("/api/books", ME)[:2]]
    done = mark(full, comic_ids=[one, other, "nobody"], completed=True)
    assert done["changed"] == 2
    # To be later it has to be another millisecond.
    while full.post("/api/progress", {"comic_id": one, "current_page": 9}, ME)["updated_at"] <= written(done["at"]):
        continue
    assert mark(full, restore=done["replaced"], at=done["at"])["changed"] == 1
    assert states(full)[one]["current_page"] == 9
    assert states(full)[other] is None


@pytest.mark.parametrize(
    ("page", "at"), [(-1, "2001-01-01T00:00:00"), (10**12, "0001-01-01T00:00:00"), (5, "9999-12-31T23:59:59-14:00")]
)
def test_undoing_puts_back_nothing_that_cannot_be(full: House, page: int, at: str) -> None:
    book = full.walk("/api/books", ME)[0]["id"]
    forged = {
        "comic_id": book,
        "current_page": page,
        "total_pages": page,
        "completed": False,
        "updated_at": at,
    }
    assert mark(full, restore=[{"comic_id": book, "progress": forged}], at=9e9)["changed"] == 1
    stood = states(full)[book]
    assert 0 <= stood["current_page"] < 100_000
    assert "1970-" <= stood["updated_at"] <= written(time.time())
    assert 1 <= stood["total_pages"] <= 100_000


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"completed": True},
        {"series_id": "x"},
        {"series_id": "x", "comic_ids": [], "completed": True},
        {"restore": []},
        {"restore": [], "at": 1, "completed": True},
        {"comic_ids": ["x"] * 1001, "completed": True},
        {"restore": [{"comic_id": "a\0", "progress": None}], "at": 1},
    ],
)
def test_a_request_says_one_thing(full: House, wrong: Any) -> None:
    assert full.ask("POST", "/api/progress/bulk", ME, json=wrong).status_code == 422


def test_what_may_not_be_seen_is_not_marked(full: House) -> None:
    stranger = reader("marker", libraries=[])
    book = full.walk("/api/books")[0]
    said = {"comic_ids": [book["id"]], "completed": True}
    assert full.post("/api/progress/bulk", said, stranger)["changed"] == 0
    refused = full.ask("POST", "/api/progress/bulk", stranger, json={"series_id": book["series_id"], "completed": True})
    assert refused.json()["code"] == "series_not_found"
    forged = {"restore": [{"comic_id": book["id"], "progress": None}], "at": 9e9}
    assert full.post("/api/progress/bulk", forged, stranger)["changed"] == 0
