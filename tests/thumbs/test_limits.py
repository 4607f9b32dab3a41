"""The figures that archives are held to, and names in whatever their maker wrote them; on hand-made archives."""

from __future__ import annotations

import os
import re
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from services.thumbs.archives import archive
from services.thumbs.archives.archive import MIB, Entry, Unreadable, check_sizes
from services.thumbs.archives.formats import open_archive
from services.thumbs.child import sandbox
from services.thumbs.settings import Settings
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Thumbs


def opened(path: Path) -> archive.Archive:
    fd = os.open(path, os.O_RDONLY)
    try:
        return open_archive([os.dup(fd)])
    finally:
        os.close(fd)


def test_the_figures_are_those_that_were_decided() -> None:
    assert (archive.MAX_ENTRIES, archive.MAX_ENTRY, archive.MAX_TOTAL) == (10_000, 256 * MIB, 4096 * MIB)
    assert (archive.MAX_RATIO, archive.RATIO_FREE, archive.MAX_INFO) == (200, 16 * MIB, MIB)
    assert sandbox.MEMORY == 768 * MIB
    fields = Settings.model_fields
    assert (fields["thumbs_wall_seconds"].default, fields["thumbs_cpu_seconds"].default) == (20.0, 10)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([Entry(0, 0, 256 * MIB, 256 * MIB, None)] * 16, ""),
        ([Entry(0, 0, 256 * MIB + 1, 256 * MIB + 1, None)], "Page 1 unpacks to 256 MiB; at most 256 are read."),
        ([Entry(0, 0, 250 * MIB, 250 * MIB, None)] * 17, "The pages unpack to 4250 MiB; at most 4096 are read."),
        ([Entry(8, 0, 80_000, 16 * MIB, None)], ""),  # up to 16 MiB anything goes: white pages are
        (
            [Entry(8, 0, 80_000, 16 * MIB + 1, None)],
            "Page 1 unpacks to more than 200 times its size, as only traps do.",
        ),
    ],
)
def test_sizes(entries: list[Entry], said: str) -> None:
    if not said:
        check_sizes(entries)
        return
    with pytest.raises(Unreadable, match=re.escape(said)):
        check_sizes(entries)


def test_an_archive_of_more_than_four_gibibytes_is_refused_by_its_headers(tmp_path: Path) -> None:
    path = tmp_path / "a.cbt"
    with open(path, "wb") as file:  # 17 pages of 250 MiB, all holes
        for number in range(17):
            about = tarfile.TarInfo(f"{number}.jpg")
            about.size = 250 * MIB
            file.write(about.tobuf())
            file.seek(250 * MIB, os.SEEK_CUR)
        file.truncate(file.tell() + 1024)
    with pytest.raises(Unreadable, match="The pages unpack to 4250 MiB"):
        opened(path)


def lying(path: Path, size: int, claimed: int) -> Path:
    """A ZIP whose one page unpacks to `size` bytes and claims other ones."""
    comics.cbz(path, {"1.jpg": b"\xff\xd8\xff" + os.urandom(1000) + b"\0" * size}, zipfile.ZIP_DEFLATED)
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = raw.index(mark) + at
        raw[place : place + 4] = struct.pack("<L", claimed)
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("claimed", [10, 5_000_000])
async def test_what_is_unpacked_is_counted_and_not_believed(thumbs: Thumbs, library: Library, claimed: int) -> None:
    comic = library.add(lying(library.root / "a.cbz", 1_000_000, claimed))
    for query in ("", "?width=480"):
        answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/0{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, "page_unreadable")
    assert (await thumbs.get(f"/api/cover/{comic.comic_id}")).headers["X-Cover"] == "broken"


def test_a_tar_of_too_many_members_and_a_salvaged_zip_of_too_many(tmp_path: Path) -> None:
    path = tmp_path / "a.cbt"
    path.write_bytes(b"".join(tarfile.TarInfo(f"{number}.jpg").tobuf() for number in range(10_001)) + bytes(1024))
    with pytest.raises(Unreadable, match="more than 10000 entries"):
        opened(path)
    whole = comics.cbz(tmp_path / "b.cbz", {f"{number}.jpg": b"x" for number in range(10_005)})
    os.truncate(whole, whole.read_bytes().index(b"PK\x01\x02"))  # its list of contents is missing
    assert len(opened(whole).pages) <= 10_000


def zipped(path: Path, raw_names: list[bytes], flag: int = 0, extra: dict[bytes, bytes] | None = None) -> Path:
    """A ZIP whose members have names of these bytes, each holding its own number."""
    body, directory, extra = b"", b"", extra or {}
    for number, name in enumerate(raw_names):
        data, more = bytes([number]), extra.get(name, b"")
        numbers = (20, flag, 0, 0, 0, zlib.crc32(data), 1, 1)
        at = len(body)
        body += struct.pack("<4s5H3L2H", b"PK\x03\x04", *numbers, len(name), len(more)) + name + more + data
        head = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *numbers, len(name), len(more), 0, 0, 0, 0, at)
        directory += head + name + more
    count = len(raw_names)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    path.write_bytes(body + directory + end)
    return path


def unicode_path(raw: bytes, name: str, crc: int | None = None) -> bytes:
    data = struct.pack("<BL", 1, zlib.crc32(raw) if crc is None else crc) + name.encode()
    return struct.pack("<HH", 0x7075, len(data)) + data


@pytest.mark.parametrize(("encoding", "flag"), [("utf-8", 0x800), ("utf-8", 0), ("cp932", 0), ("cp437", 0)], ids=str)
@pytest.mark.parametrize("salvaged", [False, True])
def test_names_in_any_encoding(tmp_path: Path, encoding: str, flag: int, salvaged: bool) -> None:
    names = (
        ["é 10.jpg", "é 9.jpg", "É 1/2.jpg"] if encoding == "cp437" else ["表 10.jpg", "表 9.jpg", "ソ.jpg", "表.JPG"]
    )
    expected = [2, 1, 0] if encoding == "cp437" else [2, 1, 0, 3]
    path = zipped(tmp_path / "a.cbz", [name.encode(encoding) for name in names], flag)
    if salvaged:
        os.truncate(path, path.read_bytes().index(b"PK\x01\x02"))
    found = opened(path)
    pages = [data[0] for data in found.read(range(len(found.pages)))]
    assert sorted(pages) == list(range(len(names))), "no page is lost to what looks like a folder or a dot"
    assert pages == expected


def test_the_unicode_path_counts_where_it_is_of_the_same_name(tmp_path: Path) -> None:
    raw = [b"\x8210.jpg", b"\x829.jpg", b"\x82x.jpg"]
    told = {
        raw[0]: unicode_path(raw[0], "b.jpg"),
        raw[1]: unicode_path(raw[1], "c.jpg"),
        raw[2]: unicode_path(raw[2], "a.jpg"),
    }
    found = opened(zipped(tmp_path / "a.cbz", raw, extra=told))
    assert [data[0] for data in found.read([0, 1, 2])] == [2, 0, 1]
    other = {name: unicode_path(name, "a.txt", crc=1) for name in raw}  # of another name: it is left aside
    assert len(opened(zipped(tmp_path / "b.cbz", raw, extra=other)).pages) == 3


@pytest.mark.parametrize("wrong", ["offset", "method", "length"])
def test_a_directory_that_disagrees_with_its_entries_is_done_without(tmp_path: Path, wrong: str) -> None:
    path = comics.cbz(tmp_path / "a.cbz", comics.pages(3), zipfile.ZIP_DEFLATED)
    raw = bytearray(path.read_bytes())
    second = raw.index(b"PK\x01\x02", raw.index(b"PK\x01\x02") + 1)
    at, value = {"offset": (42, bytes([raw[second + 42] ^ 1])), "method": (10, b"\0\0"), "length": (28, b"\x04\0")}[
        wrong
    ]
    raw[second + at : second + at + len(value)] = value
    path.write_bytes(raw)
    found = opened(path)
    if wrong == "length":  # the name is cut: what follows is no entry any more
        assert 1 <= len(found.pages) <= 3
    else:
        assert found.read([0, 1, 2]) == list(comics.pages(3).values())


def test_numbers_of_a_zip64_that_lie(tmp_path: Path) -> None:
    path = tmp_path / "a.cbz"
    with zipfile.ZipFile(path, "w") as file, file.open("1.jpg", "w", force_zip64=True) as member:
        member.write(comics.page(1))
    raw = bytearray(path.read_bytes())
    real = struct.pack("<QQ", len(comics.page(1)), len(comics.page(1)))
    assert real in raw
    path.write_bytes(bytes(raw).replace(real, struct.pack("<QQ", 1 << 62, 1 << 62)))
    try:
        found = opened(path)
        assert found.problem or found.read([0]) == [comics.page(1)]
    except Unreadable as why:
        assert str(why).endswith(".")
