"""Metadata by layer: what people edited over what files say over what the scan read off names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

INFO = {"Title": "The Brand", "Number": "2", "Series": "Berserk Deluxe", "Writer": "Kentaro Miura, Somebody"}
INFO |= {"Genre": "Horror, Fantasy", "AgeRating": "Mature 17+", "Manga": "YesAndRightToLeft", "Summary": "He runs."}
INFO |= {"StoryArc": "Golden Age, Conviction", "StoryArcNumber": "3,1", "Year": "1997", "Month": "2", "Day": "40"}
BATCH = [comic(f"Manga/Berserk {number}.cbz", chapter=number) for number in (1, 2, 3)]
SHELF = [shelf("Berserk", metadata={"summary": "A swordsman.", "age_rating": 13, "year": 1990})]


@pytest.fixture
def library(house: House) -> dict[str, Any]:
    made = house.library()
    house.bring(made, SHELF, BATCH)
    return made


def told(house: House, book: dict[str, Any], info: dict[str, Any]) -> None:
    """What thumbs found in a comic."""
    item = {"comic_id": book["id"], "version": book["cover"].partition("?v=")[2], "pages": 9, "has_thumbnail": True}
    body = {"items": [{**item, "page_list": [{"size_bytes": 1}] * 9, "comic_info": info}]}
    answer = house.inner("POST", "/internal/inspections", "thumbs", json=body)
    assert answer.json() == {"applied": 1}, answer.text


def numbered(house: House, number: float) -> dict[str, Any]:
    return next(one for one in house.walk("/api/books") if one["chapter"] == number)


def test_each_value_knows_its_source_and_the_uppermost_counts(house: House, library: dict[str, Any]) -> None:
    book = numbered(house, 2)
    path = f"/api/books/{book['id']}/metadata"
    assert house.get(path)["title"] == {
        "value": "Berserk 2",
        "source": "file",
        "locked": False,
        "layers": {"file": "Berserk 2"},
    }
    told(house, book, INFO)
    now = house.get(path)
    assert (now["title"]["value"], now["title"]["source"]) == ("The Brand", "comicinfo")
    assert now["story_arcs"]["value"] == [{"name": "Golden Age", "number": "3"}, {"name": "Conviction", "number": "1"}]
    assert now["release_date"]["value"] == "1997-02"
    assert now["age_rating"]["layers"] == {"comicinfo": 17, "series.json": 13}
    assert house.get(f"/api/books/{book['id']}")["title"] == "The Brand"
    assert house.get(f"/api/read/{book['id']}")["direction"] == "rtl"
    assert house.ask("GET", path, reader(age_limit=15)).status_code == 404
    assert len(house.walk("/api/books", reader(age_limit=15))) == 2

    edited = house.post(path, {"set": {"title": "<b>🦇'; DROP</b>", "chapter": 7.5, "age_rating": 6}}, method="PATCH")
    assert edited["metadata"]["title"]["locked"]
    shown = house.get(f"/api/books/{book['id']}", reader(age_limit=15))
    assert (shown["title"], shown["chapter"]) == ("<b>🦇'; DROP</b>", 7.5)
    reset = house.ask("DELETE", f"{path}/title").json()
    assert reset["metadata"]["title"]["value"] == "The Brand"
    house.post(f"/api/undo/{reset['undo']}", None)
    assert house.get(path)["title"]["source"] == "edited"
    assert house.ask("POST", f"/api/undo/{reset['undo']}").status_code == 404, "once"


def test_a_scan_overwrites_nothing_that_counts_more(house: House, library: dict[str, Any]) -> None:
    book = numbered(house, 2)
    told(house, book, INFO)
    house.post(f"/api/books/{book['id']}/metadata", {"set": {"volume": 4}}, method="PATCH")
    assert house.bring(library, SHELF, BATCH) == {"new": 0, "changed": 0, "moved": 0, "missing": 0}
    again = [comic("Manga/Berserk 2.cbz", chapter=2, title="Other name", mtime=1.7e9)]
    assert house.bring(library, SHELF, again)["changed"] == 1
    now = house.get(f"/api/books/{book['id']}")
    assert (now["title"], now["volume"], now["chapter"]) == ("The Brand", 4, 2)
    layers = house.get(f"/api/books/{book['id']}/metadata")["title"]["layers"]
    assert layers["file"] == "Other name"
    for field in ("volume",):
        house.ask("DELETE", f"/api/books/{book['id']}/metadata/{field}")
    told(house, now, {})
    now = house.get(f"/api/books/{book['id']}")
    assert (now["title"], now["volume"]) == ("Other name", None), "without other layers the scan's own counts again"
    moved = [comic("Manga/Third.cbz", comic_id=book["id"], mtime=1.7e9)]
    house.bring(library, SHELF, moved)
    assert house.get(f"/api/books/{book['id']}")["title"] == "Third"


def test_a_series_is_edited_and_takes_its_comics_along(house: House, library: dict[str, Any]) -> None:
    series = house.walk("/api/series")[0]["id"]
    path = f"/api/series/{series}/metadata"
    said = {"name": "Berserk, die Reihe", "genres": ["Dark"], "age_rating": 18, "status": "Ended"}
    changed = house.post(path, {"set": said}, method="PATCH")
    assert house.walk("/api/series", reader(age_limit=17)) == house.walk("/api/books", reader(age_limit=17)) == []
    page = house.get(f"/api/series/{series}")
    assert (page["name"], page["genres"], page["summary"]) == ("Berserk, die Reihe", ["Dark"], "A swordsman.")
    assert {one["series"] for one in house.walk("/api/books")} == {"Berserk, die Reihe"}
    assert house.get("/api/search", q="die reihe")["series"][0]["id"] == series
    newer = [shelf("Berserk", metadata={"summary": "New.", "age_rating": 0})]
    house.bring(library, newer, [comic("Manga/Berserk 9.cbz", chapter=9)])
    page = house.get(f"/api/series/{series}")
    assert (page["name"], page["summary"], page["issue_count"]) == ("Berserk, die Reihe", "New.", 4)
    assert house.walk("/api/books", reader(age_limit=17)) == [], "the new one too"
    house.post(f"/api/undo/{changed['undo']}", None)
    page = house.get(f"/api/series/{series}")
    assert (page["name"], page["genres"]) == ("Berserk", [])
    assert len(house.walk("/api/books", reader(age_limit=0))) == 4


def test_a_series_falls_back_to_what_most_of_its_comics_say(house: House) -> None:
    library = house.library()
    house.bring(library, [shelf("folder_name")], [comic(f"x/{n}.cbz", chapter=n) for n in (1, 2, 3)])
    for book in house.walk("/api/books")[:2]:
        told(house, book, {"Series": "Saga", "Publisher": "Image", "Genre": "Space, Drama", "Year": "2012"})
    series = house.walk("/api/series")[0]
    assert (series["name"], series["year"]) == ("Saga", 2012)
    page = house.get(f"/api/series/{series['id']}")
    assert (page["publisher"], page["genres"]) == ("Image", ["Space", "Drama"])
    assert house.get(f"/api/series/{series['id']}/metadata")["name"]["source"] == "comics"
    house.bring(library, [shelf("folder_name")], [comic("x/4.cbz", chapter=4)])
    assert [one["issue_count"] for one in house.walk("/api/series")] == [4], "its folder still leads to it"
    assert {one["series"] for one in house.walk("/api/books")} == {"Saga"}


def test_many_at_once_and_what_is_refused(house: House, library: dict[str, Any]) -> None:
    ids = [one["id"] for one in house.walk("/api/books")]
    edit = house.post("/api/metadata", {"comic_ids": ids, "set": {"tags": ["Good", "Good", " "]}})
    assert edit["changed"] == 3
    pinned = house.post(f"/api/books/{ids[0]}/metadata", {"lock": ["title"]}, method="PATCH")["metadata"]["title"]
    assert (pinned["value"], pinned["locked"]) == ("Berserk 1", True)
    house.post(f"/api/books/{ids[0]}/metadata", {"set": {"tags": ["Other"]}}, method="PATCH")
    late = house.ask("POST", f"/api/undo/{edit['undo']}")
    assert (late.status_code, late.json()["code"]) == (409, "undo_too_late")
    path = f"/api/books/{ids[1]}/metadata"
    wrong: list[tuple[str, Any]] = [("nothing", 1), ("title", ""), ("title", None), ("volume", "x"), ("volume", -1)]
    wrong += [("age_rating", 99), ("direction", "up"), ("web", ["javascript:alert(1)"]), ("authors", ["x"])]
    wrong += [("release_date", "2026-13-40"), ("genres", "x"), ("community_rating", 6), ("chapter", True)]
    wrong += [("chapter", 10**400), ("page_types", [{"page": -1}])]
    for field, value in wrong:
        answer = house.ask("PATCH", path, json={"set": {field: value}})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field"), (field, answer.text)
    house.post(path, {"set": {"summary": "x" * 100_000, "title": "a\0b\ud800"[:2] + "c"}}, method="PATCH")
    assert len(house.get(path)["summary"]["value"]) == 20_000
    assert house.ask("POST", "/api/metadata", json={"comic_ids": [*ids, "0000000000000"]}).status_code == 404
    assert house.ask("POST", "/api/metadata", json={"set": {}}).status_code == 422


@pytest.mark.parametrize(
    "info",
    [
        {
            "PageCount": 10**9,
            "Year": "99999",
            "Month": "-1",
            "Number": "∞",
            "Volume": "2011",
            "Summary": "x" * 5_000_000,
        },
        {"Title": "<script>alert(1)</script>\0", "Web": "javascript:alert(1)", "CommunityRating": "11"},
        {"Title": ["x"], "Genre": {"a": 1}, "AgeRating": "X" * 1000, "Pages": [{"Image": "x"}, 7], "Count": "1e9"},
        {"MetronInfo": {"Series": [], "Credits": {"Credit": [{"Creator": {"text": "A"}, "Roles": None}]}, "IDS": 7}},
        {"title": "lower case", "Writer": ",,,", "StoryArcNumber": "1,2,3", "GTIN": "9" * 1000},
    ],
)
def test_metadata_that_lies_costs_its_lie_alone(house: House, library: dict[str, Any], info: dict[str, Any]) -> None:
    book = numbered(house, 1)
    told(house, book, {"Publisher": "Dark Horse", **info})
    now = house.get(f"/api/books/{book['id']}/metadata")
    assert now["publisher"]["value"] == "Dark Horse"
    assert (now["volume"]["value"], now["chapter"]["value"]) == (None, 1)
    assert now["web"]["value"] is now["community_rating"]["value"] is now["release_date"]["value"] is None
    assert len(now["summary"]["value"] or "") <= 20_000
    assert house.get(f"/api/books/{book['id']}")["series"] == "Berserk"


def test_metroninfo_counts_below_comicinfo(house: House, library: dict[str, Any]) -> None:
    metron = {"Series": {"Name": "Berserk", "lang": "en"}, "Number": "5", "Publisher": {"Name": "DH", "Imprint": "X"}}
    metron |= {"Credits": {"Credit": [{"Creator": "Miura", "Roles": {"Role": ["Writer", {"text": "Artist"}]}}]}}
    metron |= {"Arcs": {"Arc": {"Name": "Lost Children", "Number": 2}}, "CoverDate": "1999-01-02"}
    told(house, numbered(house, 1), {"Publisher": "Dark Horse", "MetronInfo": metron})
    now = house.get(f"/api/books/{numbered(house, 5)['id']}/metadata")
    assert (now["publisher"]["value"], now["imprint"]["source"]) == ("Dark Horse", "metroninfo")
    assert now["authors"]["value"] == [{"name": "Miura", "role": "writer"}, {"name": "Miura", "role": "artist"}]
    assert now["story_arcs"]["value"] == [{"name": "Lost Children", "number": "2"}]
