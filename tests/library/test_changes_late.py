"""Marks and changes of lists that were made while the server was away: the newest by time stands, in whatever order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

ME, OTHER = reader("me"), reader("other")
EARLY, NOON, LATE = (f"2025-05-01T{hour}:00:00.000Z" for hour in ("08", "12", "20"))
FUTURE = "2999-01-01T00:00:00.000Z"


@pytest.fixture
def books(house: House) -> list[dict[str, Any]]:
    """Four comics of one series, 30 pages each, and one of another."""
    made = house.library()
    comics = [comic(f"{n}.cbz", chapter=n) for n in range(1, 5)] + [comic("x/1.cbz", 1, chapter=1)]
    house.bring(made, [shelf("Saga"), shelf("Other")], comics)
    found = sorted(house.walk("/api/books"), key=lambda book: (book["series"] == "Other", book["chapter"]))
    for book in found:
        house.inspect(book, pages=30)
    return found


def place(house: House, book: dict[str, Any], page: int, at: str | None = None, **more: Any) -> Any:
    return house.post("/api/progress", {"comic_id": book["id"], "current_page": page, "updated_at": at, **more}, ME)


def unread(house: House, book: dict[str, Any], at: str | None = None, who: Any = ME) -> int:
    params = {"updated_at": at} if at else None
    return house.ask("DELETE", f"/api/progress/{book['id']}", who, params=params).status_code


def mark(house: House, completed: bool, at: str | None = None, **which: Any) -> Any:
    return house.post("/api/progress/bulk", {**which, "completed": completed, "updated_at": at}, ME)


def where(house: House, book: dict[str, Any]) -> Any:
    """(page, read) of a comic, None where it is unread."""
    now = house.get(f"/api/books/{book['id']}", ME)["progress"]
    return now and (now["current_page"], now["completed"])


def test_marked_as_unread_late_and_twice(house: House, books: list[dict[str, Any]]) -> None:
    one = books[0]
    place(house, one, 9, NOON)
    assert unread(house, one, EARLY) == 204
    assert where(house, one) == (9, False), "it was read after that"
    assert (unread(house, one, LATE), unread(house, one, LATE)) == (204, 204)
    assert place(house, one, 12, NOON) is None, "a place from before comes late"
    assert place(house, one, 29, NOON, completed=True) is None
    assert where(house, one) is None
    assert place(house, one, 3)["current_page"] == 3, "now it is read again"
    assert unread(house, one, FUTURE) == 204
    assert place(house, one, 4)["current_page"] == 4, "the future did not lock it"
    assert unread(house, one) == 204
    assert unread(house, one) == 404, "without a time it has to be there"
    assert place(house, one, 5, LATE) is None
    assert house.post("/api/progress", {"comic_id": one["id"], "current_page": 5, "updated_at": EARLY}, OTHER)
    assert house.ask("DELETE", "/api/progress/nothing", ME, params={"updated_at": NOON}).status_code == 404
    assert house.ask("DELETE", f"/api/progress/{one['id']}", ME, params={"updated_at": "soon"}).status_code == 422


def test_a_series_marked_late_spares_what_was_done_since(house: House, books: list[dict[str, Any]]) -> None:
    first, second, third, fourth, other = books
    place(house, first, 9, LATE)
    place(house, second, 9, EARLY)
    unread(house, third, LATE)
    answer = mark(house, True, NOON, series_id=first["series_id"])
    assert {one["comic_id"] for one in answer["replaced"]} == {second["id"], fourth["id"]}
    assert [where(house, one) for one in books] == [(9, False), (29, True), None, (29, True), None]
    assert mark(house, True, NOON, series_id=first["series_id"])["changed"] == 0, "said again"
    house.post("/api/progress/bulk", {"restore": answer["replaced"], "at": answer["at"]}, ME)
    assert [where(house, one) for one in books] == [(9, False), (9, False), None, None, None]

    assert mark(house, False, NOON, comic_ids=[one["id"] for one in books])["changed"] == 1
    assert [where(house, one) for one in books] == [(9, False), None, None, None, None]
    assert place(house, second, 5, EARLY) is None, "it was marked as unread after that"
    assert place(house, fourth, 5, EARLY) is None, "also where there was nothing to forget"
    assert place(house, other, 5, LATE)["current_page"] == 5
    assert mark(house, True, EARLY, series_ids=[other["series_id"]])["changed"] == 0
    assert mark(house, True, FUTURE, comic_ids=[other["id"]])["changed"] == 1
    assert place(house, other, 6)["current_page"] == 6, "the future did not lock it"


def test_marked_as_unread_at_once_and_taken_back(house: House, books: list[dict[str, Any]]) -> None:
    first, second = books[:2]
    place(house, first, 9, EARLY)
    done = mark(house, False, comic_ids=[first["id"], second["id"]])
    assert place(house, first, 7, NOON) is None, "it waited on another device since before"
    house.post("/api/progress/bulk", {"restore": done["replaced"], "at": done["at"]}, ME)
    assert where(house, first) == (9, False)
    assert place(house, first, 8, NOON)["current_page"] == 8


def ids_of(house: House, made: str) -> list[str]:
    return [one["id"] for one in house.walk(f"/api/lists/{made}/items", ME)]


def put(house: House, made: str, ids: list[str], at: str | None, **more: Any) -> Any:
    return house.post(f"/api/lists/{made}/items", {"ids": ids, "updated_at": at, **more}, ME)


def take(house: House, made: str, item: str, at: str | None = None) -> Any:
    answer = house.ask("DELETE", f"/api/lists/{made}/items/{item}", ME, params={"updated_at": at} if at else None)
    assert answer.status_code == 200, answer.text
    return answer.json()["undo"]


@pytest.mark.parametrize("made", ["want", "mine"])
def test_items_of_a_list_come_and_go_by_time(house: House, books: list[dict[str, Any]], made: str) -> None:
    if made == "mine":
        made = house.post("/api/lists", {"name": "Mine", "kind": "reading"}, ME)["id"]
    one, two, three = (book["id"] for book in books[:3])
    assert put(house, made, [one, two], NOON, kind="comic") == {"added": 2, "gone": 0}
    assert put(house, made, [one, two], NOON, kind="comic") == {"added": 0, "gone": 0}
    assert take(house, made, one, EARLY) is None, "it was put there after that"
    assert ids_of(house, made) == [one, two]
    undo = take(house, made, one, LATE)
    assert undo
    assert take(house, made, one, LATE) is None
    assert put(house, made, [one, three], NOON, kind="comic") == {"added": 1, "gone": 0}
    assert ids_of(house, made) == [two, three], "taken out later than it was put there"
    house.post(f"/api/undo/{undo}", None, ME)
    assert ids_of(house, made) == [one, two, three]
    assert take(house, made, two) is not None
    assert put(house, made, [two], LATE, kind="comic")["added"] == 0, "taken out at once counts as well"
    assert put(house, made, [two], None, kind="comic")["added"] == 1
    assert house.ask("DELETE", f"/api/lists/{made}/items?last=1", ME).json() == {"removed": 1}
    assert put(house, made, [two], LATE, kind="comic")["added"] == 0
    assert take(house, made, books[4]["id"], LATE) is None, "what was not there is not there"
    assert put(house, made, [books[4]["id"]], NOON, kind="comic")["added"] == 0


def test_what_is_gone_by_now_is_left_out_and_counted(house: House, books: list[dict[str, Any]]) -> None:
    made = house.post("/api/lists", {"name": "Mine", "kind": "reading"}, ME)["id"]
    assert put(house, made, [books[0]["id"], "gone"], NOON) == {"added": 1, "gone": 1}
    refused = house.ask("POST", f"/api/lists/{made}/items", ME, json={"ids": ["gone"], "updated_at": NOON})
    assert (refused.status_code, refused.json()["code"]) == (404, "comic_not_found")
    house.ask("DELETE", f"/api/lists/{made}", ME)
    for answer in (
        house.ask("POST", f"/api/lists/{made}/items", ME, json={"ids": [books[0]["id"]], "updated_at": NOON}),
        house.ask("DELETE", f"/api/lists/{made}/items/{books[0]['id']}", ME, params={"updated_at": NOON}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "list_not_found")


def test_the_order_of_a_list_is_merged_by_time(house: House, books: list[dict[str, Any]]) -> None:
    made = house.post("/api/lists", {"name": "Mine", "kind": "reading"}, ME)["id"]
    one, two, three = (book["id"] for book in books[:3])
    put(house, made, [one, two, three], EARLY)

    def move(item: str, before: str | None, at: str | None) -> int:
        said = {"id": item, "before": before, "updated_at": at}
        return house.ask("POST", f"/api/lists/{made}/move", ME, json=said).status_code

    assert move(three, one, LATE) == 204
    assert ids_of(house, made) == [three, one, two]
    assert move(three, None, NOON) == 204
    assert ids_of(house, made) == [three, one, two], "it was moved after that"
    assert move(one, None, NOON) == 204
    assert ids_of(house, made) == [three, two, one]
    assert move(three, None, None) == 204
    assert ids_of(house, made) == [two, one, three]
    assert move(two, "gone", LATE) == 404


OWN = "a-list-of-this-device"


def make(house: House, who: Any = ME, own: str = OWN, **said: Any) -> Any:
    return house.ask("PUT", f"/api/lists/{own}", who, json={"name": "Mine", "kind": "reading", **said})


def test_a_list_with_an_id_of_the_caller_is_made_once(house: House, books: list[dict[str, Any]]) -> None:
    assert (make(house).json()["id"], make(house).status_code) == (OWN, 200)
    put(house, OWN, [books[0]["id"]], None)
    house.ask("PATCH", f"/api/lists/{OWN}", ME, json={"name": "Named since"})
    again = make(house).json()
    assert (again["name"], again["item_count"], again["mine"]) == ("Named since", 1, True)
    assert [one["id"] for one in house.get("/api/lists", ME)["items"]] == ["want", OWN]
    taken = make(house, OTHER)
    assert (taken.status_code, taken.json()["code"]) == (404, "list_not_found"), "nobody learns whose it is"
    for own in ("short", "UPPER-CASE-IS-NO-ID-HERE", "a" * 65, "with a blank in it, no id"):
        assert make(house, own=own).status_code == 422, own
    assert make(house, own="x" * 21, shared=True).status_code == 403
    assert make(house, own="x" * 21, name=" ").status_code == 422


def test_a_list_that_was_removed_meanwhile_is_not_made_again(house: House) -> None:
    make(house)
    undo = house.ask("DELETE", f"/api/lists/{OWN}", ME).json()["undo"]
    assert make(house).json()["code"] == "list_not_found"
    house.post(f"/api/undo/{undo}", None, ME)
    assert make(house).status_code == 200
    assert make(house, OTHER, own="b" * 21).status_code == 200


def test_the_name_given_last_stands(house: House) -> None:
    make(house)

    def name(to: str, at: str | None = None) -> str:
        said = {"name": to, "updated_at": at}
        named: str = house.ask("PATCH", f"/api/lists/{OWN}", ME, json=said).json()["name"]
        return named

    assert name("Of old", NOON) == "Mine", "it was made after that"
    late = make(house, own="n" * 21, updated_at=EARLY)
    assert late.json()["created_at"].startswith("2025-05-01T08")
    named = house.ask("PATCH", f"/api/lists/{'n' * 21}", ME, json={"name": "Then", "updated_at": NOON})
    assert named.json()["name"] == "Then", "it was made before that"
    assert name("From a clock that is ahead", FUTURE) == "From a clock that is ahead"
    assert name("Late", LATE) == "From a clock that is ahead"
    assert name("Now") == "Now"


def test_a_reading_list_takes_the_comics_of_a_series(house: House, books: list[dict[str, Any]]) -> None:
    saga, other = books[0]["series_id"], books[4]["series_id"]
    ids = [book["id"] for book in books]
    make(house)
    assert put(house, OWN, [other, saga], None, kind="series") == {"added": 5, "gone": 0}
    assert ids_of(house, OWN) == [ids[4], *ids[:4]], "series by series, each in its order"
    assert put(house, OWN, [saga], None, kind="series") == {"added": 0, "gone": 0}
    take(house, OWN, ids[1])
    assert put(house, OWN, [saga, "gone"], NOON, kind="series") == {"added": 0, "gone": 1}, "taken out after that"
    assert put(house, OWN, [saga], None, kind="series")["added"] == 1
    missing = house.ask("POST", f"/api/lists/{OWN}/items", ME, json={"ids": ["gone"], "kind": "series"})
    assert (missing.status_code, missing.json()["code"]) == (404, "series_not_found")
    made = house.post("/api/lists", {"name": "Shelf", "kind": "collection"}, ME)["id"]
    wrong = house.ask("POST", f"/api/lists/{made}/items", ME, json={"ids": [ids[0]], "kind": "comic"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_kind")
