"""Comics that are no archive, exported: folders of pictures and PDFs become a CBZ of the pages that a reader sees."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

from tests.thumbs import comics
from tests.thumbs.conftest import Library, Thumbs
from tests.thumbs.test_albums import JUNK, album, listed
from tests.thumbs.test_formats import pdf


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert made.testzip() is None
        return {name: made.read(name) for name in made.namelist()}


async def test_a_folder_becomes_a_cbz_and_is_no_file_to_download(thumbs: Thumbs, library: Library) -> None:
    comic = listed(library, album(library, comics.pages(11) | JUNK))
    answer = await thumbs.get(f"/api/books/{comic.comic_id}/cbz")
    assert answer.status_code == 200
    found = members(answer.content)
    info = found.pop("ComicInfo.xml")
    assert b"<PageCount>11</PageCount>" in info
    assert found == {f"{number:03}.jpg": comics.page(number) for number in range(1, 12)}
    refused = await thumbs.get(f"/api/books/{comic.comic_id}/file")
    assert (refused.status_code, refused.json()["code"]) == (422, "several_files")


async def test_a_pdf_becomes_a_cbz_of_its_scans_and_drawings(thumbs: Thumbs, library: Library) -> None:
    scans = [Image.open(io.BytesIO(comics.page(number))) for number in (1, 2)]
    comic = library.add(pdf(library.root / "a.pdf", [*scans, Image.new("1", (600, 900), 1)]))
    seen = [(await thumbs.get(f"/api/read/{comic.comic_id}/page/{number}")).content for number in range(3)]
    found = members((await thumbs.get(f"/api/books/{comic.comic_id}/cbz")).content)
    assert b"<PageCount>3</PageCount>" in found.pop("ComicInfo.xml")
    assert found == {f"{number:03}.jpg": page for number, page in enumerate(seen, 1)}


async def test_both_beside_an_archive_in_one_export(thumbs: Thumbs, library: Library) -> None:
    folder = listed(library, album(library, comics.pages(2)))
    scan = Image.open(io.BytesIO(comics.page(1)))
    paper = library.add(pdf(library.root / "a.pdf", [scan]), "paper")
    packed = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)), "packed")
    ids = "&".join(f"comic={one.comic_id}" for one in (paper, folder, packed))
    found = members((await thumbs.get(f"/api/export?{ids}")).content)
    pages = [name.partition(" ")[0] for name in found if name.endswith(".jpg")]
    assert pages == ["001", "002", "002", "003"]
    assert "Not exported.txt" not in found
