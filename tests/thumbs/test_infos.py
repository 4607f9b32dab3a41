"""ComicInfo.xml and MetronInfo.xml as tools write them, broken, and as traps; and what the catalogue makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.library import comicinfo as of_comicinfo
from services.library import metroninfo as of_metroninfo
from services.thumbs.archives.archive import COMIC_INFO, METRON_INFO, MIB, left_out
from services.thumbs.child import comicinfo, metroninfo
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Thumbs, heard
from tests.thumbs.test_formats import cb7, cbt

COMIC_TAGGER = b"""<?xml version='1.0' encoding='utf-8'?>
<ComicInfo xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <Title>The Lamp</Title><Series>Saga</Series><Number>7</Number><Count>54</Count><Volume>2012</Volume>
  <Summary>First line.
Second &amp; last.</Summary><Year>2012</Year><Month>3</Month><Day>14</Day>
  <Writer>Ann Author, Bo Artist</Writer><CoverArtist>Bo Artist</CoverArtist><Genre>Space, Drama</Genre>
  <Web>https://example.org/1 https://example.org/2</Web><PageCount>3</PageCount><LanguageISO>en</LanguageISO>
  <AgeRating>Mature 17+</AgeRating><Manga>YesAndRightToLeft</Manga><CommunityRating>4.5</CommunityRating>
  <StoryArc>One,Two</StoryArc><StoryArcNumber>3,</StoryArcNumber><GTIN>9781607066019</GTIN>
  <Pages><Page Image="0" Type="FrontCover" ImageSize="123"/><Page Image="2" DoublePage="true"/></Pages>
</ComicInfo>"""
METRON_TAGGER = b"""<?xml version="1.0" encoding="UTF-8"?>
<MetronInfo xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:noNamespaceSchemaLocation="https://metron-project.github.io/schema/MetronInfo/v1.0/MetronInfo.xsd">
  <IDS><ID source="Metron" primary="true">290431</ID><ID source="Comic Vine">12345</ID></IDS>
  <Publisher id="1"><Name>Image</Name><Imprint id="2">Skybound</Imprint></Publisher>
  <Series lang="en" id="65478"><Name>Saga</Name><SortName>Saga</SortName><Volume>1</Volume><Format>Single Issue</Format>
    <IssueCount>54</IssueCount><StartYear>2012</StartYear></Series>
  <MangaVolume>2</MangaVolume><CollectionTitle>The Lamp</CollectionTitle><Number>7</Number>
  <Stories><Story id="9">Part One</Story><Story>Part Two</Story></Stories>
  <Summary>All of it.</Summary><CoverDate>2012-03-14</CoverDate><PageCount>3</PageCount>
  <Genres><Genre id="1">Space</Genre></Genres><Tags><Tag>War</Tag></Tags>
  <Arcs><Arc id="4"><Name>One</Name><Number>3</Number></Arc></Arcs>
  <Characters><Character id="5">Alana</Character><Character>Marko</Character></Characters>
  <Teams><Team>Robots</Team></Teams><Locations><Location>Cleave</Location></Locations>
  <Universes><Universe><Name>Main</Name><Designation>1</Designation></Universe></Universes>
  <GTIN><ISBN>9781607066019</ISBN><UPC>1</UPC></GTIN><AgeRating>Mature</AgeRating>
  <URLs><URL primary="true">https://example.org/1</URL><URL>javascript:alert(1)</URL></URLs>
  <Credits><Credit><Creator id="7">Ann Author</Creator>
  <Roles><Role id="1">Writer</Role><Role>Cover</Role></Roles></Credit>
  </Credits>
</MetronInfo>"""


def comic(xml: bytes) -> dict[str, Any]:
    return of_comicinfo.fields_of(comicinfo.read(xml).said)


def metron(xml: bytes) -> dict[str, Any]:
    return of_metroninfo.fields_of(metroninfo.read(xml))


def test_comicinfo_as_comictagger_writes_it() -> None:
    said = comic(COMIC_TAGGER)
    assert (said["title"], said["number"], said["chapter"], said["issue_count"]) == ("The Lamp", "7", 7, 54)
    assert "volume" not in said, "a year is no volume"
    assert said["summary"] == "First line.\nSecond & last."
    assert (said["release_date"], said["age_rating"], said["direction"]) == ("2012-03-14", 17, "rtl")
    assert said["story_arcs"] == [{"name": "One", "number": "3"}, {"name": "Two", "number": None}]
    assert said["authors"][-1] == {"name": "Bo Artist", "role": "cover artist"}
    assert [one["page"] for one in said["page_types"]] == [0, 2]
    assert (comicinfo.read(COMIC_TAGGER).front_cover, comicinfo.read(COMIC_TAGGER).page_count) == (0, 3)


def test_a_namespace_of_its_own_changes_nothing() -> None:
    root = b'<ComicInfo xmlns="http://example.org/comic" '
    assert comic(COMIC_TAGGER.replace(b"<ComicInfo ", root)) == comic(COMIC_TAGGER)
    root = b'<m:MetronInfo xmlns:m="urn:m"><m:Number>7</m:Number><m:Tags><m:Tag>A</m:Tag><m:Tag>B</m:Tag></m:Tags>'
    assert metron(root + b"</m:MetronInfo>") == {"number": "7", "chapter": 7, "tags": ["A", "B"]}


def test_metroninfo_as_metron_tagger_writes_it() -> None:
    said = metron(METRON_TAGGER)
    assert said["ids"] == {"Metron": "290431", "Comic Vine": "12345"}
    assert (said["publisher"], said["imprint"], said["language"]) == ("Image", "Skybound", "en")
    assert (said["title"], said["series"], said["number"], said["volume"]) == ("The Lamp", "Saga", "7", 2)
    assert said["authors"] == [{"name": "Ann Author", "role": "writer"}, {"name": "Ann Author", "role": "cover"}]
    assert (said["characters"], said["teams"], said["locations"]) == (["Alana", "Marko"], ["Robots"], ["Cleave"])
    assert said["story_arcs"] == [{"name": "One", "number": "3"}]
    assert (said["gtin"], said["age_rating"], said["release_date"]) == ("9781607066019", 17, "2012-03-14")
    assert (said["web"], said["issue_count"], said["series_groups"]) == (["https://example.org/1"], 54, ["Main"])


@pytest.mark.parametrize(
    ("xml", "wanted"),
    [
        ("<ComicInfo><Title>Élan</Title></ComicInfo>".encode("cp1252"), "Élan"),
        ('<?xml version="1.0" encoding="utf-8"?><ComicInfo><Title>Élan</Title></ComicInfo>'.encode("cp1252"), "Élan"),
        ('<?xml version="1.0" encoding="utf-16"?><ComicInfo><Title>Élan</Title></ComicInfo>'.encode("utf-16"), "Élan"),
        ("\ufeff<ComicInfo><Title>Élan</Title></ComicInfo>".encode(), "Élan"),
        (b'\n\n<?xml version="1.0"?><ComicInfo><Title>Tom & Jerry &amp; Co</Title></ComicInfo>', "Tom & Jerry & Co"),
        (b"<ComicInfo><Title>a\x01b\x00c</Title></ComicInfo>", "abc"),
        (b'<?xml version="1.0" encoding="klingon"?><ComicInfo><Title>x</Title></ComicInfo>', "x"),
        (b"<ComicInfo><Title>&lt;script&gt;alert(1)&lt;/script&gt;</Title></ComicInfo>", "<script>alert(1)</script>"),
        (b"<ComicInfo><Title><b>nested</b></Title></ComicInfo>", None),
        (b"<ComicInfo><Title>never closed", None),
        (b"PK\x03\x04", None),
        (b"", None),
        (b"<a>" * 100_000, None),
    ],
)
def test_what_was_meant_is_read_where_it_can_be(xml: bytes, wanted: str | None) -> None:
    assert comic(xml).get("title") == wanted


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><ComicInfo><Title>&c;</Title></ComicInfo>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<ComicInfo><Title>&a;</Title></ComicInfo>"""


@pytest.mark.parametrize("xml", [LAUGHS, OUTSIDE])
def test_traps_say_nothing(xml: bytes) -> None:
    assert comicinfo.read(xml).said == {}
    assert metroninfo.read(xml.replace(b"ComicInfo", b"MetronInfo")) == {}


def test_lies_cost_themselves_alone() -> None:
    lies = b"<PageCount>1000000000</PageCount><Year>99999</Year><Summary>" + b"x" * 500_000 + b"</Summary>"
    said = comic(b"<ComicInfo><Publisher>Image</Publisher>" + lies + b"</ComicInfo>")
    assert said["publisher"] == "Image"
    assert len(said["summary"]) == 20_000
    assert "release_date" not in said
    many = b"<MetronInfo><Tags>" + b"<Tag>x</Tag>" * 20_000 + b"</Tags></MetronInfo>"
    assert metron(many)["tags"] == ["x"]


@pytest.mark.parametrize("folder", ["", "Saga 007/"])
async def test_both_are_found_in_an_archive_whatever_their_case(thumbs: Thumbs, library: Library, folder: str) -> None:
    files = {f"{folder}comicinfo.XML": COMIC_TAGGER, f"{folder}METRONINFO.xml": METRON_TAGGER}
    path = comics.cbz(library.root / "a.cbz", {**comics.pages(3), **files})
    one = library.add(path)
    await thumbs.get(f"/api/cover/{one.comic_id}")
    told = (await heard(library, one.comic_id)).comic_info or {}
    assert told["Title"] == "The Lamp"
    assert of_metroninfo.fields_of(told["MetronInfo"])["ids"]["Metron"] == "290431"


LONG = b"<ComicInfo><Publisher>Image</Publisher><Summary>" + b"x" * 5_000_000 + b"</Summary></ComicInfo>"
SENTENCE = "ComicInfo.xml has 4.8 MiB, more than the 1 MiB that are read: what it says is left out."


@pytest.mark.parametrize(("name", "make"), [("a.cbz", comics.cbz), ("a.cbt", cbt), ("a.cb7", cb7)])
async def test_one_beyond_a_mebibyte_is_left_out_with_a_reason(
    thumbs: Thumbs, library: Library, name: str, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    path = make(library.root / name, {**comics.pages(2), "ComicInfo.xml": LONG})
    one = library.add(path)
    answer = await thumbs.get(f"/api/cover/{one.comic_id}?v={one.version}")
    assert "immutable" in answer.headers["cache-control"], "the cover itself, no placeholder"
    told = await heard(library, one.comic_id)
    assert (told.problem, told.comic_info, told.pages, told.has_thumbnail) == (SENTENCE, {}, 2, True)
    for page in range(2):
        assert (await thumbs.get(f"/api/read/{one.comic_id}/page/{page}")).status_code == 200


async def test_it_is_read_once_its_file_changes_and_the_other_counts_meanwhile(
    thumbs: Thumbs, library: Library
) -> None:
    files = {"ComicInfo.xml": LONG, "MetronInfo.xml": METRON_TAGGER}
    path = comics.cbz(library.root / "a.cbz", {**comics.pages(3), **files})
    one = library.add(path)
    await thumbs.get(f"/api/cover/{one.comic_id}")
    told = await heard(library, one.comic_id)
    assert (told.problem, list(told.comic_info or {})) == (SENTENCE, ["MetronInfo"])
    comics.cbz(path, {**comics.pages(3), **files, "ComicInfo.xml": COMIC_TAGGER})
    other = library.add(path)
    await thumbs.get(f"/api/cover/{other.comic_id}?v={other.version}")
    told = await heard(library, other.comic_id)
    assert (told.problem, (told.comic_info or {})["Title"]) == ("", "The Lamp")


def test_sentences_about_both() -> None:
    assert left_out({COMIC_INFO: MIB, METRON_INFO: MIB}) == ""
    both = left_out({METRON_INFO: MIB + 1, COMIC_INFO: 5_000_111})
    assert (
        both == f"{SENTENCE} MetronInfo.xml has 1.1 MiB, more than the 1 MiB that are read: what it says is left out."
    )
