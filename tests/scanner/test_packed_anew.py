"""Comics that are packed in another format, where they lie: the same name with another ending."""

from pathlib import Path

import pytest

from tests.scanner.catalogue import Catalogue
from tests.scanner.files import comic

FOLDER = "Comics/Sea/Tide"


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    for number in range(10):
        comic(tmp_path, f"{FOLDER}/Tide {number}.cbr", size=100 + number)
    made = Catalogue(tmp_path)
    made.scan()
    return made


def packed(root: Path, number: int, name: str) -> None:
    (root / FOLDER / f"Tide {number}.cbr").unlink()
    comic(root, f"{FOLDER}/{name}", size=900 + number, mtime=1_800_000_000.0)


def test_a_cbr_made_a_cbz_is_the_same_comic(catalogue: Catalogue, tmp_path: Path) -> None:
    before = catalogue.id_of(f"{FOLDER}/Tide 3.cbr")
    packed(tmp_path, 3, "Tide 3.CBZ")
    progress, _ = catalogue.scan()
    assert (progress.moved, progress.new, progress.missing, progress.changed) == (1, 0, 0, 0)
    assert catalogue.id_of(f"{FOLDER}/Tide 3.CBZ") == before
    assert catalogue.missing == set()


def test_also_when_it_was_packed_a_moment_ago(catalogue: Catalogue, tmp_path: Path) -> None:
    before = catalogue.id_of(f"{FOLDER}/Tide 3.cbr")
    packed(tmp_path, 3, "Tide 3.cbz")
    progress, _ = catalogue.scan(settle=0.3)
    assert (progress.moved, progress.new, progress.missing, progress.unsettled) == (1, 0, 0, 0)
    assert catalogue.id_of(f"{FOLDER}/Tide 3.cbz") == before


def test_what_has_moved_by_its_content_is_followed_first(catalogue: Catalogue, tmp_path: Path) -> None:
    before = catalogue.id_of(f"{FOLDER}/Tide 3.cbr")
    (tmp_path / "Comics/Sea/Shore").mkdir()
    (tmp_path / FOLDER / "Tide 3.cbr").rename(tmp_path / "Comics/Sea/Shore/Tide 3.cbr")
    comic(tmp_path, f"{FOLDER}/Tide 3.cbz", size=999)
    progress, _ = catalogue.scan()
    assert (progress.moved, progress.new, progress.missing) == (1, 1, 0)
    assert catalogue.id_of("Comics/Sea/Shore/Tide 3.cbr") == before
    assert catalogue.id_of(f"{FOLDER}/Tide 3.cbz") != before


def test_beside_the_old_one_it_is_another_comic(catalogue: Catalogue, tmp_path: Path) -> None:
    comic(tmp_path, f"{FOLDER}/Tide 3.cbz", size=999)
    progress, _ = catalogue.scan()
    assert (progress.moved, progress.new, progress.missing) == (0, 1, 0)


def test_another_name_or_folder_is_left_to_what_is_inside(catalogue: Catalogue, tmp_path: Path) -> None:
    packed(tmp_path, 3, "Tide Three.cbz")
    progress, _ = catalogue.scan()
    assert (progress.moved, progress.new, progress.missing) == (0, 1, 1)
