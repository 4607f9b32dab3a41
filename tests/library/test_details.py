"""What the pages of one comic and one series show beside them: lists, copies, sizes, gaps, and the path for admins."""

from __future__ import annotations

from typing import Any

from tests.library.house import House, comic, shelf

ME: dict[str, Any] = {"subject": "reader-1", "role": "reader"}
OTHER: dict[str, Any] = {"subject": "reader-2", "role": "reader"}


def test_details_of_a_comic(house: House) -> None:
    said = [comic(f"Deep/{name}.cbz", 0, chapter=1, size_bytes=7 if name in "ab" else 8) for name in "abcd"]
    house.bring(house.library("Comics", "/media/comics"), [shelf("Deep")], said)
    books = house.books()
    pages = [{"size_bytes": 10}, {"size_bytes": 20}]
    found = [
        {"comic_id": books[name]["id"], "version": books[name]["cover"].partition("?v=")[2], "fingerprint": "same"}
        for name in ("a", "c")
    ]
    answer = house.inner(
        "POST", "/internal/inspections", "thumbs", json={"items": [{**one, "page_list": pages} for one in found]}
    )
    assert answer.status_code == 200, answer.text
    told = house.get(f"/api/books/{books['a']['id']}/details")
    assert told["path"] == "/media/comics/Deep/a.cbz"
    assert [one["title"] for one in told["duplicates"]] == ["b", "c"]
    assert told["page_sizes"] == [10, 20]
    assert told["modified_at"].startswith("2020-09-13T")
    assert told["lists"] == []
    mine = house.get(f"/api/books/{books['d']['id']}/details", ME)
    assert mine["path"] is None
    assert mine["page_sizes"] is None
    assert [one["title"] for one in mine["duplicates"]] == ["c"]


def test_lists_that_hold_it_are_the_readers_own_and_the_shared(house: House) -> None:
    house.bring(house.library(), [shelf("Deep")], [comic("a.cbz", chapter=1)])
    one = house.walk("/api/books")[0]
    made = {
        name: house.post("/api/lists", {"name": name, "kind": "reading", "shared": who is None}, who)["id"]
        for name, who in (("Mine", ME), ("Theirs", OTHER), ("All", None))
    }
    for name, who in (("Mine", ME), ("Theirs", OTHER), ("All", None)):
        house.post(f"/api/lists/{made[name]}/items", {"ids": [one["id"]]}, who)
    house.post("/api/lists/want/items", {"ids": [one["series_id"]], "kind": "series"}, ME)
    told = house.get(f"/api/books/{one['id']}/details", ME)["lists"]
    assert [(row["name"], row["mine"]) for row in told] == [("All", False), ("Mine", True)]
    wanted = house.get(f"/api/series/{one['series_id']}/details", ME)["lists"]
    assert [(row["id"], row["kind"]) for row in wanted] == [("want", "want")]
    assert house.get(f"/api/series/{one['series_id']}/details", OTHER)["lists"] == []


def test_details_of_a_series_say_what_it_leaves_out(house: House) -> None:
    numbers = [[1, 2, 5], [1, 2]]
    said = [comic(f"{at}/{n}.cbz", at, volume=n) for at, several in enumerate(numbers) for n in several]
    shelves = [shelf("Gaps", metadata={"total_volumes": 9}), shelf("Whole")]
    house.bring(house.library(), shelves, said)
    ids = {one["name"]: one["id"] for one in house.get("/api/series")["items"]}
    told = house.get(f"/api/series/{ids['Gaps']}/details")
    assert (told["gap"]["volumes"], told["gap"]["numbers"], told["total_volumes"]) == ([3, 4], [], 9)
    whole = house.get(f"/api/series/{ids['Whole']}/details")
    assert (whole["gap"], whole["total_volumes"]) == (None, None)


def test_what_may_not_be_seen_is_not_there(house: House) -> None:
    house.bring(house.library(), [shelf("Deep")], [comic("a.cbz")])
    one = house.walk("/api/books")[0]
    stranger = {**ME, "libraries": []}
    assert house.ask("GET", f"/api/books/{one['id']}/details", stranger).status_code == 404
    assert house.ask("GET", f"/api/series/{one['series_id']}/details", stranger).status_code == 404
    assert house.ask("GET", "/api/books/nobody/details").status_code == 404
