"""Archives as programs of this world make them: named oddly, with wrong lists of contents, packed anew."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from services.thumbs.archives.archive import Archive, Unreadable
from services.thumbs.archives.formats import open_archive
from tests.thumbs import comics
from tests.thumbs.test_formats import cbt

PAGES = comics.pages(3)
WANTED = list(PAGES.values())


def opened(path: Path) -> Archive:
    return open_archive([os.open(path, os.O_RDONLY)])


def read(path: Path) -> list[bytes]:
    archive = opened(path)
    assert archive.problem == ""
    return archive.read(range(len(archive.pages)))


@pytest.mark.parametrize("make", [cbt, comics.cbz])
def test_names_as_tar_writes_them_of_a_folder(tmp_path: Path, make: object) -> None:
    assert callable(make)
    path = make(tmp_path / "a.cbz", {f"./{name}": data for name, data in PAGES.items()})
    assert read(path) == WANTED
    path = make(tmp_path / "b.cbz", {f"...And Justice/{name}": data for name, data in PAGES.items()})
    assert read(path) == WANTED
    path = make(tmp_path / "c.cbz", {"@eaDir/0.jpg/SYNOPHOTO_THUMB_M.jpg": WANTED[2], **PAGES})
    assert read(path) == WANTED


def changed(path: Path, place: int, value: int) -> Path:
    """The ZIP with another number in the first entry of its list of contents."""
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + place, value)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("places", [(16,), (20, 24)], ids=["sum", "sizes"])
def test_a_list_of_contents_with_wrong_numbers(tmp_path: Path, method: int, places: tuple[int, ...]) -> None:
    path = comics.cbz(tmp_path / "a.cbz", PAGES, method)
    for place in places:
        changed(path, place, 99)
    assert read(path) == WANTED


def test_headers_with_wrong_numbers(tmp_path: Path) -> None:
    path = comics.cbz(tmp_path / "a.cbz", PAGES)
    data = bytearray(path.read_bytes())
    struct.pack_into("<LL", data, 18, 2_000_000_000, 2_000_000_000)
    path.write_bytes(data)
    assert read(path) == WANTED


def test_of_two_entries_with_one_name_the_later_counts(tmp_path: Path) -> None:
    path = comics.cbz(tmp_path / "a.cbz", {**PAGES, next(iter(PAGES)): b"old", "ComicInfo.xml": b"<old/>"})
    with zipfile.ZipFile(path, "a") as archive:
        for name, data in ((next(iter(PAGES)), WANTED[0]), ("ComicInfo.xml", b"<new/>")):
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr(name, data)
    assert read(path) == WANTED
    assert opened(path).info() == b"<new/>"


class Pipe(io.RawIOBase):
    """What cannot go back to where it was: zipfile then writes sizes behind the bytes."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.data += data
        return len(data)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_streamed_zip_without_its_list_of_contents(tmp_path: Path, method: int) -> None:
    pipe, path = Pipe(), tmp_path / "a.cbz"
    with zipfile.ZipFile(pipe, "w", method) as archive:
        for name, data in PAGES.items():
            archive.writestr(name, data)
    path.write_bytes(pipe.data[: pipe.data.index(b"PK\x01\x02")])
    archive_read = opened(path)
    assert archive_read.read(range(3)) == WANTED
    path.write_bytes(pipe.data[: pipe.data.index(b"PK\x01\x02") - 100])
    cut = opened(path)
    assert (len(cut.pages), cut.problem) == (2, "The archive ends early: only the first 2 pages can be read.")


CONTAINER = '<container><rootfiles><rootfile full-path="{}"/></rootfiles></container>'
SPINE = '<package><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>'


def epub(path: Path, shown: str, picture: str, opf: str = "in/b.opf", **more: bytes) -> Path:
    members = {"META-INF/container.xml": CONTAINER.format(opf).encode(), "mimetype": b"application/epub+zip"}
    members |= {"My Book/b.opf" if "%20" in opf else "in/b.opf": SPINE.encode()}
    folder = "My Book" if "%20" in opf else "in"
    members |= {f"{folder}/a.xhtml": shown.encode(), f"{folder}/{picture}": WANTED[0]}
    return comics.cbz(path, members | {name.replace("_", "/"): data for name, data in more.items()})


@pytest.mark.parametrize(
    ("shown", "picture", "opf"),
    [
        ('<img src="1.jpg"/>', "1.jpg", "in/b.opf"),  # packed anew, so that it does not name itself at its beginning
        ("<IMG\nSRC=1.jpg>", "1.jpg", "in/b.opf"),
        ('<img src="Images/1.JPG"/>', "images/1.jpg", "in/b.opf"),
        ('<img src="1.jpg"/>', "1.jpg", "My%20Book/b.opf"),
    ],
)
def test_epubs_of_careless_makers(tmp_path: Path, shown: str, picture: str, opf: str) -> None:
    path = epub(tmp_path / "a.epub", shown, picture, opf)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("cover of nothing.jpg", WANTED[1])  # that no document shows
    assert read(path) == WANTED[:1]


def test_an_epub_that_only_its_shop_can_open_says_so(tmp_path: Path) -> None:
    locked = b'<encryption><EncryptedData><CipherReference URI="in/%s"/></EncryptedData></encryption>'
    for name in (b"1.jpg", b"a.xhtml"):
        path = epub(tmp_path / "a.epub", '<img src="1.jpg"/>', "1.jpg", **{"META-INF_encryption.xml": locked % name})
        with pytest.raises(Unreadable, match="protected against copying"):
            opened(path)
    fonts = epub(tmp_path / "a.epub", '<img src="1.jpg"/>', "1.jpg", **{"META-INF_encryption.xml": locked % b"a.otf"})
    assert read(fonts) == WANTED[:1]
