"""What a scan finds, on real folders, against what the library knew: the catalogue here is a dictionary."""

import os
from pathlib import Path

import pytest

from kit.wire.scan import ScanBatch
from tests.scanner.catalogue import Catalogue
from tests.scanner.files import comic


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in range(10):
        comic(tmp_path, f"Comics/Adventure/Tidewright/Tidewright #{number}.cbz", size=100 + number)
    return tmp_path


def test_first_scan_and_then_nothing_new(root: Path) -> None:
    catalogue = Catalogue(root)
    first, _ = catalogue.scan()
    assert (first.new, first.total_comics, first.processed_comics) == (10, 10, 10)
    assert set(catalogue.series.values()) == {"Tidewright"}
    second, offline = catalogue.scan()
    assert (second.new, second.changed, second.moved, second.missing, offline) == (0, 0, 0, 0, None)
    assert second.processed_comics == 10


def test_changed_new_and_missing(root: Path) -> None:
    catalogue = Catalogue(root)
    catalogue.scan()
    folder = root / "Comics/Adventure/Tidewright"
    comic(folder, "Tidewright #3.cbz", size=999)
    comic(folder, "Tidewright #11.cbz", size=555)
    gone = catalogue.id_of("Comics/Adventure/Tidewright/Tidewright #9.cbz")
    (folder / "Tidewright #9.cbz").unlink()
    progress, offline = catalogue.scan()
    assert (progress.new, progress.changed, progress.moved, progress.missing) == (1, 1, 0, 1)
    assert (catalogue.missing, offline) == ({gone}, None)


def test_a_renamed_folder_is_moved_with_all_in_it(root: Path) -> None:
    catalogue = Catalogue(root)
    catalogue.scan()
    before = set(catalogue.comics)
    (root / "Comics/Adventure").rename(root / "Comics/Sea")
    progress, offline = catalogue.scan()
    assert (progress.moved, progress.new, progress.missing, offline) == (10, 0, 0, None)
    assert set(catalogue.comics) == before


def test_files_that_cannot_be_told_apart_are_not_guessed(tmp_path: Path) -> None:
    for name in ("one.cbz", "two.cbz"):
        comic(tmp_path, f"A/{name}")
    for number in range(20):
        comic(tmp_path, f"B/{number}.cbz", size=50 + number)
    catalogue = Catalogue(tmp_path)
    catalogue.scan()
    one = catalogue.id_of("A/one.cbz")
    (tmp_path / "A/one.cbz").rename(tmp_path / "one.cbz")  # the name tells
    (tmp_path / "A/two.cbz").rename(tmp_path / "three.cbz")  # one of each is left, but two appeared
    progress, _ = catalogue.scan()
    assert catalogue.id_of("one.cbz") == one
    assert (progress.moved, progress.new, progress.missing) == (1, 1, 1)


def test_back_again(root: Path) -> None:
    catalogue = Catalogue(root)
    catalogue.scan()
    file = root / "Comics/Adventure/Tidewright/Tidewright #1.cbz"
    file.rename(root.parent / "aside.cbz")
    catalogue.scan()
    assert len(catalogue.missing) == 1
    (root.parent / "aside.cbz").rename(file)
    catalogue.scan()
    assert not catalogue.missing


def test_an_empty_or_vanished_root_takes_nothing_away(root: Path) -> None:
    catalogue = Catalogue(root / "Comics")
    catalogue.scan()
    (root / "Comics").rename(root / "elsewhere")
    progress, offline = catalogue.scan()
    assert (progress.missing, catalogue.missing) == (0, set())
    assert offline
    (root / "Comics").mkdir()
    progress, offline = catalogue.scan()
    assert (progress.missing, catalogue.missing) == (0, set())
    assert "empty" in (offline or "")


def test_more_than_a_fifth_gone_is_no_deletion_until_a_rescan_says_so(root: Path) -> None:
    catalogue = Catalogue(root)
    catalogue.scan()
    for number in range(5):
        (root / f"Comics/Adventure/Tidewright/Tidewright #{number}.cbz").unlink()
    progress, offline = catalogue.scan()
    assert progress.missing == 0
    assert "5 of 10" in (offline or "")
    progress, offline = catalogue.scan(anew=True)
    assert (progress.missing, offline) == (5, None)


def test_what_lies_beneath_an_unreadable_folder_is_left_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    comic(root, "Comics/Horror/Cellar/Cellar 1.cbz", size=77)
    catalogue = Catalogue(root)
    catalogue.scan()
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("Horror"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    progress, offline = catalogue.scan()
    assert (progress.missing, offline) == (0, None)
    assert [(one.path, one.reason) for one in progress.errors] == [
        ("Comics/Horror", "The server has no permission to read it.")
    ]


def test_series_json_names_the_series_of_all_beneath_it(root: Path) -> None:
    folder = root / "Comics/Adventure/Tidewright"
    (folder / "series.json").write_text('{"series": "The Tidewright", "synopsis": "Sea."}')
    comic(root, "Comics/Adventure/Tidewright/Extras/Sketches 1.cbz", size=7)
    catalogue = Catalogue(root)
    catalogue.scan()
    assert set(catalogue.series.values()) == {"The Tidewright"}
    (folder / "series.json").write_text('{"series": "Tidewright II"}')
    catalogue.scan(since=0)  # newer than the last scan: its comics are sent again
    assert set(catalogue.series.values()) == {"Tidewright II"}


def test_a_broken_series_json_is_one_error_and_not_the_end(root: Path) -> None:
    (root / "Comics/Adventure/Tidewright/series.json").write_text("[]")
    catalogue = Catalogue(root)
    progress, _ = catalogue.scan()
    assert (progress.new, progress.error_count) == (10, 1)
    assert set(catalogue.series.values()) == {"Tidewright"}


def test_shelves_by_depth(tmp_path: Path) -> None:
    places = {
        "Root One 1.cbz": ("Uncategorized", None, "Root One"),
        "Comics/Loose 2.cbz": ("Comics", None, "Loose"),
        "Comics/Noir/Salt 3.cbz": ("Comics", "Noir", "Salt"),
        "Comics/Noir/Salt & Static/x 4.cbz": ("Comics", "Noir", "Salt & Static"),
        "Comics/Noir/Salt & Static/deep/er/x 5.cbz": ("Comics", "Noir", "Salt & Static"),
        "Manga/Akira/001.cbz": ("Manga", "Akira", "Akira"),
    }
    for number, path in enumerate(places):
        comic(tmp_path, path, size=number + 1)
    catalogue, seen = Catalogue(tmp_path), {}
    take = catalogue.take

    def note(body: bytes) -> None:
        batch = ScanBatch.model_validate_json(body)
        for one in batch.comics.rows():
            series = batch.series[one.series]
            seen[one.path] = (series.category, series.subcategory, series.name)
            if series.category == "Manga":
                assert series.metadata == {"direction": "rtl"}
        take(body)

    catalogue.take = note  # type: ignore[method-assign]
    catalogue.scan()
    assert seen == places


def test_names_that_are_handed_on_take_their_comics_along(root: Path) -> None:
    """Renumbering: every name is taken by another file, and a new one gets the first."""
    catalogue = Catalogue(root)
    catalogue.scan()
    folder = root / "Comics/Adventure/Tidewright"
    before = {number: catalogue.id_of(f"Comics/Adventure/Tidewright/Tidewright #{number}.cbz") for number in range(10)}
    for number in reversed(range(10)):
        (folder / f"Tidewright #{number}.cbz").rename(folder / f"Tidewright #{number + 1}.cbz")
    comic(folder, "Tidewright #0.cbz", size=5000)
    progress, offline = catalogue.scan()
    assert (progress.moved, progress.new, progress.changed, progress.missing, offline) == (10, 1, 0, 0, None)
    for number, comic_id in before.items():
        assert catalogue.id_of(f"Comics/Adventure/Tidewright/Tidewright #{number + 1}.cbz") == comic_id
