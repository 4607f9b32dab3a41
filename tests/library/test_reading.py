"""What readers do: progress, bookmarks, preferences, and what the pages that build on it show."""

import json
from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

ME, OTHER = reader("me"), reader("other")


@pytest.fixture
def issues(house: House) -> dict[int, str]:
    """Ids of ten issues of a series, by chapter; 30 pages each are known of the first five."""
    library = house.library()
    comics = [comic(f"{chapter}.cbz", volume=1 + chapter // 6, chapter=chapter) for chapter in range(1, 11)]
    house.bring(library, [shelf("Berserk", metadata={"direction": "rtl"})], comics)
    for book in house.walk("/api/books"):
        if book["chapter"] <= 5:
            house.inspect(book, pages=30, has_thumbnail=True)
    return {int(book["chapter"]): book["id"] for book in house.walk("/api/books")}


def said(comic_id: str, page: Any = 0, **more: Any) -> dict[str, Any]:
    return {"comic_id": comic_id, "current_page": page, **more}


def test_the_later_word_wins_and_nobody_writes_from_the_future(house: House, issues: dict[int, str]) -> None:
    one = issues[1]
    first = house.post("/api/progress", said(one, 10, updated_at="2024-05-01T10:00:00Z"), ME)
    assert (first["current_page"], first["total_pages"], first["completed"]) == (10, 30, False)
    assert first["updated_at"] == "2024-05-01T10:00:00.000Z"
    late = house.post("/api/progress", said(one, 5, updated_at="2024-05-01T12:00:00+03:00"), ME)
    assert late == first, "an hour before, in another zone"
    assert house.post("/api/progress", said(one, 4, updated_at="2024-05-01T10:00:00Z"), ME)["current_page"] == 4
    future = house.post("/api/progress", said(one, 6, updated_at="2999-01-01T00:00:00Z"), ME, method="PUT")
    assert future["updated_at"] < "2900"
    assert house.post("/api/progress", said(one, 7), ME)["current_page"] == 7, "the future did not lock it"
    house.post("/api/progress", said(one, 8, updated_at="0001-01-01T00:00:00"), ME)
    assert house.get(f"/api/progress/{one}", ME)["current_page"] == 7
    assert house.ask("GET", f"/api/progress/{one}", OTHER).json()["code"] == "progress_not_found"


def test_what_was_read_stays_read(house: House, issues: dict[int, str]) -> None:
    one, unknown = issues[1], issues[9]
    assert house.post("/api/progress", said(one, 29), ME)["completed"], "the last page is the end"
    again = house.post("/api/progress", said(one, 3), ME)
    assert (again["current_page"], again["completed"]) == (3, True)
    assert not house.post("/api/progress", said(one, 3, completed=False), ME)["completed"]
    assert house.post("/api/progress", said(unknown, 9, total_pages=10, completed=True), ME)["total_pages"] == 10
    assert house.post("/api/progress", said(unknown, 2), ME)["total_pages"] == 10
    assert house.ask("DELETE", f"/api/progress/{one}", ME).status_code == 204
    assert house.ask("DELETE", f"/api/progress/{one}", ME).json()["code"] == "progress_not_found"
    assert house.get(f"/api/books/{one}", ME)["progress"] is None


@pytest.mark.parametrize("page", [-1, 10**9, 30, "x", None, 1.5, 2**70, "\0", [1]])
def test_a_page_that_is_none(house: House, issues: dict[int, str], page: Any) -> None:
    for path, field in (("/api/progress", "current_page"), ("/api/bookmarks", "page_number")):
        answer = house.ask("POST", path, ME, json={"comic_id": issues[1], field: page})
        assert answer.status_code == 422, answer.text
        assert answer.json()["code"] in ("page_out_of_range", "invalid_request")
    if page == 10**9:
        answer = house.ask("POST", "/api/progress", ME, json=said(issues[9], page))
        assert answer.json()["code"] == "page_out_of_range", "also where the pages are not known yet"


def test_lists_of_progress(house: House, issues: dict[int, str]) -> None:
    for day, chapter in enumerate((3, 1, 2), start=1):
        house.post("/api/progress", said(issues[chapter], day, updated_at=f"2024-05-0{day}T00:00:00Z"), ME)
    mine = house.walk("/api/progress", ME, limit=1)
    assert [one["comic_id"] for one in mine] == [issues[2], issues[1], issues[3]]
    recent = house.walk("/api/progress/recent", ME, limit=2)
    assert [(one["comic_id"], one["book"]["chapter"]) for one in recent] == [
        (issues[2], 2),
        (issues[1], 1),
        (issues[3], 3),
    ]
    assert house.get("/api/progress", OTHER)["items"] == []


def test_the_page_of_a_series(house: House, issues: dict[int, str]) -> None:
    series = house.walk("/api/series", ME)[0]["id"]

    def page() -> dict[str, Any]:
        answer: dict[str, Any] = house.get(f"/api/series/{series}", ME)
        return answer

    fresh = page()
    assert [(one["volume"], len(one["issues"])) for one in fresh["volumes"]] == [(1, 5), (2, 5)]
    assert (fresh["direction"], fresh["pages_known"], fresh["issue_count"]) == ("rtl", 150, 10)
    assert fresh["continue_with"]["kind"] == "start"
    assert fresh["cover"].startswith(f"/api/cover/{issues[1]}?v=")
    house.post("/api/progress", said(issues[3], completed=True), ME)
    assert (page()["continue_with"]["chapter"], page()["continue_with"]["kind"]) == (4, "continue")
    house.post("/api/progress", said(issues[6], 12), ME)
    now = page()
    assert now["continue_with"] == {
        "comic_id": issues[6], "title": "6", "volume": 2, "chapter": 6, "page": 12, "kind": "continue"
    }  # fmt: skip
    assert now["progress"] == {"read": 1, "in_progress": 1, "unread": 8}
    assert (now["unread_count"], now["in_progress"], now["volumes"][0]["read_count"]) == (9, True, 1)
    for one in issues.values():
        house.post("/api/progress", said(one, completed=True), ME)
    assert (page()["continue_with"]["chapter"], page()["continue_with"]["kind"]) == (1, "again")
    assert house.get(f"/api/series/{series}", OTHER)["continue_with"]["kind"] == "start"


def test_series_have_neighbours_on_their_shelf(house: House) -> None:
    library = house.library()
    shelves = [shelf("A 10"), shelf("A 2"), shelf("B", "Elsewhere"), shelf("A 30")]
    house.bring(library, shelves, [comic(f"{index}.cbz", index) for index in range(3)])
    found = {one["name"]: house.get(f"/api/series/{one['id']}") for one in house.walk("/api/series")}
    assert sorted(found) == ["A 10", "A 2", "B"], "a series without a comic is not shown"
    assert (found["A 2"]["previous"], found["A 2"]["next"]["name"]) == (None, "A 10")
    assert (found["A 10"]["previous"]["name"], found["A 10"]["next"]) == ("A 2", None)
    assert (found["B"]["previous"], found["B"]["next"]) == (None, None)


def test_opening_a_comic(house: House, issues: dict[int, str]) -> None:
    house.post("/api/bookmarks", {"comic_id": issues[2], "page_number": 9, "note": "<i>'; DROP"}, ME)
    house.post("/api/bookmarks", {"comic_id": issues[2], "page_number": 3}, ME)
    house.post("/api/progress", said(issues[2], 4), ME)
    opened = house.get(f"/api/read/{issues[2]}", ME)
    version = house.get(f"/api/books/{issues[2]}", ME)["cover"].partition("?v=")[2]
    assert opened["page_url"] == f"/api/read/{issues[2]}/page/{{n}}?v={version}"
    assert (opened["direction"], opened["pages"], opened["progress"]["current_page"]) == ("rtl", 30, 4)
    assert [(one["page_number"], one["note"]) for one in opened["bookmarks"]] == [(3, None), (9, "<i>'; DROP")]
    assert (opened["previous"]["id"], opened["next"]["id"]) == (issues[1], issues[3])
    assert house.get(f"/api/read/{issues[1]}", ME)["previous"] is None
    assert house.get(f"/api/read/{issues[10]}", ME)["next"] is None
    assert house.get(f"/api/read/{issues[9]}", OTHER)["pages"] is None


def test_home(house: House, issues: dict[int, str]) -> None:
    library = house.library("Second")
    house.bring(library, [shelf("Zorro")], [comic(f"Zorro {number}.cbz", chapter=number) for number in (1, 2, 3)])
    zorro = {book["chapter"]: book["id"] for book in house.walk("/api/books", library=library["id"])}
    empty = house.get("/api/home", ME)
    assert (empty["continue_reading"], empty["on_deck"]) == ([], [])
    assert [one["name"] for one in empty["new"]] == ["Zorro", "Berserk"]
    house.post("/api/progress", said(issues[3], completed=True, updated_at="2024-01-01T00:00:00Z"), ME)
    house.post("/api/progress", said(issues[2], completed=True, updated_at="2024-01-03T00:00:00Z"), ME)
    house.post("/api/progress", said(zorro[1], completed=True, updated_at="2024-01-02T00:00:00Z"), ME)
    assert [one["id"] for one in house.get("/api/home", ME)["on_deck"]] == [issues[4], zorro[2]]
    house.post("/api/progress", said(zorro[2], 3), ME)
    rails = house.get("/api/home", ME)
    assert [one["id"] for one in rails["continue_reading"]] == [zorro[2]]
    assert [one["id"] for one in rails["on_deck"]] == [issues[4]]
    assert house.get("/api/home", OTHER)["continue_reading"] == []


def test_bookmarks(house: House, issues: dict[int, str]) -> None:
    first = house.post("/api/bookmarks", {"comic_id": issues[1], "page_number": 5, "note": "😀 \\' <b>"}, ME)
    again = house.post("/api/bookmarks", {"comic_id": issues[1], "page_number": 5, "note": None}, ME)
    assert again == {**first, "note": None, "updated_at": again["updated_at"]}
    house.post("/api/bookmarks", {"comic_id": issues[2], "page_number": 1}, ME)
    path = f"/api/bookmarks/{first['id']}"
    assert house.post(path, {"note": "x"}, ME, method="PATCH")["note"] == "x"
    assert [one["comic_id"] for one in house.walk("/api/bookmarks", ME, limit=1)] == [issues[2], issues[1]]
    assert house.get("/api/bookmarks", ME, comic_id=issues[1])["total"] == 1
    recent = house.walk("/api/bookmarks/recent", ME, limit=1)
    assert [(one["page_number"], one["book"]["chapter"]) for one in recent] == [(1, 2), (5, 1)]
    assert house.walk("/api/bookmarks/recent", OTHER) == []
    assert house.ask("PATCH", path, OTHER, json={"note": "mine"}).json()["code"] == "bookmark_not_found"
    assert house.ask("DELETE", path, OTHER).status_code == 404
    assert house.ask("DELETE", path, ME).status_code == 204
    assert house.get("/api/bookmarks", ME)["total"] == 1
    for wrong in ({"note": "a\0b"}, {"note": "x" * 2001}, {"note": 5}):
        answer = house.ask("POST", "/api/bookmarks", ME, json={"comic_id": issues[1], "page_number": 1, **wrong})
        assert answer.status_code == 422


def test_preferences(house: House) -> None:
    assert house.get("/api/preferences", ME) == {}
    mine = {"theme": "dark", "odd": "<script>'; DROP TABLE comics; -- \0 😀 \ud800", "deep": [{"a": [1.5, None]}]}
    body = json.dumps(mine)
    assert body.isascii(), "with the NUL and half of a surrogate pair escaped"
    assert house.ask("PUT", "/api/preferences", ME, content=body).json() == mine
    assert house.get("/api/preferences", ME) == mine
    assert house.get("/api/preferences", OTHER) == {}
    large = house.ask("PUT", "/api/preferences", ME, content='{"a": "' + "x" * 100_000 + '"}')
    assert (large.status_code, large.json()["code"]) == (413, "preferences_too_large")
    for wrong in (
        b"",
        b"[]",
        b"1",
        b"{",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b"\xff",
        b'"x"',
    ):
        answer = house.ask("PUT", "/api/preferences", ME, content=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), wrong[:20]
    assert house.get("/api/preferences", ME) == mine


def test_a_user_who_is_gone_leaves_nothing(house: House, issues: dict[int, str]) -> None:
    for who in (ME, OTHER):
        house.post("/api/progress", said(issues[1], 4), who)
        house.post("/api/bookmarks", {"comic_id": issues[1], "page_number": 5}, who)
        house.ask("PUT", "/api/preferences", who, content=b'{"a": 1}')
    assert house.inner("DELETE", "/internal/users/me", "auth").status_code == 204
    assert house.get("/api/progress", ME)["total"] == house.get("/api/bookmarks", ME)["total"] == 0
    assert house.get("/api/preferences", ME) == {}
    assert house.get("/api/progress", OTHER)["total"] == house.get("/api/bookmarks", OTHER)["total"] == 1
