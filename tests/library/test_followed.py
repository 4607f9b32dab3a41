"""Comics known again by their pages, or as a library that was taken away and is there again."""

from typing import Any

import pytest
import sqlalchemy as sa

from tests.library.house import House, comic, reader, shelf

SERIES = [shelf("Tide"), shelf("Shore")]
PAGES = "f" * 32


@pytest.fixture
def library(house: House) -> dict[str, Any]:
    made = house.library()
    house.bring(made, SERIES, [comic("Tide/old.cbr"), comic("Tide/other.cbz", size_bytes=2000)])
    house.inspect(house.books()["old"], pages=9, fingerprint=PAGES, has_thumbnail=True)
    return made


def gone(house: House, library: dict[str, Any], comic_id: str) -> None:
    house.bring(library, [], [], missing=[comic_id])


def read(house: House, comic_id: str, page: int, **more: Any) -> None:
    house.post("/api/progress", {"comic_id": comic_id, "current_page": page, **more})


def rate(house: House, comic_id: str, value: int, who: dict[str, Any] | None = None) -> None:
    house.post(f"/api/ratings/comic/{comic_id}", {"value": value}, who, method="PUT")


def items(house: House, list_id: str) -> list[str]:
    return [one["book"]["title"] for one in house.get(f"/api/lists/{list_id}/items")["items"]]


def report(house: House, book: dict[str, Any], fingerprint: str = PAGES) -> None:
    version = book["cover"].partition("?v=")[2]
    item = {"comic_id": book["id"], "version": version, "pages": 9, "fingerprint": fingerprint, "has_thumbnail": True}
    answer = house.inner("POST", "/internal/inspections", "thumbs", json={"items": [{**item, "page_list": []}]})
    assert answer.json() == {"applied": 1}


@pytest.mark.parametrize("missed_first", [True, False])
def test_a_comic_packed_anew_keeps_its_id_and_all_that_was_done_in_it(
    house: House, library: dict[str, Any], missed_first: bool
) -> None:
    old = house.books()["old"]
    read(house, old["id"], 7)
    house.post("/api/bookmarks", {"comic_id": old["id"], "page_number": 3})
    rate(house, old["id"], 4)
    listed = house.post("/api/lists", {"name": "Mine", "kind": "reading"})["id"]
    house.post(f"/api/lists/{listed}/items", {"ids": [house.books()["other"]["id"], old["id"]]})
    if missed_first:
        gone(house, library, old["id"])
    house.bring(library, SERIES, [comic("Shore/new.cbz", 1, size_bytes=3000)])
    report(house, house.books()["new"])
    if not missed_first:
        gone(house, library, old["id"])
    now = house.books()
    assert (now["new"]["id"], set(now)) == (old["id"], {"new", "other"})
    assert now["new"]["progress"]["current_page"] == 7
    assert now["new"]["rating"] == {"mine": 4, "average": 4.0, "count": 1}
    assert items(house, listed) == ["other", "new"]
    assert (now["new"]["series"], now["new"]["format"], now["new"]["size_bytes"]) == ("Shore", "cbz", 3000)
    assert [one["page_number"] for one in house.get(f"/api/bookmarks?comic_id={old['id']}")["items"]] == [3]
    counts = {one["name"]: one["issue_count"] for one in house.get("/api/series")["items"]}
    assert counts == {"Tide": 1, "Shore": 1}


def test_the_later_progress_counts(house: House, library: dict[str, Any]) -> None:
    old = house.books()["old"]
    read(house, old["id"], 7)
    gone(house, library, old["id"])
    house.bring(library, SERIES, [comic("Tide/new.cbz", size_bytes=3000)])
    new = house.books()["new"]
    read(house, new["id"], 2)
    report(house, new)
    assert house.books()["new"]["progress"]["current_page"] == 2
    assert house.books()["new"]["id"] == old["id"]


def test_of_what_was_done_in_both_nothing_is_lost(house: House, library: dict[str, Any]) -> None:
    """Ratings of several readers, and lists with either or both of the two."""
    old = house.books()["old"]
    one, other = reader("one"), reader("other")
    rate(house, old["id"], 2, one)
    rate(house, old["id"], 5, other)
    gone(house, library, old["id"])
    house.bring(library, SERIES, [comic("Tide/new.cbz", size_bytes=3000)])
    new = house.books()["new"]
    rate(house, new["id"], 4, one)
    for session, book in (("before-it-went", old), ("since-it-came", new)):
        said = {"comic_id": book["id"], "started_at": "2025-05-01T10:00:00Z", "seconds": 60, "pages": 3}
        house.post(f"/api/reading-time/{session}", said, one, "PUT")
    both, fresh = (house.post("/api/lists", {"name": name, "kind": "reading"})["id"] for name in ("Both", "Fresh"))
    house.post(f"/api/lists/{fresh}/items", {"ids": [new["id"], house.books()["other"]["id"]]})
    house.post(f"/api/lists/{both}/items", {"ids": [house.books()["other"]["id"], new["id"]]})
    report(house, new)
    now = house.books(one)["new"]
    assert (now["id"], now["rating"]) == (old["id"], {"mine": 4, "average": 4.5, "count": 2})
    assert house.books(other)["new"]["rating"]["mine"] == 5
    assert house.get(f"/api/read/{old['id']}", one)["time"]["seconds"] == 120
    assert (items(house, both), items(house, fresh)) == (["other", "new"], ["new", "other"])


def test_a_copy_that_was_there_before_stays_a_comic_of_its_own(house: House, library: dict[str, Any]) -> None:
    house.bring(library, SERIES, [comic("Tide/copy.cbz", size_bytes=3000)])
    report(house, house.books()["copy"])
    assert {"old", "copy"} <= set(house.books()), "nothing is gone, so nothing has moved"


def test_other_pages_are_another_comic(house: House, library: dict[str, Any]) -> None:
    old = house.books()["old"]
    gone(house, library, old["id"])
    house.bring(library, SERIES, [comic("Tide/new.cbz", size_bytes=3000)])
    report(house, house.books()["new"], "e" * 32)
    assert house.books()["new"]["id"] != old["id"]


def test_what_people_edited_goes_along(house: House, library: dict[str, Any]) -> None:
    old = house.books()["old"]
    house.post(f"/api/books/{old['id']}/metadata", {"set": {"title": "As I call it"}}, method="PATCH")
    gone(house, library, old["id"])
    house.bring(library, SERIES, [comic("Tide/new.cbz", size_bytes=3000)])
    report(house, house.books()["new"])
    assert house.books()["As I call it"]["id"] == old["id"]


@pytest.mark.parametrize("path", ["/Comics", "/elsewhere"])
def test_a_library_removed_and_added_again_has_its_comics_with_all_that_was_done(house: House, path: str) -> None:
    comics = [comic("Tide/1.cbz"), comic("Tide/2.cbz", mtime=5.5)]
    library = house.library("Comics", "/Comics")
    house.bring(library, SERIES, comics)
    before = house.books()
    read(house, before["1"]["id"], 7)
    house.ask("DELETE", f"/api/libraries/{library['id']}")
    assert house.books() == {}
    again = house.library("Again", path)
    house.bring(again, SERIES, comics)
    now = house.books()
    assert {one["id"] for one in now.values()} == {one["id"] for one in before.values()}
    assert now["1"]["progress"]["current_page"] == 7
    assert [one["issue_count"] for one in house.get("/api/series", reader(role="admin"))["items"]] == [2]


def test_a_file_of_another_size_in_a_library_added_again_is_another_comic(house: House) -> None:
    library = house.library("Comics", "/Comics")
    house.bring(library, SERIES, [comic("Tide/1.cbz")])
    before = house.books()["1"]["id"]
    house.ask("DELETE", f"/api/libraries/{library['id']}")
    house.bring(house.library("Again", "/elsewhere"), SERIES, [comic("Tide/1.cbz", size_bytes=7)])
    assert house.books()["1"]["id"] != before


def test_a_purged_comic_that_comes_back_has_what_readers_did_in_it(house: House, library: dict[str, Any]) -> None:
    old = house.books()["old"]
    read(house, old["id"], 7)
    house.post("/api/bookmarks", {"comic_id": old["id"], "page_number": 3})
    rate(house, old["id"], 4)
    listed = house.post("/api/lists", {"name": "Mine", "kind": "reading"})["id"]
    house.post(f"/api/lists/{listed}/items", {"ids": [old["id"]]})
    gone(house, library, old["id"])
    with house.database.write() as connection:
        long_ago = "UPDATE comics SET missing_since = missing_since - 31 * 86400.0 WHERE id = :id"
        connection.execute(sa.text(long_ago), {"id": old["id"]})
    assert house.post("/api/missing/purge", {"ids": [old["id"]], "count": 1}) == {"purged": 1}
    house.bring(library, SERIES, [comic("Shore/back.cbz", 1, size_bytes=3000)])
    back = house.books()["back"]
    assert back["progress"] is None
    report(house, back)
    back = house.books()["back"]
    assert back["id"] != old["id"]
    assert (back["progress"]["current_page"], back["rating"]["mine"]) == (7, 4)
    assert items(house, listed) == ["back"]
    marked = house.get("/api/bookmarks", comic=back["id"])["items"]
    assert [one["page_number"] for one in marked] == [3]
    house.bring(library, SERIES, [comic("Shore/copy.cbz", 1, size_bytes=3001)])
    report(house, house.books()["copy"])
    assert house.books()["copy"]["progress"] is None, "it came back once"
