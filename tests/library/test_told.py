"""The words of what comics say, with the series that have them: never too few are found, nor what is said no more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.library.schema_search import series_told, told_words
from services.library.store import pieces, told
from tests.library.house import House, comic, shelf

WORD = st.text("ab%_/\\é進撃の巨人ナ", min_size=1, max_size=9)
LONG = "".join(chr(ord("a") + number % 26) + str(number) for number in range(80))


def having(house: House, word: str) -> set[str]:
    with house.database.read() as connection:
        _, numbers = told.having(connection, word)
        rows = connection.execute(series_told.select()).all()
    return {row.series_id for row in rows if told.has(numbers, row.number)}


def put(house: House, words: dict[str, set[str]], *, anew: bool = False) -> None:
    with house.database.write() as connection:
        told.put(connection, words, anew=anew)


@pytest.mark.parametrize("part", ["a0", LONG[:40], LONG[17:60], LONG[-33:], LONG[-5:], LONG])
def test_any_part_of_a_long_word_is_found(house: House, part: str) -> None:
    put(house, {"long": {LONG}, "short": {"b1b1"}})
    assert having(house, part) == {"long"}


@pytest.mark.parametrize(
    ("part", "found"),
    [("の", {"titan"}), ("巨人", {"titan"}), ("進撃の巨人", {"titan"}), ("撃の", {"titan"}), ("人", {"titan", "mixed"}),
     ("x人", {"mixed"}), ("人y", {"mixed"}), ("x", {"mixed"}), ("巨神", set()), ("100%", {"odd"}), ("_", {"odd"})],
)  # fmt: skip
def test_japanese_and_what_stands_between(house: House, part: str, found: set[str]) -> None:
    put(house, {"titan": {"進撃の巨人"}, "mixed": {"x人y"}, "odd": {"100%", "a_b"}})
    assert having(house, part) == found


@settings(max_examples=300, deadline=None)
@given(word=WORD, data=st.data())
def test_what_is_asked_for_is_in_what_is_kept(word: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(word) - 1))
    part = word[first : data.draw(st.integers(first + 1, len(word)))]
    kept = pieces.kept({word})
    assert all(any(one in piece for piece in kept) for one in pieces.asked(part))


def test_words_are_added_and_said_anew(house: House) -> None:
    many = {f"series {number:04}": {"common", f"only{number}"} for number in range(told.BLOCK + 76)}
    put(house, many)
    assert having(house, "common") == set(many)
    assert having(house, "only1099") == {"series 1099"}
    put(house, {"series 0001": {"more"}, "series 1099": {"more"}})
    assert having(house, "more") == {"series 0001", "series 1099"}
    assert having(house, "only1099") == {"series 1099"}
    put(house, {"series 0001": set(), "series 1099": {"new"}, "never said": set()}, anew=True)
    assert having(house, "common") == set(many) - {"series 0001", "series 1099"}
    assert (having(house, "more"), having(house, "new")) == (set(), {"series 1099"})
    with house.database.read() as connection:
        left = set(connection.execute(told_words.select().with_only_columns(told_words.c.word)).scalars())
    assert not left & {"more", "only1099"}, "a word that no comic says is not kept"


def test_marks_are_as_many_as_there_are_numbers() -> None:
    assert told.marks({0: 0b101}, 2)[:4] == b"\1\0\1\0"
    marks = told.marks({1: 1 << 1023}, 5000)
    assert (len(marks), marks[2047], marks[-1], sum(marks)) == (5002, 1, 0, 1)
    assert (told.marks({}, 0)[-1], told.marks({0: 1 << 1023}, 0)[-1]) == (0, 0)


def test_what_a_comic_says_moves_with_it_to_another_series(house: House) -> None:
    library = house.library()
    house.bring(library, [shelf("Ebb"), shelf("Flow")], [comic("Ebb/1.cbz"), comic("Flow/2.cbz", 1, mtime=2.5)])
    one = next(book for book in house.walk("/api/books") if book["title"] == "1")
    said = {"Summary": "An albatross.", "Writer": "Ann Onymous"}
    item = {"comic_id": one["id"], "version": one["cover"].partition("?v=")[2], "pages": 2, "has_thumbnail": True,
            "comic_info": said, "page_list": [], "fingerprint": "f00"}  # fmt: skip
    assert house.inner("POST", "/internal/inspections", "thumbs", json={"items": [item]}).status_code == 200
    house.bring(library, [shelf("Flow")], [comic("Flow/1.cbz", comic_id=one["id"])])
    flow = next(series["id"] for series in house.walk("/api/series") if series["name"] == "Flow")
    assert flow in having(house, "albatross")
    assert [book["id"] for book in house.get("/api/search", q="albatross")["books"]] == [one["id"]]
    assert [series["id"] for series in house.walk("/api/series", creator="Ann Onymous")] == [flow]


def test_two_who_inspect_the_same_series_wait_for_each_other_and_lose_nothing(house: House) -> None:
    names = [f"S{number}" for number in range(8)]
    comics = [comic(f"{index}/{number}.cbz", index) for index in range(8) for number in range(16)]
    house.bring(house.library(), [shelf(name) for name in names], comics)
    books = house.walk("/api/books", limit=200)

    def inspect(half: int) -> list[int]:
        said = []
        for first in range(half, len(books), 32):
            items = [
                {"comic_id": one["id"], "version": one["cover"].partition("?v=")[2], "pages": 9, "page_list": [],
                 "has_thumbnail": True, "fingerprint": f"{one['id']:0>32}",
                 "comic_info": {"Summary": f"word{one['id']} shared", "Genre": f"Genre {half}", "Writer": "Ann"}}
                for one in books[first : first + 32 : 2]
            ]  # fmt: skip
            answer = house.inner("POST", "/internal/inspections", "thumbs", json={"items": items})
            said.append(answer.status_code)
        return said

    with ThreadPoolExecutor(2) as pool:
        assert set().union(*pool.map(inspect, (0, 1))) == {200}
    ids = {one["id"] for one in house.walk("/api/series")}
    assert having(house, "shared") == ids
    for one in books[::9]:
        assert having(house, f"word{one['id']}") == {one["series_id"]}
