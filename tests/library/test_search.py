"""Searches: where they look, what they forgive, and what they never tell; on both databases the same."""

from typing import Any

import pytest

from services.library.store import indexing
from services.library.store.catalog import narrowed
from services.library.store.catalog.meant import distance
from tests.library.house import House, comic, reader, shelf

SHELVES = [
    shelf(
        "Naruto",
        metadata={
            "titles": ["ナルト", "Boruto's Vater"],
            "authors": [{"name": "Masashi Kishimoto", "role": "story"}],
            "genres": ["Action"],
            "tags": ["Ninja Schools"],
            "characters": ["Sasuke Uchiha"],
            "publisher": "Shueisha",
            "summary": "A boy dreams of becoming the Hokage.",
        },
    ),
    shelf("Élan vital"),
    shelf("進撃の巨人", metadata={"titles": ["Attack on Titan"], "age_rating": 18}),
]


@pytest.fixture
def full(house: House) -> House:
    """Three series of three comics."""
    said = [
        comic(f"{index}/{number}.cbz", index, title=f"{one['name']} v{number:02} Épilogue {number}", volume=number)
        for index, one in enumerate(SHELVES)
        for number in (1, 2, 3)
    ]
    house.bring(house.library(), SHELVES, said)
    return house


def found(house: House, q: str, who: Any = None, **more: Any) -> tuple[list[Any], list[str], int]:
    said = house.get("/api/search", who, q=q, **more)
    return [(one["name"], one["matched"]) for one in said["series"]], [b["title"] for b in said["books"]], said["total"]


@pytest.mark.parametrize(
    ("q", "field"),
    [
        ("naruto", "name"),
        ("NAR", "name"),
        ("na", "name"),
        ("ナルト", "title"),
        ("ルト", "title"),
        ("boruto", "title"),
        ("kishimoto", "creator"),
        ("masashi kishi", "creator"),
        ("action", "genre"),
        ("ninja", "tag"),
        ("sasuke", "character"),
        ("shueisha", "publisher"),
        ("hokage", "summary"),
        ("dreams boy", "summary"),
        ("naruto kishimoto", "name"),
    ],
)
def test_a_series_is_found_and_it_says_where(full: House, q: str, field: str) -> None:
    assert found(full, q)[0] == [("Naruto", field)]
    assert [one["name"] for one in full.walk("/api/series", q=q)] == ["Naruto"]


def test_comics_are_found_by_their_title_their_file_and_their_series(full: House) -> None:
    assert found(full, "epilogue 2")[1] == [f"{one} v02 Épilogue 2" for one in ("Élan vital", "Naruto", "進撃の巨人")]
    assert found(full, "elan") == ([("Élan vital", "name")], [f"Élan vital v0{n} Épilogue {n}" for n in (1, 2, 3)], 4)
    assert found(full, "巨人 v03") == ([], ["進撃の巨人 v03 Épilogue 3"], 1)
    assert found(full, "naruto v03 v02") == ([], [], 0)
    assert found(full, "epilogue", limit=2)[1:] == ([f"Élan vital v0{n} Épilogue {n}" for n in (1, 2)], 9)
    for q in ("epilogue 2", "elan", "巨人", "naruto v03 v02", "3"):
        listed = {one["title"] for one in full.walk("/api/books", q=q)}
        assert listed == set(found(full, q)[1])


def test_slips_are_forgiven_where_nothing_is_found_as_it_is_written(full: House) -> None:
    slips = {"narutto": "naruto", "nartuo": "naruto", "kishmoto": "kishimoto", "elan vitall": "elan vital"}
    for q, meant in slips.items():
        said = full.get("/api/search", q=q)
        assert (said["corrected"], len(said["series"])) == (meant, 1), q
    assert full.get("/api/search", q="naruto")["corrected"] is None
    for q in ("xxxxxxxx", "narxxxto", "nrt", "巨神"):
        assert full.get("/api/search", q=q) == {"series": [], "books": [], "total": 0, "more": False, "corrected": None}


def test_neither_finds_nor_corrections_tell_of_what_may_not_be_seen(full: House) -> None:
    child, stranger = reader(age_limit=12), reader(libraries=[])
    assert found(full, "attack", child) == ([], [], 0)
    assert full.get("/api/search", child, q="atack titan") == full.get("/api/search", child, q="qwertz uiop")
    assert full.get("/api/search", stranger, q="naruto")["total"] == 0
    assert full.get("/api/search", stranger, q="narutto")["corrected"] is None


def test_what_is_said_anew_is_found_and_what_was_said_is_not(full: House) -> None:
    library = full.get("/api/libraries")["items"][0]
    full.bring(library, [shelf("Naruto", metadata={"genres": ["Comedy"]})], [comic("0/9.cbz", title="Last one")])
    assert found(full, "kishimoto")[0] == []
    assert found(full, "comedy")[0] == [("Naruto", "genre")]
    assert found(full, "last one")[1] == ["Last one"]
    before = [found(full, q) for q in ("naruto", "comedy", "epilogue", "last one", "shueisha")]
    with full.database.write() as connection:
        indexing.anew(connection, [one["id"] for one in full.walk("/api/series")])
    assert before == [found(full, q) for q in ("naruto", "comedy", "epilogue", "last one", "shueisha")]


def test_a_comic_says_what_its_series_is_found_by(full: House) -> None:
    series = next(one for one in full.walk("/api/series") if one["name"] == "Élan vital")
    told = {"characters": ["Arsène"], "story_arcs": [{"name": "Début"}]}
    with full.database.write() as connection:
        indexing.comics_said(connection, [(series["id"], None, told)])
    assert found(full, "arsene")[0] == [("Élan vital", "character")]
    assert found(full, "debut")[0] == [("Élan vital", "story_arc")]


def test_distance_counts_slips() -> None:
    assert [distance("naruto", one, 2) for one in ("naruto", "nartuo", "naruuto", "nruto", "xaruxo", "xxxuto")] == [
        0, 1, 1, 1, 2, 3,
    ]  # fmt: skip


def test_a_comic_is_found_by_what_it_says_of_itself(full: House) -> None:
    first, second, third = sorted(full.walk("/api/books", q="elan"), key=lambda one: one["volume"])
    info = {
        "Summary": "The élan of a lighthouse keeper, and the end.",
        "Writer": "Zoë Quill",
        "Characters": "Grimalkin",
    }
    tell(full, first, info)
    tell(full, second, {"Summary": "Another lighthouse.", "Teams": "The Owls", "StoryArc": "Long Night"})

    def hits(q: str) -> dict[str, str]:
        found = {one["id"]: one["matched"] for one in full.get("/api/search", q=q)["books"]}
        assert set(found) == {one["id"] for one in full.walk("/api/books", q=q)}, q
        return found

    assert hits("lighthouse") == {first["id"]: "summary", second["id"]: "summary"}
    assert hits("lighthouse keeper") == {first["id"]: "summary"}
    assert hits("zoe") == {first["id"]: "creator"}
    assert hits("grimalkin elan") == {first["id"]: "title"}, "each word somewhere; the first field that has any"
    assert hits("owls") == {second["id"]: "team"}
    assert hits("long night") == {second["id"]: "story_arc"}
    assert hits("grimalkin owls") == {}, "not in the same comic"
    assert full.get("/api/search", reader(libraries=[]), q="lighthouse")["total"] == 0
    tell(full, first, {})
    assert hits("lighthouse") == {second["id"]: "summary"}
    full.post(f"/api/books/{third['id']}/metadata", {"set": {"summary": "灯台の話"}}, method="PATCH")
    assert hits("灯台") == {third["id"]: "summary"}
    assert hits("lighthouse") == {second["id"]: "summary"}, "the others stay found"
    full.post(f"/api/books/{third['id']}/metadata", {"unset": ["summary"]}, method="PATCH")
    assert hits("灯台") == {}


def test_a_list_is_the_same_however_many_places_its_words_are_in(full: House, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(full, full.walk("/api/books", q="naruto")[0], {"Summary": "The titan of Konoha.", "Writer": "Zoë Quill"})
    queries = ("naruto", "epilogue 2", "titan", "巨人", "konoha", "zoe", "zoe naruto", "3", "nothing at all")
    people = (None, reader(age_limit=12), reader(libraries=[]))

    def said() -> list[Any]:
        found = []
        for who in people:
            for q in queries:
                for kind in ("books", "series"):
                    found.append([one["id"] for one in full.walk(f"/api/{kind}", who, q=q, limit=2)])
                    found.append(full.get(f"/api/{kind}/filters", who, q=q)["total"])
                    found.append(full.get(f"/api/{kind}/letters", who, q=q))
        return found

    few = said()
    assert any(few)
    monkeypatch.setattr(narrowed, "MANY", -1)
    assert said() == few, "all texts are looked through"
    monkeypatch.setattr(narrowed, "MOST", 0)
    assert said() == few, "each page looks for itself"


def tell(house: House, book: dict[str, Any], info: dict[str, Any]) -> None:
    item = {"comic_id": book["id"], "version": book["cover"].partition("?v=")[2], "pages": 9, "has_thumbnail": True}
    body = {"items": [{**item, "page_list": [{"size_bytes": 1}], "comic_info": info}]}
    assert house.inner("POST", "/internal/inspections", "thumbs", json=body).json() == {"applied": 1}


def test_a_total_of_very_many_places_follows_what_comics_say(full: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowed, "MOST", 0)
    first, second = full.walk("/api/books", q="naruto")[:2]
    totals = [full.get("/api/books", q="lanternfish")["total"]]
    for book in (first, second):
        tell(full, book, {"Summary": "A lanternfish of no importance."})
        totals += [full.get("/api/books", who, q="lanternfish")["total"] for who in (None, reader(libraries=[]))]
    assert totals == [0, 1, 0, 2, 0]
