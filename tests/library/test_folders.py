"""The disk as it is: folders however deep, with what a reader may see of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.library.house import House, comic, reader, shelf

CHILD = reader("child", age_limit=12)
PATHS = (
    "A/B/C/One 2.cbz",
    "A/B/C/One 10.cbz",
    "A/B/C/D/E/Deep 1.cbz",
    "A/B%/Like 1.cbz",
    "Top 1.cbz",
    "A/B\\xff/Odd 1.cbz",
)


@pytest.fixture
def library(house: House) -> dict[str, Any]:
    made = house.library("Disk")
    house.bring(made, [shelf("C")], [comic(path, mtime=float(number)) for number, path in enumerate(PATHS)])
    return made


def opened(house: House, *steps: str, who: Any = None, **more: Any) -> dict[str, Any]:
    """What is in a folder, which is gone to step by step."""
    found: dict[str, Any] = house.get("/api/folders", who)
    for name in ("Disk", *steps):
        (key,) = (one["id"] for one in found["folders"] if one["name"] == name)
        found = house.get("/api/folders", who, folder=key, **more)
    return found


def names(page: dict[str, Any]) -> tuple[list[tuple[str, int]], list[str]]:
    return [(one["name"], one["count"]) for one in page["folders"]], [one["title"] for one in page["items"]]


def test_folders_are_gone_through_however_deep(house: House, library: dict[str, Any]) -> None:
    assert names(house.get("/api/folders")) == ([("Disk", 6)], [])
    assert names(opened(house)) == ([("A", 5)], ["Top 1"])
    assert names(opened(house, "A")) == ([("B", 3), ("B%", 1), ("B\ufffd", 1)], [])
    assert names(opened(house, "A", "B", "C")) == ([("D", 1)], ["One 2", "One 10"])
    assert names(opened(house, "A", "B\ufffd")) == ([], ["Odd 1"])
    deep = opened(house, "A", "B", "C", "D", "E")
    assert names(deep) == ([], ["Deep 1"])
    assert [one["name"] for one in deep["folder"]["above"]] == ["Disk", "A", "B", "C", "D"]
    above = house.get("/api/folders", folder=deep["folder"]["above"][2]["id"])
    assert names(above) == names(opened(house, "A", "B"))


def test_comics_come_page_by_page(house: House, library: dict[str, Any]) -> None:
    first = opened(house, "A", "B", "C", limit=1)
    assert (names(first)[1], first["total"]) == (["One 2"], 2)
    key = first["folder"]["id"]
    assert names(house.get("/api/folders", folder=key, limit=1, cursor=first["next_cursor"]))[1] == ["One 10"]
    assert names(house.get("/api/folders", folder=key, offset=1))[1] == ["One 10"]


def test_what_may_not_be_read_has_no_folder(house: House, library: dict[str, Any]) -> None:
    deep = house.books()["Deep 1"]
    house.post(f"/api/books/{deep['id']}/metadata", {"set": {"age_rating": 18}}, method="PATCH")
    assert names(opened(house, "A", "B", who=CHILD)) == ([("C", 2)], [])
    assert names(opened(house, "A", "B", "C", who=CHILD)) == ([], ["One 2", "One 10"])
    inner = opened(house, "A", "B", "C", "D")["folder"]["id"]
    assert house.ask("GET", "/api/folders", CHILD, params={"folder": inner}).status_code == 404
    stranger = reader("stranger", libraries=[])
    assert house.get("/api/folders", stranger)["folders"] == []
    root = library["roots"][0]["id"]
    for key in (
        root,
        f"{root}/A",
        f"{root}/",
        f"{root}//",
        f"{root}/A/",
        f"{root}/../A",
        f"{root}/%",
        "none",
        "none/A",
        "/",
    ):
        answer = house.ask("GET", "/api/folders", stranger, params={"folder": key})
        assert (answer.status_code, answer.json()["code"]) == (404, "folder_not_found"), key


def test_a_library_of_several_folders_has_them_by_name(house: House) -> None:
    made = house.library("Two", "/disks/left", "/disks/right")
    for root in made["roots"]:
        house.bring(made, [shelf("C")], [comic("x/1.cbz", root_id=root["id"])])
    assert names(house.get("/api/folders"))[0] == [("left", 1), ("right", 1)]
