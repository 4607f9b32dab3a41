"""RARs in several volumes: one comic each, whose size and time are those of all volumes."""

from pathlib import Path

import pytest

from services.scanner.parts import Part, of_changes
from services.scanner.volumes import seen
from services.scanner.walk import walk
from tests.scanner.catalogue import Catalogue
from tests.scanner.files import comic


def found(root: Path) -> dict[str, int]:
    return {file.name: file.size for folder in walk(str(root)) for file in folder.files}


@pytest.mark.parametrize(
    ("names", "comics"),
    [
        (["a.part1.rar", "a.part2.rar", "a.part3.rar"], {"a.part1.rar": 6}),
        (["a.part01.rar", "a.part02.rar", "a.part10.rar"], {"a.part01.rar": 3}),  # the rest is missing
        (["a.rar", "a.r00", "a.r01", "b.rar"], {"a.rar": 6, "b.rar": 4}),
        (["A.RAR", "A.R00"], {"A.RAR": 3}),
        (["a.part2.rar", "a.part3.rar"], {"a.part2.rar": 1, "a.part3.rar": 2}),  # each says that the first is missing
        (["a.part1.cbr", "a.part2.cbr"], {"a.part1.cbr": 3, "a.part2.cbr": 2}),  # parts of a story, perhaps
        (["a.part1.cbz", "a.part2.cbz", "a.r00"], {"a.part1.cbz": 1, "a.part2.cbz": 2}),
    ],
)
def test_what_is_a_comic(tmp_path: Path, names: list[str], comics: dict[str, int]) -> None:
    for number, name in enumerate(names, 1):
        comic(tmp_path, name, size=number)
    assert found(tmp_path) == comics
    assert {name: seen(str(tmp_path / name)).size for name in comics} == comics


def test_a_volume_that_comes_or_changes_is_a_change_of_the_comic(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    comic(tmp_path, "A/a.part1.rar", size=10, mtime=1_700_000_000)
    catalogue.scan()
    first = catalogue.id_of("A/a.part1.rar")
    comic(tmp_path, "A/a.part2.rar", size=20, mtime=1_700_000_009)
    catalogue.scan()
    assert list(catalogue.comics) == [first]
    one = catalogue.comics[first]
    assert (one.size_bytes, one.mtime) == (30, 1_700_000_009)
    comic(tmp_path, "A/a.part2.rar", size=20, mtime=1_700_000_010)
    catalogue.scan()
    assert catalogue.comics[first].mtime == 1_700_000_010


def test_the_watch_looks_where_a_volume_changed(tmp_path: Path) -> None:
    comic(tmp_path, "A/a.r00")
    root = type("Root", (), {"id": "r", "path": str(tmp_path)})()
    assert of_changes(root, [str(tmp_path / "A/a.r00")]) == [Part("r", "A", False)]
