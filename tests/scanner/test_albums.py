"""Folders of pictures as comics: which are, and how they are followed from scan to scan."""

from pathlib import Path

import pytest

from services.scanner.parts import Part, of_changes
from services.scanner.walk import walk
from tests.scanner.catalogue import Catalogue
from tests.scanner.files import comic

ALBUM = "Manga/Tide/Tide 01"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in range(3):
        comic(tmp_path, f"{ALBUM}/{number:03d}.jpg", size=100 + number, mtime=1_700_000_000 + number)
    comic(tmp_path, "Manga/Tide/Tide 02.cbz")
    comic(tmp_path, "Manga/Tide/cover.jpg")
    return tmp_path


def albums(root: Path) -> list[str]:
    return sorted(folder.path for folder in walk(str(root)) if folder.album)


@pytest.mark.parametrize(
    ("beside", "is_one"),
    [
        ("ComicInfo.xml", True),
        ("series.json", True),
        ("Thumbs.db", True),
        (".DS_Store", True),
        ("__MACOSX/x.jpg", True),
        ("cover.jpg", True),
        ("a.cbz", False),
        ("extras/a.cbz", False),
        ("song.mp3", False),
    ],
)
def test_a_folder_of_pictures_alone_is_a_comic(root: Path, beside: str, is_one: bool) -> None:
    comic(root, f"{ALBUM}/{beside}")
    assert albums(root) == ([ALBUM] if is_one else [])


def test_covers_beside_comics_and_on_their_own_make_no_comic(tmp_path: Path) -> None:
    for path in ("A/cover.jpg", "B/folder.JPG", "C/x.cbz", "C/001.jpg", "D/poster.png", "D/series.json", "loose.jpg"):
        comic(tmp_path, path)
    assert albums(tmp_path) == []


def test_size_and_times_are_those_of_its_pictures(root: Path) -> None:
    catalogue = Catalogue(root)
    catalogue.scan()
    one = catalogue.comics[catalogue.id_of(ALBUM)]
    assert (one.format, one.filename, one.size_bytes, one.mtime) == ("folder", "Tide 01", 303, 1_700_000_002)
    assert (one.title, one.volume, one.chapter) == ("Tide 01", None, 1)
    assert catalogue.series[catalogue.id_of(ALBUM)] == "Tide"


def test_a_dot_in_its_name_is_no_ending(tmp_path: Path) -> None:
    comic(tmp_path, "Manga/Tide/Tide Vol. 1.5 extra/1.png")
    catalogue = Catalogue(tmp_path)
    catalogue.scan()
    (one,) = catalogue.comics.values()
    assert (one.volume, one.filename) == (1.5, "Tide Vol. 1.5 extra")


def test_a_scan_finds_it_again_changed_moved_and_gone(root: Path) -> None:
    catalogue = Catalogue(root)
    catalogue.scan()
    album_id = catalogue.id_of(ALBUM)
    progress, _ = catalogue.scan()
    assert (progress.new, progress.changed, progress.missing, progress.total_comics) == (0, 0, 0, 2)
    (root / ALBUM / "000.jpg").write_bytes(b"another page")
    progress, _ = catalogue.scan()
    assert (progress.new, progress.changed) == (0, 1)
    (root / ALBUM).rename(root / "Manga/Tide/Tide Vol 1")
    progress, _ = catalogue.scan()
    assert (progress.moved, catalogue.id_of("Manga/Tide/Tide Vol 1")) == (1, album_id)
    for picture in (root / "Manga/Tide/Tide Vol 1").iterdir():
        picture.unlink()
    progress, _ = catalogue.scan()
    assert (progress.missing, catalogue.missing) == (1, {album_id})


def test_a_page_that_cannot_be_read_is_no_reason_to_give_it_up(root: Path) -> None:
    catalogue = Catalogue(root)
    catalogue.scan()
    (root / ALBUM / "000.jpg").unlink()
    (root / ALBUM / "000.jpg").symlink_to("/etc/hostname")
    progress, _ = catalogue.scan()
    assert (progress.missing, progress.new, progress.error_count) == (0, 0, 2)


def test_a_touched_picture_has_its_folder_looked_at_alone(root: Path) -> None:
    catalogue = Catalogue(root)
    catalogue.scan()
    album_id = catalogue.id_of(ALBUM)
    touched = root / ALBUM / "001.jpg"
    touched.write_bytes(b"x" * 7)
    parts = of_changes(catalogue.roots[0], [str(touched)])
    assert parts == [Part("r0", ALBUM, False)]
    progress, _ = catalogue.scan(parts=parts)
    assert (progress.changed, progress.missing, catalogue.comics[album_id].size_bytes) == (1, 0, 209)
    progress, _ = catalogue.scan(parts=[Part("r0", "Manga/Tide", False)])
    assert (progress.changed, progress.missing, catalogue.missing) == (0, 0, set())
    comic(root, f"{ALBUM}/Tide 01.cbz", size=900)
    progress, _ = catalogue.scan(parts=[Part("r0", ALBUM, False), Part("r0", "Manga/Tide", False)])
    assert (progress.new, progress.missing, catalogue.missing) == (1, 1, {album_id})
