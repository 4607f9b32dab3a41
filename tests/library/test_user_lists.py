"""Collections, reading lists, CBL files, and what a reader wants to read."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from kit.identity import Identity
from services.library.store.listed import lists
from tests.library.house import House, comic, reader, shelf

SHELVES = [shelf("Saga", metadata={"year": 2012}), shelf("Saga", "Old", metadata={"year": 1980})]
SHELVES += [shelf("Bat & Män"), shelf("Adults", metadata={"age_rating": 18})]
ME, OTHER = reader("me"), reader("other")


@pytest.fixture
def books(house: House) -> list[dict[str, Any]]:
    made = house.library()
    comics = [comic(f"{s}/{n}.cbz", s, chapter=n, title=f"{s} {n}") for s in range(4) for n in (1, 2, 3)]
    house.bring(made, SHELVES, comics)
    found = {one["title"]: one for one in house.walk("/api/books")}
    return [found[f"{s} {n}"] for s in range(4) for n in (1, 2, 3)]


def shown(house: House, list_id: str, who: dict[str, Any] = ME) -> list[str]:
    items = house.walk(f"/api/lists/{list_id}/items", who, limit=2)
    return [(one["book"] or {"title": one["series"]["name"] if one["series"] else None})["title"] for one in items]


def test_a_reading_list_keeps_its_order(house: House, books: list[dict[str, Any]]) -> None:
    made = house.post("/api/lists", {"name": "<b>'; DROP 🦇", "kind": "reading"}, ME)["id"]
    ids = [one["id"] for one in books[:4]]
    assert house.post(f"/api/lists/{made}/items", {"ids": ids}, ME) == {"added": 4, "gone": 0}
    assert house.post(f"/api/lists/{made}/items", {"ids": ids[::-1]}, ME) == {"added": 0, "gone": 0}
    assert shown(house, made) == ["0 1", "0 2", "0 3", "1 1"]
    house.ask("POST", f"/api/lists/{made}/move", ME, json={"id": ids[3], "before": ids[1]})
    house.ask("POST", f"/api/lists/{made}/move", ME, json={"id": ids[0], "before": None})
    assert shown(house, made) == ["1 1", "0 2", "0 3", "0 1"]
    undo = house.ask("DELETE", f"/api/lists/{made}/items/{ids[1]}", ME).json()["undo"]
    assert shown(house, made) == ["1 1", "0 3", "0 1"]
    assert house.ask("POST", f"/api/undo/{undo}", OTHER).status_code == 404
    house.post(f"/api/undo/{undo}", None, ME)
    assert shown(house, made) == ["1 1", "0 2", "0 3", "0 1"]
    undo = house.ask("DELETE", f"/api/lists/{made}", ME).json()["undo"]
    assert house.ask("GET", f"/api/lists/{made}", ME).status_code == 404
    house.post(f"/api/undo/{undo}", None, ME)
    assert shown(house, made) == ["1 1", "0 2", "0 3", "0 1"]
    wrong = house.ask("POST", f"/api/lists/{made}/items", ME, json={"ids": [books[0]["series_id"]]})
    assert wrong.status_code == 404
    gone = house.ask("POST", f"/api/lists/{made}/move", ME, json={"id": books[9]["id"], "before": None})
    assert gone.json()["code"] == "item_not_found"


def test_who_sees_and_changes_a_list(house: House, books: list[dict[str, Any]]) -> None:
    mine = house.post("/api/lists", {"name": "Mine", "kind": "reading"}, ME)["id"]
    for method, path in (("GET", ""), ("GET", "/items"), ("DELETE", ""), ("GET", "/cbl")):
        assert house.ask(method, f"/api/lists/{mine}{path}", OTHER).status_code == 404
    refused = house.ask("POST", "/api/lists", ME, json={"name": "x", "kind": "reading", "shared": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "admin_only")
    shared = house.post("/api/lists", {"name": "For all", "kind": "collection", "shared": True})["id"]
    house.post(f"/api/lists/{shared}/items", {"ids": [books[0]["series_id"], books[9]["series_id"]]})
    child = reader("child", age_limit=12)
    assert house.get(f"/api/lists/{shared}", ME)["item_count"] == 2
    assert (house.get(f"/api/lists/{shared}", child)["item_count"], shown(house, shared, child)) == (1, ["Saga"])
    assert house.ask("DELETE", f"/api/lists/{shared}", ME).json()["code"] == "not_your_list"
    assert [one["name"] for one in house.get("/api/lists", ME)["items"]] == ["Want to read", "For all", "Mine"]
    house.inner("DELETE", "/internal/users/me", "auth")
    assert [one["name"] for one in house.get("/api/lists", ME)["items"]] == ["Want to read", "For all"]


def test_everybody_wants_to_read_something(house: House, books: list[dict[str, Any]]) -> None:
    assert house.get("/api/lists/want", ME)["item_count"] == 0
    assert house.walk("/api/lists/want/items", ME) == []
    house.post("/api/lists/want/items", {"ids": [books[0]["id"]], "kind": "comic"}, ME)
    house.post("/api/lists/want/items", {"ids": [books[6]["series_id"]], "kind": "series"}, ME)
    assert shown(house, "want") == ["0 1", "Bat & Män"]
    assert house.walk("/api/lists/want/items", OTHER) == []
    assert house.ask("POST", "/api/lists/want/items", ME, json={"ids": [books[0]["id"]]}).status_code == 422
    assert house.ask("DELETE", "/api/lists/want", ME).json()["code"] == "built_in_list"
    assert [one["id"] for one in house.get("/api/lists", ME)["items"]] == ["want"]


CBL = """<?xml version="1.0"?><ReadingList><Name>Order &lt;1&gt;</Name><NumIssues>6</NumIssues><Books>
<Book Series="Saga" Number="2" Volume="1980" Year="1981"/><Book Series="SAGA" Number="1" Volume="2012"/>
<Book Series="Bat &amp; Man" Number="3"/><Book Series="Nobody" Number="1" Volume="1"/>
<Book Series="Other name" Number="9"><FileName>3.cbz</FileName></Book><Book/></Books></ReadingList>"""


def test_nobody_takes_the_place_where_another_wants_to_read(house: House, books: list[dict[str, Any]]) -> None:
    key = lists._want_id(Identity("me", "me", "reader", "library"))
    body = {"name": "Mine", "kind": "reading"}
    assert house.ask("PUT", f"/api/lists/{key}", OTHER, json=body).status_code == 422
    house.post("/api/lists/want/items", {"ids": [books[0]["id"]], "kind": "comic"}, ME)
    assert house.get("/api/lists/want", ME)["item_count"] == 1
    assert house.ask("GET", f"/api/lists/{key}/items", OTHER).status_code == 404


def test_a_cbl_file_is_brought_and_written(house: House, books: list[dict[str, Any]]) -> None:
    who = house.issuer.headers("library", **ME)
    answer = house.client.post("/api/lists/import", content=CBL.encode(), headers=who)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["list"]["name"], made["found"], made["list"]["item_count"]) == ("Order <1>", 4, 4)
    assert [(one["position"], one["series"]) for one in made["not_found"]] == [(3, "Nobody"), (5, "")]
    assert shown(house, made["list"]["id"])[:3] == ["1 2", "0 1", "2 3"]
    written = house.ask("GET", f"/api/lists/{made['list']['id']}/cbl", ME)
    assert written.headers["content-type"].startswith("application/xml")
    root = ElementTree.fromstring(written.content)  # noqa: S314 - our own
    assert [book.get("Series") for book in root.findall("Books/Book")][:3] == ["Saga", "Saga", "Bat & Män"]
    again = house.client.post("/api/lists/import?name=Again", content=written.content, headers=who).json()
    assert (again["list"]["name"], again["not_found"]) == ("Again", [])
    assert shown(house, again["list"]["id"]) == shown(house, made["list"]["id"])


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><ReadingList>&b;</ReadingList>'


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 422),
        (b"\0\xff", 422),
        (b"<Books/>", 422),
        (BOMB.encode(), 422),
        (b'<?xml version="1.0" encoding="nothing"?><ReadingList/>', 422),
        (b"<ReadingList>" + b"<a>" * 50_000, 422),
        (b"<ReadingList><Books>" + b"<Book/>" * 10_001 + b"</Books></ReadingList>", 422),
        (b"<ReadingList>" + b" " * 1024 * 1024 + b"</ReadingList>", 413),
        (b"<ReadingList/>", 201),
    ],
)
def test_what_is_no_cbl_file(house: House, raw: bytes, status: int) -> None:
    answer = house.client.post("/api/lists/import", content=raw, headers=house.issuer.headers("library", **ME))
    assert answer.status_code == status, answer.text
