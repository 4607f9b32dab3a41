"""Folders of pictures: read as a comic, streamed straight, and never beyond what lies beneath the root."""

from __future__ import annotations

import io
import os
from pathlib import Path
from urllib.parse import unquote

import pytest
from PIL import Image

from kit.contents import is_page
from kit.wire.catalog import ComicLocation, version_of
from services.thumbs import albums, opening
from services.thumbs.directories import Directory
from services.thumbs.found import fingerprint
from services.thumbs.pages import WHOLE
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Thumbs, heard

JUNK = {".hidden.jpg": b"x", "Thumbs.db": b"x", "notes.txt": b"x", "series.json": b"{}"}


@pytest.fixture(autouse=True)
def looked_at_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LISTED", -1.0)


def album(library: Library, members: dict[str, bytes], name: str = "An album [1]") -> Path:
    folder = library.root / name
    folder.mkdir(parents=True, exist_ok=True)
    for one, data in members.items():
        (folder / one).write_bytes(data)
    return folder


def listed(library: Library, folder: Path, comic_id: str = "album") -> ComicLocation:
    """The folder in the catalogue, as the scanner sees it: all of its pictures together."""
    pages = [path.stat() for path in folder.iterdir() if is_page(path.name) and path.is_file()]
    size, mtime = sum(one.st_size for one in pages), max((one.st_mtime for one in pages), default=0.0)
    known = {"size_bytes": size, "mtime": mtime, "version": version_of(size, mtime), "format": "folder"}
    return library.add(folder, comic_id, **known)


async def test_its_pages_in_natural_order_its_cover_and_what_is_told(thumbs: Thumbs, library: Library) -> None:
    info = b'<ComicInfo><Series>Akira</Series><Pages><Page Image="10" Type="FrontCover"/></Pages></ComicInfo>'
    comic = listed(library, album(library, comics.pages(11) | JUNK | {"ComicInfo.xml": info}))
    for number in (10, 0, 1):
        answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/{number}?v={comic.version}")
        assert (answer.status_code, answer.content) == (200, comics.page(number + 1))
        assert (answer.headers["Content-Type"], answer.headers["X-Page-Count"]) == ("image/jpeg", "11")
        assert "immutable" in answer.headers["Cache-Control"]
    part = await thumbs.get(f"/api/read/{comic.comic_id}/page/4", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, comics.page(5)[10:20])
    narrow = await thumbs.get(f"/api/read/{comic.comic_id}/page/4?width=480")
    assert Image.open(io.BytesIO(narrow.content)).width == 480
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/11")).json()["code"] == "page_not_found"
    cover = Image.open(io.BytesIO((await thumbs.get(f"/api/cover/{comic.comic_id}")).content))
    assert comics.psnr(cover, Image.open(io.BytesIO(comics.page(11))).resize(cover.size)) > 20
    while (told := await heard(library, comic.comic_id)).has_thumbnail is None:
        library.told.clear()
    assert (told.pages, told.problem, told.has_thumbnail) == (11, "", True)
    assert (told.comic_info or {})["Series"] == "Akira"
    assert [one.size_bytes for one in told.page_list or []] == [len(comics.page(n)) for n in range(1, 12)]


async def test_a_comicinfo_beyond_a_mebibyte_is_left_out_with_a_reason(thumbs: Thumbs, library: Library) -> None:
    info = b"<ComicInfo><Summary>" + b"x" * 5_000_000 + b"</Summary></ComicInfo>"
    comic = listed(library, album(library, comics.pages(2) | {"ComicInfo.xml": info}))
    answer = await thumbs.get(f"/api/cover/{comic.comic_id}?v={comic.version}")
    assert "immutable" in answer.headers["Cache-Control"]
    told = await heard(library, comic.comic_id)
    assert (told.pages, told.has_thumbnail, told.comic_info) == (2, True, {})
    assert told.problem.startswith("ComicInfo.xml has 4.8 MiB, more than the 1 MiB that are read")


async def test_the_fingerprint_is_that_of_the_same_pages_in_an_archive(thumbs: Thumbs, library: Library) -> None:
    comic = listed(library, album(library, comics.pages(3)))
    packed = library.add(comics.cbz(library.root / "a.cbz", comics.pages(3)), "packed")
    for one in (comic, packed):
        await thumbs.get(f"/api/cover/{one.comic_id}")
    assert (await heard(library, "album")).fingerprint == (await heard(library, "packed")).fingerprint
    assert fingerprint(Directory(albums.entries_of(opening.open_comic(comic).album))) is None  # type: ignore[arg-type]


async def test_a_page_that_comes_goes_or_changes_is_a_new_version(thumbs: Thumbs, library: Library) -> None:
    folder = album(library, comics.pages(3))
    comic = listed(library, folder)
    first = await thumbs.get(f"/api/read/{comic.comic_id}/page/0?v={comic.version}")
    for change in (
        lambda: (folder / "page 0.jpg").write_bytes(comics.page(9)),
        (folder / "page 3.jpg").unlink,
        lambda: os.utime(folder / "page 2.jpg", (2e9, 2e9)),
    ):
        change()
        answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/0?v={comic.version}")
        assert answer.headers["ETag"] != first.headers["ETag"]
        assert "immutable" not in answer.headers["Cache-Control"]


async def test_links_lead_only_beneath_the_root(thumbs: Thumbs, library: Library, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(comics.page(5))
    folder = album(library, {"1.jpg": comics.page(1)})
    (folder / "2.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "3.jpg").symlink_to(folder / "1.jpg")
    os.mkfifo(folder / "4.jpg")
    comic = listed(library, folder)
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/pages")).json()["pages"] == 3
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/1")).status_code == 422
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/2")).content == comics.page(1)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "1.jpg").write_bytes(comics.page(5))
    (library.root / "link").symlink_to(outside)
    comic = library.add(library.root / "link", "link", format="folder")
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/0")).status_code == 422
    plain = library.add(folder, "plain", format="cbz")
    assert (await thumbs.get(f"/api/read/{plain.comic_id}/page/0")).json()["detail"] == "It is not a file."


async def test_what_is_no_picture_is_its_own_error_and_an_empty_folder_says_so(
    thumbs: Thumbs, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    comic = listed(library, album(library, {"1.jpg": b"<html>", "2.jpg": comics.page(2)}))
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/0")).json()["code"] == "page_not_image"
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/1")).status_code == 200
    reason = unquote((await thumbs.get(f"/api/cover/{comic.comic_id}")).headers["X-Cover-Reason"])
    assert reason == "The page is not a picture in a format this server reads."
    empty = listed(library, album(library, JUNK, "empty"), "empty")
    answer = await thumbs.get(f"/api/read/{empty.comic_id}/pages")
    assert answer.json()["detail"] == "There are no pictures in the folder."
    monkeypatch.setattr(albums, "MAX_ENTRIES", 2)
    many = listed(library, album(library, comics.pages(3), "many"), "many")
    reason = unquote((await thumbs.get(f"/api/cover/{many.comic_id}")).headers["X-Cover-Reason"])
    assert reason == "The folder has 3 pictures; at most 2 are read."


async def test_a_large_picture_is_streamed_whole_and_in_part(thumbs: Thumbs, library: Library) -> None:
    large = comics.page(1) + os.urandom(WHOLE)
    comic = listed(library, album(library, {"1.jpg": large}))
    before = set(os.listdir("/proc/self/fd"))
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
    assert (answer.status_code, answer.content == large) == (200, True)
    part = await thumbs.get(f"/api/read/{comic.comic_id}/page/0", headers={"Range": f"bytes={WHOLE}-"})
    assert part.content == large[WHOLE:]
    assert len(os.listdir("/proc/self/fd")) <= len(before)
