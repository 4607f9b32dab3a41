"""Series put together and taken apart: by rules that scans obey, and back again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

SHELVES = [shelf("Saga"), shelf("Saga (2012)", "Comics", "Image"), shelf("Other", metadata={"age_rating": 18})]
COMICS = [comic(f"{s}/{n}.cbz", s, chapter=n, title=f"{SHELVES[s]['name']} {n}") for s in range(3) for n in (1, 2)]


@pytest.fixture
def library(house: House) -> dict[str, Any]:
    made = house.library()
    house.bring(made, SHELVES, COMICS)
    return made


def ids(house: House) -> dict[str, str]:
    return {one["name"]: one["id"] for one in house.walk("/api/series")}


def counts(house: House) -> dict[str, int]:
    """Comics of each series; what the tree and the lists count is the same."""
    shown = {one["name"]: one["issue_count"] for one in house.walk("/api/series")}
    for one in house.walk("/api/series"):
        assert len(house.walk("/api/books", series=one["id"])) == one["issue_count"]
    assert house.get("/api/tree")["total"] == sum(shown.values()) == len(house.walk("/api/books"))
    for category in ("Manga", "Comics"):
        house.walk("/api/books", category=category)
    return shown


def test_a_merge_is_kept_by_scans_and_can_be_undone(house: House, library: dict[str, Any]) -> None:
    known = ids(house)
    book = house.walk("/api/books", series=known["Saga (2012)"])[0]
    house.post("/api/progress", {"comic_id": book["id"], "current_page": 5})
    kept = house.post("/api/lists", {"name": "Shelf", "kind": "collection"})["id"]
    house.post(f"/api/lists/{kept}/items", {"ids": [known["Saga (2012)"]]})
    merged = house.post("/api/series/merge", {"into": known["Saga"], "from": [known["Saga (2012)"]]})
    assert (merged["moved"], counts(house)) == (2, {"Saga": 4, "Other": 2})
    moved = house.get(f"/api/books/{book['id']}")
    assert (moved["series"], moved["category"], moved["progress"]["current_page"]) == ("Saga", "Manga", 5)
    assert [one["series"]["name"] for one in house.walk(f"/api/lists/{kept}/items")] == ["Saga"]

    assert house.bring(library, SHELVES, COMICS)["moved"] == 0
    more = comic("1/3.cbz", 1, chapter=3)
    changed = comic("1/1.cbz", 1, chapter=1, mtime=1.7e9)
    assert house.bring(library, SHELVES, [more, changed]) == {"new": 1, "changed": 1, "moved": 0, "missing": 0}
    assert counts(house) == {"Saga": 5, "Other": 2}

    house.post(f"/api/undo/{merged['undo']}", None)
    assert counts(house) == {"Saga": 2, "Saga (2012)": 3, "Other": 2}, "what came since goes with its folder"
    assert house.get(f"/api/books/{book['id']}")["category"] == "Comics"
    house.bring(library, SHELVES, COMICS)
    assert counts(house) == {"Saga": 2, "Saga (2012)": 3, "Other": 2}


def test_merges_of_merges_are_undone_one_by_one(house: House, library: dict[str, Any]) -> None:
    known = ids(house)
    first = house.post("/api/series/merge", {"into": known["Saga"], "from": [known["Other"]]})
    assert house.walk("/api/books", reader(age_limit=12)) != [], "the age of the series where they stand now counts"
    second = house.post("/api/series/merge", {"into": known["Saga (2012)"], "from": [known["Saga"]]})
    assert counts(house) == {"Saga (2012)": 6}
    house.bring(library, SHELVES, [comic("2/9.cbz", 2, chapter=9)])
    assert counts(house) == {"Saga (2012)": 7}
    assert house.ask("POST", f"/api/undo/{first['undo']}").json()["code"] == "undo_too_late"
    house.post(f"/api/undo/{second['undo']}", None)
    assert counts(house) == {"Saga": 5, "Saga (2012)": 2}
    house.post(f"/api/undo/{first['undo']}", None)
    assert counts(house) == {"Saga": 2, "Saga (2012)": 2, "Other": 3}
    assert len(house.walk("/api/books", reader(age_limit=12))) == 4


def test_a_split_is_kept_by_scans_and_can_be_undone(house: House, library: dict[str, Any]) -> None:
    known = ids(house)
    books = house.walk("/api/books", series=known["Other"])
    apart = [books[0]["id"]]
    split = house.post(f"/api/series/{known['Other']}/split", {"comic_ids": apart, "name": "Apart 🦇"})
    assert counts(house) == {"Saga": 2, "Saga (2012)": 2, "Other": 1, "Apart 🦇": 1}
    assert len(house.walk("/api/books", reader(age_limit=12))) == 4, "they are for the same readers as before"
    changed = [comic("2/1.cbz", 2, chapter=1, mtime=1.7e9), comic("2/2.cbz", 2, chapter=2, mtime=1.7e9)]
    house.bring(library, SHELVES, changed)
    moved = [comic("0/moved.cbz", 0, chapter=1, mtime=1.7e9, comic_id=apart[0])]
    house.bring(library, SHELVES, moved)
    assert counts(house) == {"Saga": 2, "Saga (2012)": 2, "Other": 1, "Apart 🦇": 1}
    merged = house.post("/api/series/merge", {"into": known["Saga"], "from": [split["series_id"]]})
    house.bring(library, SHELVES, [comic("0/moved.cbz", 0, chapter=1, mtime=1.8e9)])
    assert counts(house) == {"Saga": 3, "Saga (2012)": 2, "Other": 1}
    house.post(f"/api/undo/{merged['undo']}", None)
    assert counts(house)["Apart 🦇"] == 1
    house.post(f"/api/undo/{split['undo']}", None)
    assert counts(house) == {"Saga": 2, "Saga (2012)": 2, "Other": 2}


def test_what_cannot_be_regrouped(house: House, library: dict[str, Any]) -> None:
    known, attic = ids(house), house.library("Attic")
    house.bring(attic, [shelf("Far")], [comic("x.cbz")])
    far = ids(house)["Far"]
    for body, status in (
        ({"into": known["Saga"], "from": [far]}, 409),
        ({"into": known["Saga"], "from": [known["Saga"]]}, 422),
        ({"into": known["Saga"], "from": ["0000000000000"]}, 404),
        ({"into": known["Saga"], "from": []}, 422),
        ({"into": "a\0", "from": [far]}, 422),
    ):
        assert house.ask("POST", "/api/series/merge", json=body).status_code == status, body
    every = [one["id"] for one in house.walk("/api/books", series=known["Saga"])]
    other = [one["id"] for one in house.walk("/api/books", series=known["Other"])]
    for chosen, name in ((every, "All"), (other, "Not mine"), (every[:1], "  ")):
        body = {"comic_ids": chosen, "name": name}
        assert house.ask("POST", f"/api/series/{known['Saga']}/split", json=body).status_code == 422
    assert sum(counts(house).values()) == 7
