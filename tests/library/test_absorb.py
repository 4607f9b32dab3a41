"""Words of series are noted behind a scan: what is found is the same before and after, and whoever asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.library.schema_search import series_search, told_words
from services.library.store import told
from services.library.store.catalog import shelves
from tests.library.house import House, comic, reader, shelf

LONG = "abcdefghij" * 5
SHELVES = [
    shelf("Naruto", metadata={"titles": ["ナルト 疾風伝"], "genres": ["Action"], "summary": f"A boy dreams. {LONG}"}),
    shelf("Élan vital", metadata={"genres": ["Drama"], "summary": "100% of a_b"}),
    shelf("進撃の巨人", metadata={"titles": ["Attack on Titan"], "age_rating": 18}),
    shelf("撃進の人巨", metadata={"summary": "巨人ではない"}),
]
QUERIES = ["na", "naruto", "action", "elan", "dra", "疾風", "進撃の巨人", "撃の", "巨", "巨人", "boy dreams", "nar epi",
           LONG, LONG[7:47], f"{LONG}x", "100%", "%", "a_b", "_", "epilogue 2", "2", "titan", "nothing",
           "dreams epi"]  # fmt: skip


def bring(house: House) -> dict[str, Any]:
    library = house.library()
    said = [
        comic(f"{index}/{number}.cbz", index, title=f"{one['name']} v{number:02} Épilogue {number}", volume=number)
        for index, one in enumerate(SHELVES)
        for number in (1, 2, 3)
    ]
    house.bring(library, SHELVES, said)
    return library


def absorb(house: House, most: int = 3) -> None:
    while True:
        with house.database.write() as connection:
            if told.absorb(connection, most) < most:
                return


def pending(house: House, *names: str) -> None:
    """As if these series (all) had just been said anew."""
    query = sa.update(series_search).values(pending=True)
    with house.database.write() as connection:
        connection.execute(query.where(sa.or_(*(series_search.c.said.contains(one) for one in names or ("",)))))


def found(house: House, q: str, who: Any = None) -> Any:
    said = house.get("/api/search", who, q=q)
    return {
        "series": [(one["name"], one["matched"]) for one in said["series"]],
        "books": [(one["title"], one["matched"]) for one in said["books"]],
        **{name: said[name] for name in ("total", "more", "corrected")},
    }


@pytest.mark.parametrize("few", [0, 300])
def test_what_is_found_is_the_same_before_and_after_words_are_noted(
    house: House, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "FEW", few)
    bring(house)
    people = [None, reader(age_limit=12), reader(libraries=[])]
    pending(house)
    before = [found(house, q, who) for q in QUERIES for who in people]
    assert sum(bool(one["total"]) for one in before) > 30
    absorb(house)
    with house.database.read() as connection:
        assert told.pending(connection) == 0
    assert [found(house, q, who) for q in QUERIES for who in people] == before
    pending(house, "naruto", "elan vital")
    assert [found(house, q, who) for q in QUERIES for who in people] == before, "some noted, some not"


def test_pieces_in_another_order_are_not_found(house: House) -> None:
    bring(house)
    absorb(house)
    assert [name for name, _ in found(house, "進撃の巨人")["series"]] == ["進撃の巨人"]
    assert found(house, "撃進の人巨")["series"] == [("撃進の人巨", "name")]
    assert [name for name, _ in found(house, f"{LONG[:-1]}z")["series"]] == []


def test_what_is_said_no_more_is_found_no_more_noted_or_not(house: House) -> None:
    library = bring(house)
    absorb(house)
    assert found(house, "action")["series"] == [("Naruto", "genre")]
    house.bring(library, [shelf("Naruto", metadata={"genres": ["Comedy"]})], [comic("0/9.cbz", title="Last one")])
    for _ in range(2):
        assert found(house, "action")["total"] == 0
        assert found(house, "dreams")["total"] == 0
        assert found(house, "comedy")["series"] == [("Naruto", "genre")]
        assert found(house, "last one")["books"] == [("Last one", "title")]
        absorb(house)
    with house.database.read() as connection:
        left = set(connection.execute(sa.select(told_words.c.word)).scalars())
    assert "comedy" in left
    assert not left & {"action", "dreams"}


def test_two_services_on_one_database_answer_alike_at_once(house: House, database_url: str, tmp_path: Path) -> None:
    library = bring(house)
    absorb(house)
    other = House.open(database_url, tmp_path)
    with other.client:
        assert found(other, "action") == found(house, "action")
        house.bring(library, [shelf("Naruto", metadata={"genres": ["Comedy"]})], [])
        assert found(other, "action")["total"] == 0
        assert found(other, "comedy")["series"] == [("Naruto", "genre")]
        absorb(other)
        assert found(house, "comedy")["series"] == [("Naruto", "genre")]


@pytest.mark.postgres
def test_a_series_that_somebody_writes_just_now_stays_pending(house: House) -> None:
    if house.database.dialect == "sqlite":
        pytest.skip("on SQLite one writes at a time")
    bring(house)
    pending(house)
    with house.database.write() as writing:
        mine = series_search.c.said.contains("naruto")
        writing.execute(sa.update(series_search).values(said="shippuden", pending=True).where(mine))
        absorb(house)
    with house.database.read() as connection:
        assert told.pending(connection) == 1
    assert [name for name, _ in found(house, "shippuden")["series"]] == ["Naruto"]
    absorb(house)
    assert [name for name, _ in found(house, "shippuden")["series"]] == ["Naruto"]
