"""What an exported comic says of itself: read again, it is what the catalogue said."""

from __future__ import annotations

from typing import Any

import pytest

from services.library.comicinfo import fields_of
from services.library.comicinfo_xml import written
from services.thumbs.child import comicinfo
from tests.library.house import House, comic, shelf

SAID: dict[str, Any] = {
    "title": "Élan <b>& „so“</b> 日本",
    "series": "Saga",
    "number": "7.5",
    "chapter": 7.5,
    "volume": 2,
    "summary": "First.\n\nSecond & last.",
    "notes": "n",
    "review": "r",
    "authors": [
        {"name": "Brian", "role": "writer"},
        {"name": "Fiona", "role": "penciller"},
        {"name": "Fiona", "role": "cover artist"},
        {"name": "Ed", "role": "editor"},
    ],
    "publisher": "Image",
    "imprint": "Skybound",
    "genres": ["Space", "Drama"],
    "tags": ["War"],
    "age_rating": 17,
    "direction": "rtl",
    "language": "en",
    "web": ["https://example.org/1", "https://example.org/2"],
    "release_date": "2012-03-14",
    "characters": ["Alana", "Marko"],
    "teams": ["Robots"],
    "locations": ["Cleave"],
    "main_character": "Alana",
    "story_arcs": [{"name": "One", "number": "3"}, {"name": "Two", "number": None}],
    "series_groups": ["Sagas"],
    "alternate_series": "Other",
    "issue_count": 54,
    "issue_format": "TPB",
    "black_and_white": "no",
    "gtin": "9781607066019",
    "community_rating": 4.5,
    "scan_information": "me",
    "page_types": [{"page": 0, "type": "FrontCover", "double": False}, {"page": 4, "type": None, "double": True}],
}


def read_again(xml: str) -> dict[str, Any]:
    return fields_of(comicinfo.read(xml.encode()).said)


def test_every_field_comes_back() -> None:
    assert read_again(written(SAID, 9)) == SAID


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"title": "a\0b\ud800c\x1b"}, {"title": "abc"}),
        ({"genres": ["Sci-Fi, Fantasy"]}, {"genres": ["Sci-Fi Fantasy"]}),
        ({"number": "5", "chapter": 7}, {"number": "7", "chapter": 7}),
        ({"number": "5a", "chapter": 5}, {"number": "5a", "chapter": 5}),
        ({"chapter": 1000000.0}, {"number": "1000000", "chapter": 1000000}),
        ({"age_rating": 12}, {"age_rating": 13}),
        ({"age_rating": 21}, {"age_rating": 18}),
        ({"authors": [{"name": "A", "role": "artist"}, {"name": "B", "role": None}]}, None),
        ({"release_date": "2012"}, {"release_date": "2012"}),
        ({"page_types": [{"page": 99, "type": "Letters", "double": False}]}, {}),
        ({"summary": None, "tags": []}, {}),
    ],
)
def test_what_the_schema_has_no_place_for_comes_as_near_as_it_can(said: dict[str, Any], wanted: Any) -> None:
    if wanted is None:
        wanted = {"authors": [{"name": "B", "role": "writer"}, {"name": "A", "role": "penciller"}]}
    assert read_again(written(said, 9)) == wanted


def test_it_says_what_came_out_on_top(house: House) -> None:
    house.bring(house.library(), [shelf("Saga", metadata={"genres": ["Sci-Fi"]})], [comic("Saga 3.cbz", chapter=3)])
    book = house.walk("/api/books")[0]
    house.post("/api/tags", {"kind": "genre", "names": ["Sci-Fi"], "shown": "Space"}, method="PUT")
    edit = {"set": {"summary": "Edited.", "chapter": 4}}
    house.post(f"/api/books/{book['id']}/metadata", edit, method="PATCH")
    path = f"/internal/comics/{book['id']}/described"
    told = house.inner("GET", path, "thumbs", params={"pages": 20}).json()
    assert (told["title"], told["filename"]) == ("Saga 3", "Saga 3.cbz")
    said = read_again(told["comic_info"])
    assert said == {"series": "Saga", "number": "4", "chapter": 4, "summary": "Edited.", "genres": ["Space"]}
    assert "<PageCount>20</PageCount>" in told["comic_info"]
    assert "<Title>" not in told["comic_info"], "the file's name says it again"
    assert house.inner("GET", path, "scanner", params={"pages": 1}).status_code == 403
    assert house.inner("GET", "/internal/comics/x/described", "thumbs", params={"pages": 1}).status_code == 404
