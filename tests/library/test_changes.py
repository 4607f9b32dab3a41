"""Changes made while the server was away come later, twice, or in another order: the newest by time stands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

ME, OTHER = reader("me"), reader("other")
EARLY, NOON, LATE = (f"2025-05-01T{hour}:00:00.000Z" for hour in ("08", "12", "20"))


@pytest.fixture
def book(house: House) -> dict[str, Any]:
    """A comic of 30 pages."""
    house.bring(house.library(), [shelf("Saga")], [comic("1.cbz", chapter=1)])
    found = house.walk("/api/books")[0]
    house.inspect(found, pages=30)
    return found


def put(house: House, book: dict[str, Any], page: int, who: Any = ME, **said: Any) -> Any:
    return house.post(f"/api/bookmarks/{book['id']}/{page}", said, who, "PUT")


def take(house: House, book: dict[str, Any], page: int, at: str | None = None, who: Any = ME) -> Any:
    answer = house.ask("DELETE", f"/api/bookmarks/{book['id']}/{page}", who, params={"updated_at": at} if at else None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_bookmark_may_be_said_again_and_the_newest_note_stands(house: House, book: dict[str, Any]) -> None:
    first = put(house, book, 4, note="noon", updated_at=NOON)
    assert (first["created_at"], first["updated_at"], first["note"]) == (NOON, NOON, "noon")
    assert put(house, book, 4, note="noon", updated_at=NOON) == first
    assert put(house, book, 4, note="early", updated_at=EARLY) == first, "it comes late, and was said before"
    late = put(house, book, 4, note="late", updated_at=LATE)
    assert (late["id"], late["note"]) == (first["id"], "late")
    assert put(house, book, 4)["note"] == "late", "without a note the one there is stays"
    assert put(house, book, 4, note=None)["note"] is None
    assert house.get("/api/bookmarks", OTHER)["total"] == 0


def test_what_was_removed_later_is_not_brought_back(house: House, book: dict[str, Any]) -> None:
    put(house, book, 4, note="noon", updated_at=NOON)
    assert take(house, book, 4, EARLY)["note"] == "noon", "it was made after that"
    assert take(house, book, 4, LATE) is None
    assert take(house, book, 4, LATE) is None
    assert put(house, book, 4, note="noon", updated_at=NOON) is None
    assert house.get(f"/api/read/{book['id']}", ME)["bookmarks"] == []
    assert put(house, book, 4, note="now")["note"] == "now"
    assert take(house, book, 9, LATE) is None, "also where there was none"
    assert put(house, book, 9, updated_at=NOON) is None
    assert put(house, book, 4, who=OTHER, updated_at=EARLY)["page_number"] == 4, "everybody has their own"


def test_a_bookmark_removed_by_its_id_stays_away_and_a_new_one_comes(house: House, book: dict[str, Any]) -> None:
    made = house.post("/api/bookmarks", {"comic_id": book["id"], "page_number": 4, "note": "x"}, ME)
    assert house.ask("DELETE", f"/api/bookmarks/{made['id']}", ME).status_code == 204
    assert put(house, book, 4, updated_at=made["updated_at"]) is None
    again = house.post("/api/bookmarks", {"comic_id": book["id"], "page_number": 4}, ME)
    assert house.get("/api/bookmarks", ME)["items"] == [again]


@pytest.mark.parametrize(
    ("page", "said", "status"),
    [
        ("30", {}, 422),
        ("-1", {}, 422),
        ("x", {}, 422),
        (str(2**70), {}, 422),
        ("1", {"note": "x" * 2001}, 422),
        ("1", {"note": "a\0b"}, 422),
        ("1", {"updated_at": "soon"}, 422),
    ],
)
def test_bookmarks_that_are_none(house: House, book: dict[str, Any], page: str, said: Any, status: int) -> None:
    answer = house.ask("PUT", f"/api/bookmarks/{book['id']}/{page}", ME, json=said)
    assert (answer.status_code, house.get("/api/bookmarks", ME)["total"]) == (status, 0), answer.text
    assert house.ask("PUT", "/api/bookmarks/nowhere/1", ME, json={}).status_code == 404
    assert house.ask("DELETE", "/api/bookmarks/nowhere/1", ME).status_code == 404
    hidden = reader("me", libraries=[])
    assert house.ask("PUT", f"/api/bookmarks/{book['id']}/1", hidden, json={}).status_code == 404


@pytest.mark.parametrize("kind", ["comic", "series"])
def test_ratings_are_merged_by_time(house: House, book: dict[str, Any], kind: str) -> None:
    path = f"/api/ratings/{kind}/{book['id'] if kind == 'comic' else book['series_id']}"

    def rate(value: int, at: str) -> Any:
        return house.post(path, {"value": value, "updated_at": at}, ME, "PUT")["mine"]

    assert rate(3, NOON) == 3
    assert rate(1, EARLY) == 3
    assert house.ask("DELETE", path, ME, params={"updated_at": EARLY}).json()["mine"] == 3
    assert house.ask("DELETE", path, ME, params={"updated_at": LATE}).json()["mine"] is None
    assert rate(4, NOON) is None
    assert rate(5, LATE) == 5
    assert house.post(path, {"value": 2}, ME, "PUT")["mine"] == 2


def patch(house: House, *changes: tuple[str, Any, str | None], who: Any = ME) -> Any:
    said = [{"path": path.split("."), "value": value, "updated_at": at} for path, value, at in changes]
    return house.post("/api/preferences", {"changes": said}, who, "PATCH")


def test_preferences_are_merged_by_value_and_time(house: House) -> None:
    house.post("/api/preferences", {"theme": "ink", "reader": 5}, ME, "PUT")
    assert patch(house, ("reader.mine.fit", "width", None)) == {"theme": "ink", "reader": {"mine": {"fit": "width"}}}
    assert patch(house, ("reader.mine.fit", "height", NOON))["reader"]["mine"]["fit"] == "width", "before that"
    assert patch(house, ("theme", "eink", NOON))["theme"] == "ink", "all of it was replaced since"
    fresh = patch(house, ("a.b", 1, NOON), ("a.c", ["x"], EARLY), ("d", True, NOON), who=OTHER)
    assert fresh == {"a": {"b": 1, "c": ["x"]}, "d": True}
    assert patch(house, ("a.b", 2, EARLY), ("a.c", ["y"], NOON), who=OTHER)["a"] == {"b": 1, "c": ["y"]}
    assert patch(house, ("a.b", None, LATE), ("a.c", None, LATE), who=OTHER) == {"d": True}, "no empty object stays"
    assert patch(house, ("a.b", 3, NOON), who=OTHER) == {"d": True}, "it was removed later"
    assert house.get("/api/preferences", OTHER) == {"d": True}


def test_changes_of_preferences_that_are_none(house: House) -> None:
    house.post("/api/preferences", {"theme": "ink"}, ME, "PUT")
    wrong: list[Any] = [
        {},
        [],
        {"changes": [{"path": [], "value": 1}]},
        {"changes": [{"path": ["a"] * 9, "value": 1}]},
        {"changes": [{"path": [""], "value": 1}]},
        {"changes": [{"path": ["a"], "value": {"deep": 1}}]},
        {"changes": [{"path": ["a"], "value": 1, "updated_at": "x"}]},
        {"changes": [{"path": [f"a{n}"], "value": 1} for n in range(501)]},
    ]
    for body in wrong:
        answer = house.ask("PATCH", "/api/preferences", ME, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), body
    for part in range(3):
        large = {"path": [f"p{part}"], "value": "x" * 30_000}
        answer = house.ask("PATCH", "/api/preferences", ME, json={"changes": [large]})
        assert answer.status_code == (200 if part < 2 else 413), "what it grew to counts"
    assert sorted(house.get("/api/preferences", ME)) == ["p0", "p1", "theme"]
