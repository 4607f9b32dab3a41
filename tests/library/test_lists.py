"""Long lists: every filter and sort, walked whole without a gap or a double, on both databases the same."""

import base64
import itertools
import json
from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

SHELVES = [
    shelf("Élan vital", "Manga", "Seinen", metadata={"age_rating": 18}),
    shelf("elan 2", "Manga", "Shonen"),
    shelf("Elan 10", "Manga"),
    shelf("Zorro", "Comics"),
    shelf(
        "日本",
        "Comics",
        "Seinen",
        metadata={"titles": ["Nippon"], "authors": [{"name": "Ozu Yasujirō", "role": "art"}]},
    ),
]
READER = reader("walker")


@pytest.fixture
def full(house: House) -> House:
    """Sixty comics in five series of two libraries, some of them begun, some read."""
    for name in ("One", "Two"):
        library = house.library(name)
        comics = [
            comic(
                f"{shelf}/{number}.cbz",
                shelf,
                title=f"{SHELVES[shelf]['name']} #{number}",
                chapter=number if number % 3 else None,
                volume=number // 4 or None,
                format="cbr" if number == 5 else "cbz",
                mtime=1e9 + number,
            )
            for shelf, number in itertools.product(range(len(SHELVES)), range(1, 7))
        ]
        for start in range(0, len(comics), 7):
            house.bring(library, SHELVES, comics[start : start + 7])
    for index, book in enumerate(house.walk("/api/books")[::3]):
        moment = f"2020-01-{index + 1:02}T00:00:00Z"
        said = {"comic_id": book["id"], "current_page": index, "completed": index % 2 == 0, "updated_at": moment}
        house.post("/api/progress", said, READER)
    return house


@pytest.mark.parametrize("path", ["/api/books", "/api/series"])
def test_every_sort_and_filter_walks_whole_by_cursor_and_by_offset(full: House, path: str) -> None:
    every = {one["id"]: one for one in full.walk(path, READER, limit=200)}
    library, some = next(iter(every.values()))["library_id"], next(iter(full.walk("/api/series")))["id"]
    filters: list[dict[str, Any]] = [{}, {"library": library}, {"category": "Manga"}, {"subcategory": "Seinen"}]
    filters += [{"read": "unread"}, {"read": "reading"}, {"read": "read"}, {"format": "cbr"}, {"q": "elan"}]
    filters += [{"category": "Comics", "q": "日本"}, {"library": "nobody"}, {"category": "%"}, {"q": "  "}]
    filters += [{"series": some}] if path == "/api/books" else []
    for sort, order in itertools.product(("title", "added", "number", "last_read"), ("asc", "desc")):
        whole = [one["id"] for one in full.walk(path, READER, sort=sort, order=order, limit=200)]
        assert sorted(whole) == sorted(every)
        for chosen in filters if (sort, order) in (("title", "asc"), ("last_read", "desc")) else filters[:2]:
            walked = [one["id"] for one in full.walk(path, READER, sort=sort, order=order, limit=7, **chosen)]
            kept = [one for one in whole if one in set(walked)]
            assert walked == kept, (sort, order, chosen)
            window = full.get(path, READER, sort=sort, order=order, limit=4, offset=3, **chosen)
            assert [one["id"] for one in window["items"]] == walked[3:7]
            assert window["total"] == len(walked)


def test_filters_choose_what_they_say(full: House) -> None:
    def titles(**chosen: Any) -> set[str]:
        return {one["title"] for one in full.walk("/api/books", READER, limit=50, **chosen)}

    assert titles(category="Comics", subcategory="Seinen") == {f"日本 #{number}" for number in range(1, 7)}
    assert titles(format="cbr") == {f"{one['name']} #5" for one in SHELVES}
    assert titles(q="elan 10 5") == {"Elan 10 #5"}
    states = [full.walk("/api/books", READER, read=state) for state in ("unread", "reading", "read")]
    assert [len(one) for one in states] == [40, 10, 10]
    assert all(one["progress"] is None for one in states[0])
    assert {one["progress"]["completed"] for one in states[1]} == {False}
    assert {one["progress"]["completed"] for one in states[2]} == {True}
    series = [full.walk("/api/series", READER, read=state) for state in ("unread", "reading", "read")]
    assert sum(map(len, series)) == 10
    assert all(one["in_progress"] for one in series[1])
    assert len(full.walk("/api/series", READER, format="cbr")) == 10
    assert [one["name"] for one in full.walk("/api/series", READER, q="yasujiro")] == ["日本", "日本"]


def test_order_is_natural_and_numbers_lead_through_a_series(full: House) -> None:
    names = [one["name"] for one in full.walk("/api/series")][::2]
    assert names == ["elan 2", "Elan 10", "Élan vital", "Zorro", "日本"]
    one = full.walk("/api/series")[0]
    issues = full.walk("/api/books", series=one["id"], sort="number")
    numbers = [(book["volume"], book["chapter"]) for book in issues]
    assert numbers == [(1, None), (1, 4), (1, 5), (None, 1), (None, 2), (None, None)]
    newest = full.walk("/api/books", sort="added", order="desc")
    assert [book["added_at"] for book in newest] == sorted((book["added_at"] for book in newest), reverse=True)
    last = full.walk("/api/books", READER, sort="last_read", order="desc")[0]
    assert last["progress"]["updated_at"] == "2020-01-20T00:00:00.000Z"


@pytest.mark.parametrize(
    "forge",
    [
        lambda cursor: "x",
        lambda cursor: "%%%",
        lambda cursor: cursor[:-3],
        lambda cursor: "é" * 10,
        lambda cursor: base64.urlsafe_b64encode(b"[" * 3000).decode(),
        lambda cursor: base64.urlsafe_b64encode(json.dumps(["title asc", 1, 2]).encode()).decode(),
        lambda cursor: base64.urlsafe_b64encode(json.dumps(["title asc", "a\0", "b"]).encode()).decode(),
        lambda cursor: base64.urlsafe_b64encode(json.dumps(["added asc", 1, "b"]).encode()).decode(),
        lambda cursor: base64.urlsafe_b64encode(json.dumps({"title": 1}).encode()).decode(),
        lambda cursor: base64.urlsafe_b64encode(b'["title asc", "\\ud800", "b"]').decode(),
    ],
)
def test_a_forged_cursor_is_a_bad_request(full: House, forge: Any) -> None:
    cursor = full.get("/api/books", limit=5)["next_cursor"]
    answer = full.ask("GET", "/api/books", params={"cursor": forge(cursor)})
    assert (answer.status_code, answer.json()["code"]) in [(400, "bad_cursor"), (400, "bad_value")]


def test_a_list_refuses_what_it_cannot_do(full: House) -> None:
    for wrong in ({"limit": 0}, {"limit": 201}, {"limit": "x"}, {"offset": -1}, {"sort": "size"}, {"read": "half"}):
        assert full.ask("GET", "/api/books", params=wrong).status_code == 422
    both = full.ask("GET", "/api/books", params={"cursor": "x", "offset": 1})
    assert (both.status_code, both.json()["code"]) == (400, "cursor_and_offset")


def test_the_tree_counts_comics(full: House) -> None:
    tree = full.get("/api/tree")
    assert tree["total"] == 60
    assert [(one["name"], one["count"]) for one in tree["items"]] == [("Comics", 24), ("Manga", 36)]
    manga = tree["items"][1]
    assert [(one["name"], one["count"]) for one in manga["subcategories"]] == [("Seinen", 12), ("Shonen", 12)]
    assert [(one["name"], one["count"]) for one in manga["series"]] == [("Elan 10", 6)] * 2
    assert "series" not in full.get("/api/tree", series=False)["items"][0]
    narrow = full.get("/api/tree", category="Manga", subcategory="Shonen")
    assert (narrow["total"], len(narrow["items"])) == (12, 1)
    assert full.get("/api/tree", reader(age_limit=12))["total"] == 48


def test_search_finds_every_word_wherever_it_stands(full: House) -> None:
    def found(q: str, **more: Any) -> tuple[list[Any], list[Any], int]:
        said = full.get("/api/search", q=q, **more)
        return (
            [(one["name"], one["matched"]) for one in said["series"]],
            [(one["title"], one["matched"]) for one in said["books"]],
            said["total"],
        )

    assert found("ÉLAN") == found("elan")
    series, books, total = found("elan", limit=3)
    assert (series[0], len(series), len(books), total) == (("elan 2", "name"), 3, 3, 42)
    assert found("日本")[0] == [("日本", "name")] * 2
    assert found("nippon")[0] == [("日本", "title")] * 2
    assert found("ozu yasujiro") == ([("日本", "creator")] * 2, [], 2)
    assert found("zo")[0] == [("Zorro", "name")] * 2
    assert found("orro 3")[1] == [("Zorro #3", "title")] * 2
    for nothing in ("%", "_", "e%n", "zorro nothing", " ", "\\", "'; DROP TABLE comics", "<b>", "\0"):
        answer = full.ask("GET", "/api/search", params={"q": nothing})
        assert answer.status_code == 422 or answer.json()["total"] == 0, nothing
