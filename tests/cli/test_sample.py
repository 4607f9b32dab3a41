"""The sample library's files: readable by anyone, the same every time, and worth looking at."""

import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from cli.sample.assemble import ART, assemble
from cli.sample.contents import ISSUES, RIGHT_TO_LEFT, SERIES_JSON


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "sample"
    assert assemble(folder) == len(ISSUES)
    return folder


def test_every_comic_is_a_sound_cbz_of_pictures(sample: Path) -> None:
    comics = sorted(sample.rglob("*.cbz"))
    assert len(comics) == len(ISSUES) >= 12
    for comic in comics:
        with zipfile.ZipFile(comic) as archive:
            assert archive.testzip() is None
            pictures = [name for name in archive.namelist() if name.endswith(".webp")]
            assert len(pictures) >= 4
            assert pictures == sorted(pictures)
            for name in pictures:
                with Image.open(io.BytesIO(archive.read(name))) as picture:
                    assert (picture.format, picture.size) == ("WEBP", (700, 1050))


def test_the_shelves_are_varied(sample: Path) -> None:
    parts = [comic.relative_to(sample).parts for comic in sample.rglob("*.cbz")]
    assert {len(part) for part in parts} == {4}, "category/subcategory/series/file"
    series = [part[:3] for part in parts]
    assert len({part[0] for part in parts}) >= 3
    assert len({part[:2] for part in parts}) >= 6
    assert len(set(series)) >= 12
    assert sum(series.count(one) > 1 for one in set(series)) >= 3


def test_the_order_of_pages_varies() -> None:
    assert len({issue.pages for issue in ISSUES}) > len(ISSUES) * 0.8


def test_series_json_is_there_in_its_flat_form(sample: Path) -> None:
    (found,) = sample.rglob("series.json")
    assert str(found.parent.relative_to(sample)) in SERIES_JSON
    assert json.loads(found.read_text())["name"] == "Tidewright"


def test_one_manga_reads_from_right_to_left(sample: Path) -> None:
    directions = []
    for comic in sample.rglob("*.cbz"):
        with zipfile.ZipFile(comic) as archive:
            if "ComicInfo.xml" in archive.namelist():
                info = ElementTree.fromstring(archive.read("ComicInfo.xml"))  # noqa: S314 - our own
                assert info.findtext("Series")
                assert info.findtext("PageCount") == str(len(archive.namelist()) - 1)
                directions.append(info.findtext("Manga"))
    assert directions.count(RIGHT_TO_LEFT) == 1


def test_the_same_bytes_every_time(sample: Path, tmp_path: Path) -> None:
    assemble(tmp_path / "again")
    for comic in sample.rglob("*.cbz"):
        assert comic.read_bytes() == (tmp_path / "again" / comic.relative_to(sample)).read_bytes()


def test_what_was_left_half_made_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "sample.part" / "Comics").mkdir(parents=True)
    (tmp_path / "sample" / "old").mkdir(parents=True)
    assemble(tmp_path / "sample")
    assert not (tmp_path / "sample.part").exists()
    assert not (tmp_path / "sample" / "old").exists()


def test_every_drawing_is_used_and_small() -> None:
    used = {issue.cover for issue in ISSUES} | {f"page-{number}" for issue in ISSUES for number in issue.pages}
    assert {path.stem for path in ART.iterdir()} == used
    assert sum(path.stat().st_size for path in ART.iterdir()) < 2_500_000
