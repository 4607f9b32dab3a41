"""Gaps, duplicates, recommendations and statistics tell nobody of what they may not see; on both databases the same."""

from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

SERIES = [
    shelf("Read", metadata={"genres": ["Action"]}),
    shelf("Open", metadata={"genres": ["Action"]}),
    shelf("Adult", metadata={"genres": ["Action"], "age_rating": 18}),
]
NUMBERS = (1, 2, 4)


@pytest.fixture
def libraries(house: House) -> list[dict[str, Any]]:
    """Two libraries with the same three series, each with a gap, and the first two comics of each the same pages."""
    made = [house.library(name) for name in ("Here", "There")]
    for library in made:
        comics = [
            comic(f"{one['name']}/{number}.cbz", index, chapter=number,
                  title=f"{library['name']} {one['name']} {number}",
                  size_bytes=1000 + number, mtime=float(index * 10 + number))
            for index, one in enumerate(SERIES) for number in NUMBERS
        ]  # fmt: skip
        house.bring(library, SERIES, comics)
    for title, book in house.books().items():
        house.inspect(book, pages=10, fingerprint=f"pages of {title.split()[1]}" if title[-1] != "4" else title)
    return made


def told(house: House, who: dict[str, Any]) -> dict[str, Any]:
    gaps, duplicates = house.get("/api/gaps", who), house.get("/api/duplicates", who)
    assert gaps["total"] == len(gaps["items"])
    assert duplicates["total"] == len(duplicates["items"])
    figures = house.get("/api/statistics", who)["library"]
    return {
        "gaps": [(one["name"], one["numbers"]) for one in gaps["items"]],
        "duplicates": sorted(sorted(book["title"] for book in one["books"]) for one in duplicates["items"]),
        "comics": (figures["comics"], figures["series"], figures["size_bytes"], figures["pages_known"]),
        "recommended": sorted(one["name"] for one in house.get("/api/recommendations", who)["items"]),
    }


def finish(house: House, who: dict[str, Any], title: str) -> None:
    body = {"comic_id": house.books()[title]["id"], "current_page": 9, "completed": True}
    house.post("/api/progress", body, who)


def test_of_a_library_that_is_not_granted_nothing_is_told(house: House, libraries: list[dict[str, Any]]) -> None:
    here = reader("here", libraries=[libraries[0]["id"]])
    finish(house, here, "Here Read 1")
    assert told(house, here) == {
        "gaps": [("Adult", [3]), ("Open", [3]), ("Read", [3])],
        "duplicates": [[f"Here {name} 1", f"Here {name} 2"] for name in ("Adult", "Open", "Read")],
        "comics": (9, 3, 3 * 3007, 90),
        "recommended": ["Adult", "Open"],
    }
    nobody = reader("here", libraries=[])
    assert told(house, nobody) == {"gaps": [], "duplicates": [], "comics": (0, 0, 0, 0), "recommended": []}


def test_a_child_is_told_of_nothing_too_old(house: House, libraries: list[dict[str, Any]]) -> None:
    child = reader("child", libraries=[libraries[1]["id"]], age_limit=12)
    finish(house, child, "There Read 1")
    assert told(house, child) == {
        "gaps": [("Open", [3]), ("Read", [3])],
        "duplicates": [[f"There {name} 1", f"There {name} 2"] for name in ("Open", "Read")],
        "comics": (6, 2, 2 * 3007, 60),
        "recommended": ["Open"],
    }


def test_one_comic_too_old_leaves_a_gap_and_no_copy(house: House, libraries: list[dict[str, Any]]) -> None:
    """A comic rated above its series: the other of the two is no copy of anything that the child may see."""
    book = house.books()["Here Open 2"]
    house.post(f"/api/books/{book['id']}/metadata", {"set": {"age_rating": 18}}, method="PATCH")
    child = reader("child", libraries=[libraries[0]["id"]], age_limit=12)
    seen = told(house, child)
    assert seen["duplicates"] == [["Here Read 1", "Here Read 2"]]
    assert dict(seen["gaps"])["Open"] == [2, 3]
    assert seen["comics"][:2] == (5, 2)


def test_what_is_missing_is_no_copy_and_a_gap(house: House, libraries: list[dict[str, Any]]) -> None:
    here = reader("here", libraries=[libraries[0]["id"]])
    house.bring(libraries[0], [], [], missing=[house.books()["Here Open 2"]["id"]])
    seen = told(house, here)
    assert [f"Here {name} 1" for name in ("Adult", "Read")] == [one[0] for one in seen["duplicates"]]
    assert dict(seen["gaps"])["Open"] == [2, 3]
