"""What the scanner brings: new, changed, moved, missing, back again; and the same again changes nothing."""

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.library.house import House, columns, comic, reader, shelf

BERSERK = [shelf("Berserk", metadata={"age_rating": 18, "direction": "rtl", "year": 1989})]
ISSUES = [comic(f"Manga/Berserk {number}.cbz", volume=number) for number in (1, 2, 10)]


def snapshot(house: House, library: dict[str, Any]) -> dict[str, list[Any]]:
    return {line[1]: line for line in map(json.loads, house.lines(library))}


def whole(house: House) -> list[Any]:
    """Everything that readers see of the catalog."""
    pages = [house.walk("/api/books"), house.walk("/api/series"), house.get("/api/tree")]
    return [pages, [house.get(f"/api/series/{one['id']}") for one in pages[1]]]


def test_the_same_batch_again_changes_nothing(house: House) -> None:
    library = house.library()
    assert house.bring(library, BERSERK, ISSUES) == {"new": 3, "changed": 0, "moved": 0, "missing": 0}
    before, lines = whole(house), house.lines(library)
    assert house.bring(library, BERSERK, ISSUES) == {"new": 0, "changed": 0, "moved": 0, "missing": 0}
    assert (whole(house), house.lines(library)) == (before, lines)
    assert [one["title"] for one in before[0][0]] == ["Berserk 1", "Berserk 2", "Berserk 10"]
    assert before[0][1][0]["issue_count"] == 3
    with_ids = [{**one, "comic_id": snapshot(house, library)[one["path"]][4]} for one in ISSUES]
    assert house.bring(library, BERSERK, with_ids) == {"new": 0, "changed": 0, "moved": 0, "missing": 0}


def test_a_changed_file_is_looked_into_anew_and_keeps_its_readers(house: House) -> None:
    library = house.library()
    house.bring(library, BERSERK, ISSUES)
    book = house.books()["Berserk 2"]
    assert house.inspect(book, pages=20, has_thumbnail=True, fingerprint="abc", problem="It has a torn page.")
    house.post("/api/progress", {"comic_id": book["id"], "current_page": 7})
    house.post("/api/bookmarks", {"comic_id": book["id"], "page_number": 3})
    known = house.get(f"/api/books/{book['id']}")
    assert (known["pages"], known["has_thumbnail"], known["problem"]) == (20, True, "It has a torn page.")

    assert house.bring(library, BERSERK, [{**ISSUES[1], "mtime": 1_600_000_001.5}])["changed"] == 1
    changed = house.get(f"/api/books/{book['id']}")
    assert (changed["pages"], changed["has_thumbnail"], changed["problem"]) == (None, False, None)
    assert changed["cover"] != book["cover"]
    assert changed["progress"]["current_page"] == 7
    assert house.get("/api/bookmarks")["total"] == 1
    assert not house.inspect(book, pages=99), "what was found in the old content no longer counts"
    assert house.get(f"/api/books/{book['id']}")["pages"] is None


def test_a_moved_file_keeps_everything(house: House) -> None:
    library = house.library()
    house.bring(library, BERSERK, ISSUES)
    book = house.books()["Berserk 2"]
    house.inspect(book, pages=20, has_thumbnail=True)
    house.post("/api/progress", {"comic_id": book["id"], "current_page": 19, "completed": True})
    there = comic("Seinen/Guts 2.cbz", comic_id=book["id"])
    assert house.bring(library, [shelf("Guts", "Seinen")], [there]) == {
        "new": 0,
        "changed": 0,
        "moved": 1,
        "missing": 0,
    }
    moved = house.get(f"/api/books/{book['id']}")
    assert (moved["title"], moved["series"], moved["category"]) == ("Guts 2", "Guts", "Seinen")
    assert (moved["pages"], moved["has_thumbnail"], moved["cover"]) == (20, True, book["cover"])
    assert moved["progress"]["completed"]
    assert {one["name"]: one["issue_count"] for one in house.walk("/api/series")} == {"Berserk": 2, "Guts": 1}


def test_a_file_moved_to_another_library_keeps_everything(house: House) -> None:
    library, other = house.library(), house.library("Attic")
    house.bring(library, BERSERK, ISSUES)
    house.bring(other, BERSERK, [comic("Manga/Berserk 40.cbz")])
    book = house.books()["Berserk 2"]
    house.inspect(book, pages=20, has_thumbnail=True)
    house.post("/api/progress", {"comic_id": book["id"], "current_page": 7})
    there = comic("Manga/Berserk 2.cbz", comic_id=book["id"], volume=2)
    assert house.bring(other, BERSERK, [there])["moved"] == 1
    assert house.bring(other, BERSERK, [there]) == {"new": 0, "changed": 0, "moved": 0, "missing": 0}
    moved = house.get(f"/api/books/{book['id']}")
    assert (moved["library_id"], moved["pages"], moved["progress"]["current_page"]) == (other["id"], 20, 7)
    counts = {one["library_id"]: one["issue_count"] for one in house.walk("/api/series")}
    assert counts == {library["id"]: 2, other["id"]: 2}
    assert [len(house.lines(one)) for one in (library, other)] == [2, 2]


def test_the_scanner_asks_for_a_part_for_a_series_and_for_what_looks_alike(house: House) -> None:
    library = house.library()
    paths = ["a.cbz", "A/b.cbz", "A/B/c.cbz", "A/B/C/d.cbz", "A/BB/e.cbz", "A0/f.cbz"]
    house.bring(library, [shelf("X"), shelf("Y")], [comic(path, number % 2) for number, path in enumerate(paths)])
    root = library["roots"][0]["id"]

    def part(folder: str, deep: bool) -> set[str]:
        return {json.loads(line)[1] for line in house.lines(library, root=root, folder=folder, deep=deep)}

    assert part("", False) == {"a.cbz"}
    assert part("A", False) == {"A/b.cbz"}
    assert part("A", True) == set(paths[1:5])
    assert part("A/B", True) == {"A/B/c.cbz", "A/B/C/d.cbz"}
    assert part("nowhere", True) == set()
    series = {one["name"]: one["id"] for one in house.walk("/api/series")}
    folders = house.inner("GET", f"/internal/series/{series['X']}/folders").json()["items"]
    assert [one["folder"] for one in folders] == ["", "A/B", "A/BB"]
    assert house.inner("GET", "/internal/series/nobody/folders").status_code == 404
    asked = {"contents": [{"size_bytes": 1000, "mtime": 5.0}]}
    assert house.inner("POST", "/internal/scan/alike", json=asked).json()["items"] == []
    asked["contents"].append({"size_bytes": 1000, "mtime": 1_600_000_000.25})
    assert len(house.inner("POST", "/internal/scan/alike", json=asked).json()["items"]) == 6
    assert house.inner("GET", "/internal/libraries").json()["items"][0]["comics"] == 6


def test_two_files_change_places_and_a_third_is_put_over_one(house: House) -> None:
    library = house.library()
    house.bring(library, BERSERK, ISSUES)
    ids = {title: one["id"] for title, one in house.books().items()}
    swapped = [{**ISSUES[0], "comic_id": ids["Berserk 2"]}, {**ISSUES[1], "comic_id": ids["Berserk 1"]}]
    assert house.bring(library, BERSERK, swapped)["moved"] == 2
    assert {title: one["id"] for title, one in house.books().items()} == {
        "Berserk 1": ids["Berserk 2"],
        "Berserk 2": ids["Berserk 1"],
        "Berserk 10": ids["Berserk 10"],
    }
    house.post("/api/progress", {"comic_id": ids["Berserk 1"], "current_page": 4})
    over = house.bring(library, BERSERK, [{**ISSUES[1], "comic_id": ids["Berserk 10"]}])
    assert (over["moved"], over["missing"]) == (1, 1)
    assert {title: one["id"] for title, one in house.books().items()} == {
        "Berserk 1": ids["Berserk 2"],
        "Berserk 2": ids["Berserk 10"],
    }
    assert house.get(f"/api/progress/{ids['Berserk 1']}")["current_page"] == 4
    found = comic("Manga/found.cbz", comic_id=ids["Berserk 1"])
    assert house.bring(library, BERSERK, [found])["moved"] == 1
    assert house.get(f"/api/books/{ids['Berserk 1']}")["progress"]["current_page"] == 4
    assert house.walk("/api/series")[0]["issue_count"] == 3


def test_a_new_file_in_the_old_place_of_a_moved_one_is_new(house: House) -> None:
    library = house.library()
    house.bring(library, BERSERK, ISSUES)
    old = house.books()["Berserk 1"]["id"]
    both = [{**ISSUES[0], "size_bytes": 5}, comic("Manga/Berserk 1 (old).cbz", comic_id=old)]
    assert house.bring(library, BERSERK, both) == {"new": 1, "changed": 0, "moved": 1, "missing": 0}
    books = house.books()
    assert books["Berserk 1 (old)"]["id"] == old
    assert books["Berserk 1"]["id"] != old


def test_missing_is_a_state_and_back_ends_it(house: House) -> None:
    library, me = house.library(), reader()
    house.bring(library, BERSERK, ISSUES)
    ids = [one["id"] for one in house.books().values()]
    house.post("/api/progress", {"comic_id": ids[0], "current_page": 3}, me)
    assert house.bring(library, [], [], missing=ids)["missing"] == 3
    assert house.bring(library, [], [], missing=ids)["missing"] == 0
    assert house.walk("/api/books") == house.walk("/api/series") == []
    assert house.get("/api/tree")["total"] == 0
    assert house.ask("GET", f"/api/books/{ids[0]}").status_code == 404
    assert [line[5] for line in snapshot(house, library).values()] == [1, 1, 1]
    assert house.get(f"/api/progress/{ids[0]}", me)["current_page"] == 3
    assert house.post("/api/progress", {"comic_id": ids[0], "current_page": 5}, me)["current_page"] == 5

    house.bring(library, [], [], back=ids[:2])
    assert house.bring(library, [], [], back=ids[:2]) == {"new": 0, "changed": 0, "moved": 0, "missing": 0}
    assert house.bring(library, BERSERK, ISSUES[2:])["new"] == 0, "a file in the place of a missing comic is that comic"
    assert [one["id"] for one in house.walk("/api/books")] == ids
    assert house.get(f"/api/books/{ids[0]}", me)["progress"]["current_page"] == 5
    assert house.walk("/api/series")[0]["issue_count"] == 3


def test_what_series_json_said_stays_until_it_says_more(house: House) -> None:
    library = house.library()
    house.bring(library, BERSERK, ISSUES)
    house.bring(library, [shelf("Berserk")], [comic("Manga/Berserk 11.cbz")])
    one = house.walk("/api/series")[0]
    assert (one["year"], one["issue_count"]) == (1989, 4)
    said = {"age_rating": 12, "summary": "A <b>sword</b>", "authors": [{"name": "Miura", "role": None}]}
    house.bring(library, [shelf("Berserk", metadata=said)], [])
    page = house.get(f"/api/series/{one['id']}")
    assert (page["year"], page["summary"], page["authors"]) == (None, "A <b>sword</b>", said["authors"])
    young = reader(age_limit=12)
    assert len(house.books(young)) == 4, "the new rating holds for every comic of the series"


def test_series_are_told_apart_by_library_category_and_subcategory(house: House) -> None:
    first, second = house.library("First"), house.library("Second")
    shelves = [shelf("X", "A"), shelf("X", "B"), shelf("X", "A", "S"), shelf("X", "A", "")]
    comics = [comic(f"{index}.cbz", index) for index in range(4)]
    house.bring(first, shelves, comics)
    house.bring(second, shelves, comics)
    counts = sorted(
        (one["category"], one["subcategory"] or "", one["issue_count"]) for one in house.walk("/api/series")
    )
    assert counts == [
        (*place, number) for place, number in ((("A", ""), 2), (("A", "S"), 1), (("B", ""), 1)) for _ in "12"
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"library_id": "nobody"}, "library_not_found"),
        ({"comics": [comic("a.cbz", root_id="nobody")]}, "unknown_root"),
        ({"comics": [comic("a.cbz", 7)]}, "unknown_series"),
        ({"comics": [comic("a.cbz")] * 1001}, "invalid_request"),
        ({"comics": {"path": ["a.cbz"]}}, "invalid_request"),
    ],
)
def test_a_batch_that_makes_no_sense_changes_nothing(house: House, change: dict[str, Any], code: str) -> None:
    library = house.library()
    root = {"root_id": library["roots"][0]["id"]}
    body = {"library_id": library["id"], "series": BERSERK, "comics": [ISSUES[0]], **change}
    if isinstance(body["comics"], list):
        body["comics"] = columns([{**root, **one} for one in body["comics"]])
    answer = house.inner("POST", "/internal/scan/batch", json=body)
    assert (answer.status_code, answer.json()["code"]) in [(404, code), (422, code)]
    assert house.lines(library) == []
    assert house.inner("POST", "/internal/scan/batch", content=b"{").json()["code"] == "invalid_request"


def test_names_of_every_kind_come_back_as_they_were(house: House) -> None:
    library = house.library()
    names = [
        "a\nb.cbz",
        "'; DROP TABLE comics; --.cbz",
        "<script>.cbz",
        "😀" * 60 + ".cbz",
        "\\xff\\\\.cbz",
        "日本語.cbz",
        '"].cbz',
    ]
    deep = (
        "/".join(["あ" * 80 + str(number) for number in range(20)]) + "/x.cbz"
    )  # 4,800 bytes: no index entry holds it
    house.bring(library, BERSERK, [comic(name) for name in [*names, deep]])
    assert set(snapshot(house, library)) == {*names, deep}
    assert house.bring(library, BERSERK, [comic(name) for name in [*names, deep]])["new"] == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_counts_stay_true_whatever_happens(house: House, seed: int) -> None:
    chance = random.Random(seed)
    library = house.library(f"Library {seed}")
    shelves = [shelf(name) for name in "ABC"]
    for _ in range(6):
        ids = [json.loads(line)[4] for line in house.lines(library)]
        names = chance.sample(range(8), chance.randint(0, 8))
        known = chance.sample(ids, min(len(ids), len(names)))
        comics = [
            comic(f"{name}.cbz", chance.randrange(3), comic_id=chance.choice([None, *known[index : index + 1]]))
            for index, name in enumerate(names)
        ]
        others = [one for one in ids if one not in known]
        missing = chance.sample(others, len(others) // 2)
        house.bring(library, shelves, comics, missing=missing, back=[one for one in others if one not in missing][:1])
        books = house.walk("/api/books", library=library["id"])
        counted = {one["id"]: one["issue_count"] for one in house.walk("/api/series", library=library["id"])}
        assert counted == {
            one: sum(book["series_id"] == one for book in books) for one in {b["series_id"] for b in books}
        }
    house.ask("DELETE", f"/api/libraries/{library['id']}")
