"""HEIC and JPEG XL: shown as JPEGs to whom their own kind says nothing, where what reads them is installed."""

from __future__ import annotations

import io
from urllib.parse import unquote

import pytest
from PIL import Image, ImageDraw

from services.thumbs.child import pictures
from services.thumbs.kinds import HEIC, JXL, is_wanted, picture_type
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Thumbs

PACKAGES = {HEIC: ("pillow_heif", "HEIF", "heic"), JXL: ("pillow_jxl", "JXL", "jxl")}


def sheet(size: tuple[int, int] = (1000, 1500)) -> Image.Image:
    image = Image.new("RGB", size, (230, 120, 30))
    ImageDraw.Draw(image).rectangle((0, 0, size[0], size[1] // 3), fill=(20, 60, 200))
    return image


def written(kind: str, size: tuple[int, int] = (1000, 1500)) -> bytes:
    package, name, _ = PACKAGES[kind]
    module = pytest.importorskip(package, reason=f"NOT TESTED ON {name}: {package} is not installed")
    if kind == HEIC:
        module.register_heif_opener()
    return comics.encoded(sheet(size), name)


@pytest.mark.parametrize("kind", [HEIC, JXL])
async def test_a_reader_gets_what_their_browser_shows(thumbs: Thumbs, library: Library, kind: str) -> None:
    data = written(kind)
    assert picture_type(data[:64]) == kind
    comic = library.add(comics.cbz(library.root / "a.cbz", {f"1.{PACKAGES[kind][2]}": data, "2.jpg": comics.page(2)}))
    url = f"/api/read/{comic.comic_id}/page/0"
    for path, width in ((url, 1000), (f"{url}?width=2400", 1000), (f"{url}?width=480", 480)):
        for _ in range(2):  # the second asks the short way first
            answer = await thumbs.get(path, headers={"Accept": "image/avif,image/webp,image/*,*/*;q=0.8"})
            image = Image.open(io.BytesIO(answer.content))
            assert (answer.headers["Content-Type"], image.format, image.width) == ("image/jpeg", "JPEG", width)
            assert comics.psnr(image, sheet((width, width * 3 // 2))) > 25
    shown = await thumbs.get(url)
    again = await thumbs.get(url, headers={"If-None-Match": shown.headers["ETag"]})
    assert (again.status_code, shown.headers["Vary"]) == (304, "Accept")
    own = await thumbs.get(url, headers={"Accept": f"{kind},image/*"})
    assert (own.content, own.headers["Content-Type"], own.headers["Vary"]) == (data, kind, "Accept")
    assert own.headers["ETag"] != shown.headers["ETag"]
    part = await thumbs.get(url, headers={"Accept": kind, "Range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, data[5:10])
    cover = Image.open(io.BytesIO((await thumbs.get(f"/api/cover/{comic.comic_id}")).content))
    assert comics.psnr(cover, sheet((300, 450))) > 25
    assert "Vary" not in (await thumbs.get(f"/api/read/{comic.comic_id}/page/1")).headers


@pytest.mark.parametrize("kind", [HEIC, JXL])
async def test_where_nothing_reads_them_it_is_said(
    thumbs: Thumbs, library: Library, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" if kind == HEIC else b"\xff\x0a"
    missing = {one: (f"no_such_{package}", *rest) for one, (package, *rest) in pictures.EXTRAS.items()}
    monkeypatch.setattr(pictures, "EXTRAS", missing)
    with pytest.raises(pictures.ToolMissing, match="pictures cannot be read here: the Python package no-such"):
        pictures.covers(head + bytes(100), large=False)
    comic = library.add(comics.cbz(library.root / "a.cbz", {f"1.{PACKAGES[kind][2]}": head + bytes(100)}))
    own = await thumbs.get(f"/api/read/{comic.comic_id}/page/0", headers={"Accept": kind})
    assert (own.status_code, own.headers["Content-Type"]) == (200, kind)
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
    assert (answer.status_code, answer.json()["code"]) == (422, "page_unreadable")
    reason = unquote((await thumbs.get(f"/api/cover/{comic.comic_id}")).headers["X-Cover-Reason"])
    assert reason.endswith(".")


def test_an_avif_is_no_heic_and_every_browser_gets_it() -> None:
    avif = comics.encoded(Image.new("RGB", (60, 90)), "AVIF")
    assert picture_type(avif[:64]) == "image/avif"
    assert is_wanted("image/avif", "*/*")
    assert not is_wanted(HEIC, "image/*")
    assert is_wanted(JXL, "image/JXL,image/*")


async def test_pages_of_rare_kinds_count_as_pages(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "a.cbz", {"1.jxl": b"x", "2.HEIC": b"x", "3.jpg": comics.page(3)})
    comic = library.add(path)
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/pages")).json()["pages"] == 3
