"""Pages: the same bytes as in the file, in the order of a reader, with everything HTTP has to say about them."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from tests.thumbs import comics
from tests.thumbs.conftest import Library, Thumbs


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
async def test_pages_are_the_bytes_of_the_zip_in_natural_order(thumbs: Thumbs, library: Library, method: int) -> None:
    path = comics.cbz(library.root / "a.cbz", comics.pages(12) | {"readme.txt": b"x"}, method)
    comic = library.add(path)
    count = (await thumbs.get(f"/api/read/{comic.comic_id}/pages")).json()
    assert count == {"comic_id": comic.comic_id, "pages": 12, "version": comic.version}
    with zipfile.ZipFile(path) as archive:
        for number in range(12):
            answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/{number}?v={comic.version}")
            assert answer.status_code == 200
            assert answer.content == archive.read(f"page {number + 1}.jpg")
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert answer.headers["Content-Length"] == str(len(answer.content))
            assert answer.headers["X-Page-Count"] == "12"
            assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
            assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert library.told[comic.comic_id][0].pages == 12


async def test_leftovers_of_programs_are_no_pages(thumbs: Thumbs, library: Library) -> None:
    junk = {"__MACOSX/._1.jpg": b"x", ".hidden.jpg": b"x", "Thumbs.db": b"x", "sub/.DS_Store/a.png": b"x", ".jpg": b"x"}
    comic = library.add(comics.cbz(library.root / "a.cbz", junk | comics.pages(2)))
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/pages")).json()["pages"] == 2


async def test_etag_304_head_and_ranges(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(2), zipfile.ZIP_DEFLATED))
    url, data = f"/api/read/{comic.comic_id}/page/1", comics.page(2)
    first = await thumbs.get(url)
    etag = first.headers["ETag"]
    assert etag.startswith('"')
    assert first.headers["Cache-Control"] == "private, no-cache"
    same = await thumbs.get(url, headers={"If-None-Match": f'"other", W/{etag}'})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    head = await thumbs.client.head(url, headers=thumbs.issuer.headers("thumbs"))
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(data)))
    for asked, expected in (("0-99", data[:100]), ("100-", data[100:]), ("-50", data[-50:]), ("5-9999999", data[5:])):
        part = await thumbs.get(url, headers={"Range": f"bytes={asked}"})
        assert (part.status_code, part.content) == (206, expected)
        assert part.headers["Content-Range"].endswith(f"/{len(data)}")
    beyond = await thumbs.get(url, headers={"Range": f"bytes={len(data)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(data)}")
    for whole in ("bytes=0-1,5-6", "lines=1-2", "bytes=9-3"):
        assert (await thumbs.get(url, headers={"Range": whole})).status_code == 200
    stale = await thumbs.get(url, headers={"Range": "bytes=0-1", "If-Range": '"old"'})
    assert stale.status_code == 200


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
async def test_a_large_page_is_streamed_whole_and_in_part(thumbs: Thumbs, library: Library, method: int) -> None:
    data = comics.page() + bytes(range(256)) * 40_000  # some 10 MB: past what is read in one piece
    comic = library.add(comics.cbz(library.root / "a.cbz", {"1.jpg": data}, method))
    url = f"/api/read/{comic.comic_id}/page/0"
    assert (await thumbs.get(url)).content == data
    part = await thumbs.get(url, headers={"Range": "bytes=300000-9000000"})
    assert part.content == data[300_000:9_000_001]


@pytest.mark.parametrize(
    ("n", "status", "code"),
    [
        ("2", 404, "page_not_found"),
        ("1000000000", 404, "page_not_found"),
        ("-1", 422, "invalid_request"),
        ("x", 422, "invalid_request"),
        ("9" * 400, 422, "invalid_request"),
        ("0?width=500", 422, "invalid_request"),
        ("0?width=x", 422, "invalid_request"),
    ],
)
async def test_pages_that_are_none(thumbs: Thumbs, library: Library, n: str, status: int, code: str) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(2)))
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/{n}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("data", "said"), [(b"<html><script>alert(1)</script>", "text/html"), (b"<svg/>", "svg"), (b"", "empty")]
)
async def test_a_page_that_is_no_picture_is_not_sent(thumbs: Thumbs, library: Library, data: bytes, said: str) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", {"1.jpg": comics.page(), "2.jpg": data}))
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/1")
    assert (answer.status_code, answer.json()["code"]) == (422, "page_not_image")
    assert answer.json()["detail"].startswith("Page 2 is not a picture (")
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
async def test_the_type_is_told_by_the_bytes(thumbs: Thumbs, library: Library, kind: str) -> None:
    data = comics.page(1, (200, 300), kind)
    comic = library.add(comics.cbz(library.root / "a.cbz", {"wrong.png": data}))
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
    assert (answer.headers["Content-Type"], answer.content) == (f"image/{kind.lower()}", data)
    narrow = await thumbs.get(f"/api/cover/{comic.comic_id}")
    assert Image.open(io.BytesIO(narrow.content)).format == "JPEG"


async def test_width_makes_smaller_and_never_larger(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    url = f"/api/read/{comic.comic_id}/page/0"
    narrow = await thumbs.get(f"{url}?width=480")
    image = Image.open(io.BytesIO(narrow.content))
    assert (image.format, image.size) == ("JPEG", (480, 738))
    wide = await thumbs.get(f"{url}?width=1200")
    assert wide.content == comics.page(1)
    assert len({narrow.headers["ETag"], wide.headers["ETag"], (await thumbs.get(url)).headers["ETag"]}) == 3


async def test_a_file_that_changes_on_disk_is_read_anew(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "a.cbz", comics.pages(2))
    comic = library.add(path)
    url = f"/api/read/{comic.comic_id}/page/0?v={comic.version}"
    before = await thumbs.get(url)
    comics.cbz(path, {"other.jpg": comics.page(9)})
    after = await thumbs.get(url)
    assert after.content == comics.page(9)
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.headers["Cache-Control"] == "private, no-cache"  # the address names another version
    assert after.headers["X-Page-Count"] == "1"


async def test_the_directory_is_learnt_once(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(3)))
    for number in (0, 1, 2, 1):
        assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/{number}")).status_code == 200
    assert sum(child.tasks for child in thumbs.pool.children) == 2  # one of them at the start
