"""A person's own data: all of it, nobody else's, and no name of what they may not see."""

from __future__ import annotations

import json

from tests.library.house import House, comic, reader, shelf

ME, OTHER = reader("me"), reader("other")


def test_everything_of_mine_and_nothing_of_others(house: House) -> None:
    made = house.library()
    shelves = [shelf("Saga"), shelf("Adults", metadata={"age_rating": 18})]
    house.bring(made, shelves, [comic("a.cbz", 0, title="a"), comic("b.cbz", 1, title="b")])
    a, b = (house.books()[title] for title in "ab")
    for who in (ME, OTHER):
        for book in (a, b):
            house.post("/api/progress", {"comic_id": book["id"], "current_page": 3}, who)
        house.post("/api/bookmarks", {"comic_id": a["id"], "page_number": 2, "note": f"of {who['subject']}"}, who)
        house.post(f"/api/ratings/series/{a['series_id']}", {"value": 5}, who, "PUT")
        listed = house.post("/api/lists", {"name": f"{who['subject']}'s", "kind": "reading"}, who)["id"]
        house.post(f"/api/lists/{listed}/items", {"ids": [a["id"]]}, who)
        smart = {"name": "Unread", "kind": "books", "filter": {"read": ["unread"]}}
        house.post("/api/smart-lists", smart, who)
        house.post("/api/preferences", {"theme": "eink", "of": who["subject"]}, who, "PUT")
    said = house.get("/api/mine", ME)
    assert "other" not in json.dumps(said)
    assert {(one["comic_id"], one["current_page"], one["title"], one["series"]) for one in said["progress"]} == {
        (a["id"], 3, "a", "Saga"),
        (b["id"], 3, "b", "Adults"),
    }
    assert [(one["note"], one["page_number"], one["series"]) for one in said["bookmarks"]] == [("of me", 2, "Saga")]
    assert [(one["kind"], one["value"], one["name"]) for one in said["ratings"]] == [("series", 5, "Saga")]
    own = {one["name"]: one for one in said["lists"]}
    assert [one["name"] for one in own["me's"]["items"]] == ["a"]
    assert [one["filter"]["filter"] for one in said["smart_lists"]] == [{"read": ["unread"]}]
    assert said["preferences"] == {"theme": "eink", "of": "me"}
    assert said["reading_hours"][0]["pages"] >= 1
    assert all(one["updated_at"].endswith("Z") for one in said["progress"])


def test_what_one_may_no_longer_see_keeps_its_place_and_loses_its_name(house: House) -> None:
    made = house.library()
    house.bring(made, [shelf("Adults", metadata={"age_rating": 18})], [comic("b.cbz", title="b")])
    book = house.books()["b"]
    house.post("/api/progress", {"comic_id": book["id"], "current_page": 3}, ME)
    (said,) = house.get("/api/mine", reader("me", age_limit=12))["progress"]
    assert (said["comic_id"], said["current_page"], said["title"], said["series"]) == (book["id"], 3, None, None)


def test_nobody_and_those_with_nothing(house: House) -> None:
    assert house.client.get("/api/mine").status_code == 401
    said = house.get("/api/mine", reader("new"))
    assert said.pop("exported_at")
    assert said == {
        "progress": [], "bookmarks": [], "ratings": [], "lists": [], "smart_lists": [], "reading_hours": [],
        "reading_sessions": [], "preferences": {},
    }  # fmt: skip
