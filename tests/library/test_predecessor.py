"""What an import brings: comics by path, reading that is never newer than what is here, series beneath series.json."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

ME = reader("me")
LAST = 1_700_000_000.0


@pytest.fixture
def ids(house: House) -> dict[float, str]:
    library = house.library("Comics", "/new/comics")
    said = [comic(f"Saga/Saga {n}.cbz", chapter=n) for n in (1, 2, 3)]
    house.bring(library, [shelf("Saga", metadata={"genres": ["Space"]})], said)
    return {one["chapter"]: one["id"] for one in house.walk("/api/books")}


def sent(house: House, what: str, **body: Any) -> Any:
    answer = house.inner("POST", f"/internal/predecessor/{what}", "cli", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_comics_are_found_by_their_paths_and_else_by_the_only_file_of_that_name(
    house: House, ids: dict[float, str]
) -> None:
    paths = [
        "/new/comics/Saga/Saga 1.cbz",
        "/old/Saga/Saga 2.cbz",
        "/new/comicsSaga/Saga 3.cbz",
        "/",
        "'; DROP",
        "/x/y",
    ]
    found = sent(house, "paths", paths=paths)["items"]
    assert [one["comic_id"] for one in found] == [ids[1], None, None, None, None, None]
    near = sent(house, "paths", paths=paths, near=True)["items"]
    assert near[1]["near"] == "/new/comics/Saga/Saga 2.cbz"
    assert near[5]["near"] is None
    assert house.inner("POST", "/internal/predecessor/paths", "thumbs", json={"paths": []}).status_code == 403


def test_reading_comes_over_once_and_never_over_what_is_newer(house: House, ids: dict[float, str]) -> None:
    house.inspect({"id": ids[1], "cover": house.get(f"/api/books/{ids[1]}")["cover"]}, pages=10, has_thumbnail=True)
    said = {"user_id": "me", "completed": False, "total_pages": 20, "updated_at": LAST}
    progress = [{**said, "comic_id": one, "current_page": page} for one, page in ((ids[1], 15), (ids[2], 7), ("no", 1))]
    mark = {"user_id": "me", "comic_id": ids[2], "page_number": 3, "note": "lamp", "created_at": LAST}
    body = {"progress": progress, "bookmarks": [mark, mark]}
    house.post("/api/progress", {"comic_id": ids[3], "current_page": 4}, ME)
    body["progress"].append({**said, "comic_id": ids[3], "current_page": 1})
    assert sent(house, "reading", dry_run=True, **body) == {"progress": 2, "bookmarks": 1, "preferences": 0}
    assert len(house.walk("/api/progress", ME)) == 1, "a dry run changes nothing"
    assert sent(house, "reading", dry_run=False, **body) == {"progress": 2, "bookmarks": 1, "preferences": 0}
    assert sent(house, "reading", dry_run=False, **body) == {"progress": 0, "bookmarks": 0, "preferences": 0}
    pages = {one["comic_id"]: (one["current_page"], one["total_pages"]) for one in house.walk("/api/progress", ME)}
    assert pages == {ids[1]: (9, 10), ids[2]: (7, 20), ids[3]: (4, None)}
    assert [one["note"] for one in house.walk("/api/bookmarks", ME)] == ["lamp"]
    later = [{**progress[1], "current_page": 12, "completed": True, "updated_at": time.time() + 1e6}]
    assert sent(house, "reading", dry_run=False, progress=later)["progress"] == 1
    now = house.get(f"/api/progress/{ids[2]}", ME)
    assert (now["current_page"], now["completed"]) == (12, True)


def test_preferences_come_beneath_what_was_set_here(house: House) -> None:
    house.post("/api/preferences", {"theme": "eink", "reader": {"mine": {"fit": "height"}}}, ME, "PUT")
    said = {"theme": "paper", "reader": {"mine": {"fit": "width", "pages": "two"}}}
    item = {"user_id": "me", "said": said, "raw": {"theme": "light"}}
    assert sent(house, "reading", dry_run=False, preferences=[item])["preferences"] == 1
    assert sent(house, "reading", dry_run=False, preferences=[item])["preferences"] == 0
    kept = house.get("/api/preferences", ME)
    assert kept["theme"] == "eink"
    assert kept["reader"]["mine"] == {"fit": "height", "pages": "two"}
    assert kept["predecessor"] == {"theme": "light"}


def test_series_know_what_was_imported_and_series_json_counts_more(house: House, ids: dict[float, str]) -> None:
    one = house.walk("/api/series")[0]["id"]
    said = {"genres": ["Old"], "summary": "Told before.", "titles": ["サーガ"], "year": "x", "nonsense": 1}
    items = [{"series_id": one, "said": said}, {"series_id": "no", "said": said}]
    assert sent(house, "series", dry_run=True, items=items) == {"series": 1}
    assert house.get(f"/api/series/{one}")["summary"] is None
    assert sent(house, "series", dry_run=False, items=items) == {"series": 1}
    assert sent(house, "series", dry_run=False, items=items) == {"series": 0}
    fields = house.get(f"/api/series/{one}/metadata")
    assert (fields["summary"]["value"], fields["summary"]["source"]) == ("Told before.", "imported")
    assert (fields["genres"]["value"], fields["genres"]["source"]) == (["Space"], "series.json")
    assert house.get("/api/search", q="サーガ")["series"][0]["id"] == one
