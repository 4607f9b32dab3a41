"""Scans of parts, and files that are still being written."""

import time
from pathlib import Path

import pytest

from services.scanner.parts import Part
from tests.scanner.catalogue import Catalogue
from tests.scanner.files import comic


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in range(10):
        comic(tmp_path, f"Comics/Adventure/Tidewright/Tidewright #{number}.cbz", size=100 + number)
    return tmp_path


def test_a_part_is_read_and_the_rest_is_left_alone(root: Path) -> None:
    comic(root, "Comics/Horror/Cellar/Cellar 1.cbz", size=77)
    catalogue = Catalogue(root)
    catalogue.scan()
    comic(root, "Comics/Horror/Cellar/Cellar 2.cbz", size=78)
    comic(root, "Comics/Adventure/Tidewright/Tidewright #99.cbz", size=79)
    (root / "Comics/Adventure/Tidewright/Tidewright #1.cbz").unlink()
    progress, offline = catalogue.scan(parts=[Part("r0", "Comics/Horror", True)])
    assert (progress.new, progress.missing, progress.total_comics, offline) == (1, 0, 2, None)
    progress, _ = catalogue.scan(parts=[Part("r0", "Comics/Adventure", False)])
    assert (progress.new, progress.missing, progress.total_comics) == (0, 0, 0)
    progress, _ = catalogue.scan(parts=[Part("r0", "Comics/Adventure/Tidewright", False)])
    assert (progress.new, progress.missing, progress.total_comics) == (1, 1, 10)
    assert catalogue.scan()[0].new == 0


def test_what_moves_into_a_part_keeps_its_id_and_a_copy_gets_its_own(root: Path) -> None:
    catalogue = Catalogue(root)
    catalogue.scan()
    one = catalogue.id_of("Comics/Adventure/Tidewright/Tidewright #1.cbz")
    (root / "Comics/Sea").mkdir()
    (root / "Comics/Adventure/Tidewright/Tidewright #1.cbz").rename(root / "Comics/Sea/T1.cbz")
    comic(root, "Comics/Sea/copy.cbz", size=102)  # as Tidewright #2, which is still there
    progress, _ = catalogue.scan(parts=[Part("r0", "Comics/Sea", True)])
    assert (progress.moved, progress.new, catalogue.id_of("Comics/Sea/T1.cbz")) == (1, 1, one)
    assert catalogue.scan()[0].missing == 0
    assert not catalogue.missing


def test_a_part_that_is_gone_is_missing_but_not_when_the_disk_is(root: Path) -> None:
    for number in range(60):
        comic(root, f"Manga/S/{number}.cbz", size=1000 + number)
    comic(root, "Comics/Horror/Cellar/Cellar 1.cbz", size=77)
    catalogue = Catalogue(root)
    catalogue.scan()
    (root / "Comics/Horror").rename(root.parent / "aside")
    part = [Part("r0", "Comics/Horror", True)]
    progress, offline = catalogue.scan(parts=part)
    assert (progress.missing, offline) == (1, None)
    root.rename(root.parent / "unplugged")
    root.mkdir()
    progress, offline = catalogue.scan(parts=[Part("r0", "Comics/Adventure", True)])
    assert (progress.missing, "empty" in (offline or "")) == (0, True)


def test_series_json_above_a_part_tells_of_it(root: Path) -> None:
    folder = root / "Comics/Adventure/Tidewright"
    (folder / "series.json").write_text('{"series": "The Tidewright"}')
    catalogue = Catalogue(root)
    catalogue.scan()
    comic(folder, "deep/er/Tidewright #50.cbz", size=50)
    catalogue.scan(parts=[Part("r0", "Comics/Adventure/Tidewright/deep/er", False)])
    assert (
        catalogue.series[catalogue.id_of("Comics/Adventure/Tidewright/deep/er/Tidewright #50.cbz")] == "The Tidewright"
    )


def test_a_file_still_being_written_is_left_for_the_next_look(root: Path) -> None:
    catalogue = Catalogue(root)
    catalogue.scan()
    growing = root / "Comics/growing.cbz"
    growing.write_bytes(b"x")
    comic(root, "Comics/resting.cbz", size=5, mtime=time.time())

    def grow() -> None:
        with growing.open("ab") as file:
            file.write(b"x")

    catalogue.on_alive = grow
    progress, _ = catalogue.scan(settle=0.3)
    assert (progress.new, progress.unsettled, progress.missing) == (1, 1, 0)
    assert catalogue.id_of("Comics/resting.cbz")
    assert catalogue.reading.unsettled == {"lib": [Part("r0", "Comics", False)]}
    catalogue.on_alive = lambda: None
    progress, _ = catalogue.scan(settle=0.3)
    assert (progress.new, progress.unsettled) == (1, 0)
    catalogue.on_alive = grow
    progress, _ = catalogue.scan(settle=0.3)
    grow()
    assert (progress.new, progress.changed, progress.missing) == (0, 0, 0)
