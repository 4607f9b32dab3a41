"""Ratings, tags, and comics whose files are gone."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.library.schema import comics
from tests.library.house import House, comic, reader, shelf

SHELF = [shelf("Saga", metadata={"genres": ["Sci-Fi", "sci fi", "Drama"], "tags": ["Good", "Bad", "Ugly"]})]
THREE = [comic(f"{n}.cbz", chapter=n) for n in (1, 2, 3)]


def test_ratings_are_everybodys_own_and_averaged(house: House) -> None:
    house.bring(house.library(), SHELF, THREE)
    book = house.walk("/api/books")[0]
    for path in (f"/api/ratings/comic/{book['id']}", f"/api/ratings/series/{book['series_id']}"):
        assert house.get(path) == {"mine": None, "average": None, "count": 0}
        house.post(path, {"value": 5}, reader("a"), "PUT")
        house.post(path, {"value": 1}, reader("b"), "PUT")
        assert house.post(path, {"value": 4}, reader("b"), "PUT") == {"mine": 4, "average": 4.5, "count": 2}
        for wrong in (0, 6, 2.5, "3", None, True, 10**30):
            assert house.ask("PUT", path, json={"value": wrong}).status_code == 422
        assert house.ask("DELETE", path, reader("a")).json() == {"mine": None, "average": 4.0, "count": 1}
        assert house.ask("GET", path, reader("b", libraries=[])).status_code == 404
        house.inner("DELETE", "/internal/users/b", "auth")
        assert house.get(path)["count"] == 0
        house.post(path, {"value": 2}, reader("b"), "PUT")


def test_tags_are_merged_renamed_and_hidden(house: House) -> None:
    house.bring(house.library(), SHELF, THREE)
    series = house.walk("/api/series")[0]["id"]

    def shown() -> tuple[list[str], list[str]]:
        page = house.get(f"/api/series/{series}")
        fields = house.get(f"/api/series/{series}/metadata")
        assert fields["genres"]["value"] == page["genres"]
        return page["genres"], page["tags"]

    house.post("/api/tags", {"kind": "genre", "names": ["sci fi", "SCI-FI"], "shown": "Space"}, method="PUT")
    house.post("/api/tags", {"kind": "tag", "names": ["Bad"], "shown": None}, method="PUT")
    assert shown() == (["Space", "Drama"], ["Good", "Ugly"])
    house.post("/api/tags", {"kind": "genre", "names": ["Space"], "shown": "<b>🚀"}, method="PUT")
    assert shown() == (["<b>🚀", "Drama"], ["Good", "Ugly"]), "what was shown as it follows"
    assert "Bad" not in str(house.get("/api/tags", reader()))
    assert len(house.walk("/api/series", genre="<b>🚀")) == 1
    assert house.walk("/api/series", tag="bad") == house.walk("/api/series", genre="sci fi") == []
    assert house.ask("DELETE", "/api/tags", params={"kind": "tag", "name": "bad"}).status_code == 204
    assert shown()[1] == ["Good", "Bad", "Ugly"]
    assert len(house.walk("/api/series", tag="bad")) == 1
    assert house.ask("DELETE", "/api/tags", params={"kind": "tag", "name": "bad"}).status_code == 404
    for wrong in ({"names": []}, {"names": [" "]}, {"kind": "x"}, {"names": ["a\0"]}, {"names": ["x" * 100_000]}):
        body = {"kind": "tag", "names": ["x"], "shown": "y", **wrong}
        assert house.ask("PUT", "/api/tags", json=body).status_code == 422, wrong


@pytest.mark.parametrize(
    ("hidden", "said"),
    [("Élan", "élan"), ("Élan", "ELAN"), ("elan", "Élan"), ("Élan", "E\u0301LAN"), ("ÉLAN", "e\u0301lan")],
)
def test_what_was_hidden_is_shown_again_however_it_is_written(house: House, hidden: str, said: str) -> None:
    library = house.library()
    house.bring(library, [{**SHELF[0], "metadata": {"genres": [said]}}], THREE)
    house.post("/api/tags", {"kind": "genre", "names": [hidden], "shown": None}, method="PUT")
    assert house.walk("/api/series", genre=said) == []
    assert house.ask("DELETE", "/api/tags", params={"kind": "genre", "name": hidden}).status_code == 204
    assert len(house.walk("/api/series", genre=said)) == 1


def gone_since(house: House, comic_id: str, days: float) -> None:
    with house.database.write() as connection:
        then = sa.update(comics).where(comics.c.id == comic_id).values(missing_since=time.time() - days * 86_400)
        connection.execute(then)


def test_the_missing_are_kept_for_thirty_days_and_purged_by_hand(house: House) -> None:
    library = house.library()
    house.bring(library, SHELF, THREE)
    first, second, third = sorted(house.walk("/api/books"), key=lambda one: one["chapter"])
    house.post("/api/progress", {"comic_id": first["id"], "current_page": 3}, reader())
    house.bring(library, [], [], missing=[first["id"], second["id"]])
    listed = house.walk("/api/missing", limit=1)
    assert {one["path"] for one in listed} == {"1.cbz", "2.cbz"}
    assert all(one["hidden"] for one in listed)
    early = house.ask("POST", "/api/missing/purge", json={"ids": [first["id"]], "count": 1})
    assert (early.status_code, early.json()["code"]) == (409, "still_kept")
    assert house.ask("POST", "/api/missing/purge", json={"older_than_days": 1, "count": 2}).status_code == 422
    gone_since(house, first["id"], 31)
    wrong = house.ask("POST", "/api/missing/purge", json={"older_than_days": 30, "count": 2})
    assert (wrong.json()["code"], wrong.json()["count"]) == ("count_differs", 1)
    assert house.post("/api/missing/purge", {"older_than_days": 30, "count": 1}) == {"purged": 1}
    assert [one["id"] for one in house.walk("/api/missing")] == [second["id"]]
    with house.database.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM reading_progress")).scalar() == 1
    assert house.ask("POST", "/api/missing/purge", json={"ids": [third["id"]], "count": 1}).status_code == 409
    assert len(house.walk("/api/books")) == 1


def test_within_the_grace_a_missing_comic_is_still_shown(database_url: str, tmp_path: Path) -> None:
    house = House.open(database_url, tmp_path, missing_grace_hours=2)
    with house.client:
        library = house.library()
        house.bring(library, SHELF, THREE)
        ids = {one["chapter"]: one["id"] for one in house.walk("/api/books")}
        lost = [ids[1], ids[2], ids[3]]
        assert house.bring(library, [], [], missing=lost)["missing"] == 3
        assert house.bring(library, [], [], missing=lost)["missing"] == 0, "known already"
        assert len(house.walk("/api/books")) == 3
        assert [one["hidden"] for one in house.walk("/api/missing")] == [False] * 3
        assert sorted(_missing(house, library)) == [1, 1, 1]
        house.bring(library, [], [], back=[ids[3]])
        house.bring(library, SHELF, [comic("2.cbz", chapter=2, mtime=1.7e9)])
        assert [one["id"] for one in house.walk("/api/missing")] == [ids[1]]
        with house.database.write() as connection:
            connection.execute(sa.text("UPDATE vanishing SET since = since - 7201"))
    house = House.open(database_url, tmp_path, missing_grace_hours=2)
    with house.client:
        wait_for = time.monotonic() + 20
        while len(house.get("/api/books")["items"]) == 3 and time.monotonic() < wait_for:
            pass
        assert sorted(one["chapter"] for one in house.walk("/api/books")) == [2, 3]
        assert [one["issue_count"] for one in house.walk("/api/series")] == [2]
        assert [one["hidden"] for one in house.walk("/api/missing")] == [True]


def _missing(house: House, library: dict[str, Any]) -> list[int]:
    return [json.loads(line)[5] for line in house.lines(library)]
