"""What is forgotten: what only purged comics said, words that nothing says any more, and undos beyond a measure."""

from __future__ import annotations

import time
from typing import Any

import pytest
import sqlalchemy as sa

from services.library import housekeeping
from services.library.schema import comics
from services.library.schema_curation import undo_log
from services.library.schema_search import search_words
from services.library.store import undo
from tests.library.house import House, comic, reader, shelf
from tests.library.test_metadata import told

SHELF = [shelf("Saga of Lanterns", metadata={"titles": ["Laternensaga"], "authors": [{"name": "Fiona Staples"}]})]
TWO = [comic("1.cbz", chapter=1), comic("2.cbz", chapter=2)]
ADMIN: dict[str, Any] = {"subject": "admin-1", "role": "admin"}


@pytest.fixture
def books(house: House) -> list[dict[str, Any]]:
    """Two comics, of which only the second names a person."""
    house.bring(house.library(), SHELF, TWO)
    found = sorted(house.walk("/api/books"), key=lambda one: one["chapter"])
    told(house, found[1], {"Characters": "Prince Robot", "Writer": "Brian Vaughan", "Title": "Zeppelin"})
    return found


def words(house: House) -> set[str]:
    with house.database.read() as connection:
        return set(connection.execute(sa.select(search_words.c.word)).scalars())


def purge(house: House, book: dict[str, Any]) -> None:
    house.bring(house.get("/api/libraries")["items"][0], [], [], missing=[book["id"]])
    with house.database.write() as connection:
        gone = sa.update(comics).where(comics.c.id == book["id"])
        connection.execute(gone.values(missing_since=time.time() - 31 * 86_400))
    assert house.post("/api/missing/purge", {"ids": [book["id"]], "count": 1}) == {"purged": 1}


def test_what_a_purged_comic_said_is_no_filter_and_no_hit_any_more(house: House, books: list[dict[str, Any]]) -> None:
    assert len(house.walk("/api/series", character="prince robot")) == 1
    purge(house, books[1])
    assert house.walk("/api/series", character="prince robot") == []
    fields = house.get("/api/series/filters")["fields"]
    assert (fields["character"], [one["value"] for one in fields["creator"]]) == ([], ["Fiona Staples"])
    for query in ("robot", "zeppelin"):
        assert house.get("/api/search", q=query)["total"] == 0, query
    assert house.get("/api/search", q="lanterns")["total"] == 2


def test_words_that_nothing_says_are_forgotten(house: House, books: list[dict[str, Any]]) -> None:
    assert {"prince", "vaughan", "saga", "laternensaga", "staples"} <= words(house)
    purge(house, books[1])
    seen = housekeeping._forget(house.database, 0)
    assert words(house) == {"saga", "lanterns", "laternensaga", "fiona", "staples"}
    assert house.get("/api/search", q="lanternz")["corrected"] == "lanterns"
    series = books[0]["series_id"]
    house.post(f"/api/series/{series}/metadata", {"set": {"name": "Zorro", "titles": None}}, method="PATCH")
    assert housekeeping._forget(house.database, seen) > seen
    assert words(house) == {"zorro", "fiona", "staples"}
    house.bring(house.get("/api/libraries")["items"][0], [shelf("Saga of Lanterns again")], [comic("x/3.cbz")])
    assert {"saga", "lanterns", "again", "zorro"} <= words(house), "what is forgotten can be learnt again"


def test_where_nothing_changed_nothing_is_looked_through(house: House, books: list[dict[str, Any]]) -> None:
    seen = housekeeping._forget(house.database, 0)
    with house.database.write() as connection:
        connection.execute(sa.insert(search_words).values(word="leftover", length=8))
    assert housekeeping._forget(house.database, seen) == seen
    assert "leftover" in words(house)
    housekeeping._forget(house.database, 0)
    assert "leftover" not in words(house)


def test_of_very_much_only_the_last_can_be_undone(
    house: House, books: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/api/books/{books[0]['id']}/metadata"

    def edit(summary: str, who: dict[str, Any] = ADMIN) -> str:
        answer = house.post(path, {"set": {"summary": summary}}, who, "PATCH")
        return str(answer["undo"])

    other = {"subject": "admin-2", "role": "admin"}
    theirs = edit("Theirs.", other)
    edits = [edit(str(number) * 1000) for number in range(4)]
    with house.database.read() as connection:
        rows = connection.execute(sa.select(undo_log.c.id, undo_log.c.size_bytes, undo_log.c.body)).all()
    sizes = {row.id: row.size_bytes for row in rows}
    assert sizes == {row.id: len(row.body.encode()) for row in rows}
    monkeypatch.setattr(undo, "MOST", sizes[edits[3]] * 5 // 2)
    edits.append(edit("4" * 1000))
    with house.database.read() as connection:
        kept = set(connection.execute(sa.select(undo_log.c.id)).scalars())
    assert kept == {theirs, *edits[3:]}, "what others did counts for them"
    monkeypatch.setattr(undo, "MOST", 10)
    last = edit("5" * 1000)
    house.post(f"/api/undo/{last}", None)
    assert house.get(path)["summary"]["value"] == "4" * 1000, "the very last can always be undone"
    assert house.ask("POST", f"/api/undo/{edits[4]}").status_code == 404


def test_who_is_no_administrator_any_more_undoes_nothing_of_the_catalogue(
    house: House, books: list[dict[str, Any]]
) -> None:
    path = f"/api/books/{books[0]['id']}/metadata"
    edited = house.post(path, {"set": {"summary": "Mine."}}, ADMIN, "PATCH")["undo"]
    shared = house.post("/api/lists", {"name": "For all", "kind": "reading", "shared": True})["id"]
    removed = house.ask("DELETE", f"/api/lists/{shared}").json()["undo"]
    for token in (edited, removed):
        answer = house.ask("POST", f"/api/undo/{token}", reader("admin-1"))
        assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")
    assert house.get(path)["summary"]["value"] == "Mine."
    assert shared not in [one["id"] for one in house.get("/api/lists", reader())["items"]]
    house.post(f"/api/undo/{edited}", None)
