"""What was counted once is kept, and never for longer than it is true, nor for anybody who may not see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.library import absorbing
from services.library.schema_search import catalogue_version
from services.library.store import version
from services.library.store.catalog import facets
from services.library.store.catalog.filters import Filter
from tests.library.house import House, comic, reader, shelf


def bring(house: House, genre: str = "Action", name: str = "Comics") -> dict[str, Any]:
    library = house.library(name)
    house.bring(library, [shelf("Naruto", metadata={"genres": [genre]})], [comic("1.cbz"), comic("2.cbz")])
    return library


def genres(house: House, who: Any = None, kind: str = "series", **chosen: Any) -> list[tuple[str, int]]:
    fields = house.get(f"/api/{kind}/filters", who, **chosen)["fields"]
    return [(one["value"], one["count"]) for one in fields["genre"]]


def number(house: House) -> int:
    with house.database.read() as connection:
        return int(connection.execute(sa.select(catalogue_version.c.version)).scalar_one())


def test_counts_follow_every_change_of_the_catalogue(house: House) -> None:
    library = bring(house)
    assert genres(house) == [("Action", 1)]
    assert genres(house, kind="books") == [("Action", 2)]
    house.bring(library, [shelf("Naruto", metadata={"genres": ["Comedy"]})], [comic("3.cbz")])
    assert genres(house) == [("Comedy", 1)]
    assert genres(house, kind="books") == [("Comedy", 3)]
    one = next(iter(house.walk("/api/series")))
    house.post(f"/api/series/{one['id']}/metadata", {"set": {"genres": ["Drama"]}}, method="PATCH")
    assert genres(house) == [("Drama", 1)]
    ids = [line["id"] for line in house.walk("/api/books")]
    house.bring(library, [], [], missing=ids[:1])
    assert genres(house, kind="books") == [("Drama", 2)]
    assert house.ask("DELETE", f"/api/libraries/{library['id']}").status_code == 204
    assert genres(house) == []


def test_counts_follow_comics_that_come_to_a_series_that_is_known(house: House) -> None:
    library = bring(house)
    assert genres(house, kind="books") == [("Action", 2)]
    house.bring(library, [shelf("Naruto", metadata={"genres": ["Action"]})], [comic("3.cbz")])
    assert genres(house, kind="books") == [("Action", 3)]


def test_readers_are_counted_what_they_may_see(house: House) -> None:
    bring(house)
    other = bring(house, "Comedy", "Others")
    mine, child = reader(libraries=[other["id"]]), reader(age_limit=6)
    for _ in range(2):
        assert genres(house) == [("Action", 1), ("Comedy", 1)]
        assert genres(house, mine) == [("Comedy", 1)]
        assert genres(house, reader(libraries=[])) == []
        assert genres(house, child) == [("Action", 1), ("Comedy", 1)]
        assert genres(house, library=other["id"]) == [("Comedy", 1)]
    house.bring(other, [shelf("Naruto", metadata={"genres": ["Comedy"], "age_rating": 16})], [])
    assert genres(house, child) == [("Action", 1)]


def test_a_value_is_spelled_as_the_series_do_that_may_be_seen(house: House) -> None:
    bring(house, "ACTION")
    other = bring(house, "action", "Others")
    assert genres(house, reader(libraries=[other["id"]])) == [("action", 1)]
    assert genres(house) == [("ACTION", 2)]


def test_a_change_in_one_service_is_seen_in_the_other(house: House, database_url: str, tmp_path: Path) -> None:
    library = bring(house)
    other = House.open(database_url, tmp_path)
    with other.client:
        assert genres(other) == genres(house) == [("Action", 1)]
        house.bring(library, [shelf("Naruto", metadata={"genres": ["Comedy"]})], [])
        assert genres(other) == [("Comedy", 1)]


def test_what_readers_do_makes_no_new_version_and_is_counted_each_time(house: House) -> None:
    bring(house)
    one = house.walk("/api/books")[0]
    genres(house)
    before = number(house)
    said = {"comic_id": one["id"], "current_page": 3, "total_pages": 9}
    assert house.ask("PUT", "/api/progress", json=said).status_code == 200
    read = {each["value"]: each["count"] for each in house.get("/api/books/filters")["fields"]["read"]}
    assert read == {"unread": 1, "reading": 1}
    assert number(house) == before


def test_a_change_that_is_taken_back_makes_no_new_version(house: House) -> None:
    bring(house)
    before = number(house)
    with house.database.write() as connection:
        connection.execute(sa.text("UPDATE series SET name = 'x'"))
        connection.rollback()
    with house.database.write() as connection:
        connection.execute(sa.text("UPDATE series_search SET pending = pending"))
    assert number(house) == before
    with house.database.write() as connection:
        connection.execute(sa.text("DELETE FROM series_values WHERE 1 = 0"))
    assert number(house) == before + 1


def test_little_is_kept(house: House) -> None:
    with house.database.read() as connection:
        for what in range(3 * version.MOST_KEPT):
            assert version.kept(connection, "one", what, lambda _, what=what: what) == what  # type: ignore[misc]
        assert len(version._kept[connection.engine]["one"]) == version.MOST_KEPT
        assert version.kept(connection, "other", 23, lambda _: 0) == 0
        assert version.kept(connection, "one", 23, lambda _: 0) == 23
        assert version.kept(connection, "one", 1, lambda _: 0) == 0


def test_what_everybody_sees_first_is_counted_before_they_ask(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    library, child = bring(house), reader(age_limit=6)
    asked: list[tuple[Any, dict[str, Any]]] = [(None, {}), (None, {"kind": "books"}), (child, {})]
    for who, more in [*asked, (None, {"genre": "Action"})]:
        genres(house, who, **more)
    counted: list[Any] = []
    real = facets._choices

    def choices(connection: Any, who: Any, kind: Any, chosen: Any, most: int) -> Any:
        counted.append((kind, who.age_limit, chosen))
        return real(connection, who, kind, chosen, most)

    monkeypatch.setattr(facets, "_choices", choices)
    house.bring(library, [shelf("Naruto", metadata={"genres": ["Comedy"]})], [comic("3.cbz")])
    seen = absorbing._count_ahead(house.database, 0)
    assert counted == [], "it has only just changed"
    assert absorbing._count_ahead(house.database, seen) == seen
    assert counted == [("series", None, Filter()), ("books", None, Filter()), ("series", 6, Filter())]
    assert [genres(house, who, **more) for who, more in asked] == [[("Comedy", 1)], [("Comedy", 3)], [("Comedy", 1)]]
    absorbing._count_ahead(house.database, seen)
    assert len(counted) == 3, "once"
    house.bring(library, [], [], missing=[house.walk("/api/books")[0]["id"]])
    assert genres(house, kind="books") == [("Comedy", 2)], "who asks before it is counted ahead is told no old count"


def test_what_everybody_sees_first_is_counted_behind_the_start(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(house)
    seen = absorbing._count_ahead(house.database, 0, first=True)
    absorbing._count_ahead(house.database, seen, first=True)
    monkeypatch.setattr(facets, "_choices", lambda *_: pytest.fail("it is counted when somebody asks"))
    assert genres(house)
    assert genres(house, kind="books")
