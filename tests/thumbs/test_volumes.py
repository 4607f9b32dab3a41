"""RARs in several volumes: read as one comic, by their names beside the first; what is missing is said."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from kit.wire.catalog import version_of
from services.thumbs.archives import rar, tool
from services.thumbs.archives.archive import Unreadable
from services.thumbs.archives.formats import open_archive
from services.thumbs.opening import open_comic
from tests.thumbs import comics, volumes
from tests.thumbs.conftest import Library, Thumbs, heard


def unpacked(first: Path) -> list[bytes]:
    """What 7zz itself makes of it, by the order of names."""
    program = tool.find()
    assert program
    folder = first.parent / "unpacked"
    subprocess.run([program, "x", "-y", f"-o{folder}", first], check=True, capture_output=True)
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


@pytest.mark.parametrize("first", volumes.SETS)
async def test_volumes_that_rar_made(thumbs: Thumbs, library: Library, first: str, tmp_path: Path) -> None:
    paths = volumes.sample(first, library.root)
    assert len(paths) == 3
    expected = unpacked(paths[0])
    assert expected
    opened = open_comic(library.add(paths[0]))
    try:
        assert len(opened.fds) == 3
        assert opened.size == sum(path.stat().st_size for path in paths)
        assert opened.version == version_of(opened.size, max(path.stat().st_mtime for path in paths))
        told = await thumbs.pool.ask("inspect", {"cover": False}, opened.fds)
        assert told.ok["problem"] == ""
        wanted = list(reversed(range(len(expected))))
        answer = await thumbs.pool.ask("pages", {"wanted": wanted}, opened.fds)
        assert answer.parts == [expected[number] for number in wanted]
    finally:
        opened.close()


@pytest.mark.parametrize("first", volumes.SETS)
def test_a_volume_that_is_missing_is_named(first: str, tmp_path: Path) -> None:
    assert rar.set_up(tool.find())
    fds = [os.open(path, os.O_RDONLY) for path in volumes.sample(first, tmp_path)]
    for there in (1, 2):
        archive = open_archive(fds[:there])
        assert f"volume {there + 1} is missing: " in archive.problem
        assert archive.problem.endswith("can be read.")
    with pytest.raises(Unreadable, match="a later volume of an archive; its first one is missing"):
        open_archive(fds[1:])
    assert len(open_archive(fds).pages) == len(open_archive([*fds, fds[0]]).pages)  # what follows is none of its
    for fd in fds:
        os.close(fd)


async def test_a_comic_of_volumes_from_cover_to_cover(thumbs: Thumbs, library: Library) -> None:
    members = comics.pages(5)
    info = b'<ComicInfo><Pages><Page Image="2" Type="FrontCover"/></Pages></ComicInfo>'
    paths = volumes.stored(library.root / "a.part1.rar", {"ComicInfo.xml": info} | members, 150_000)
    assert len(paths) > 3
    about = [path.stat() for path in paths]
    size, mtime = sum(one.st_size for one in about), max(one.st_mtime for one in about)
    known = {"size_bytes": size, "mtime": mtime, "version": version_of(size, mtime)}
    comic = library.add(paths[0], **known)
    cover = await thumbs.get(f"/api/cover/{comic.comic_id}?v={comic.version}")
    assert "immutable" in cover.headers["Cache-Control"]
    front = Image.open(io.BytesIO(members["page 3.jpg"])).resize(Image.open(io.BytesIO(cover.content)).size)
    assert comics.psnr(Image.open(io.BytesIO(cover.content)), front) > 20
    for number, data in reversed(list(enumerate(members.values()))):
        answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/{number}")
        assert (answer.status_code, answer.content == data) == (200, True)
    assert (await heard(library, comic.comic_id)).problem == ""
    paths[2].unlink()
    comic = library.add(paths[0], "torn")
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/0")).content == members["page 1.jpg"]
    counted = (await thumbs.get(f"/api/read/{comic.comic_id}/pages")).json()["pages"]
    assert 0 < counted < 5
    opened = open_comic(library.comics["torn"])
    opened.close()
    assert opened.version != known["version"], "what is missing changes the version"


async def test_a_volume_that_leads_out_of_the_library_is_not_read(
    thumbs: Thumbs, library: Library, tmp_path: Path
) -> None:
    paths = volumes.stored(library.root / "a.part1.rar", comics.pages(3), 150_000)
    paths[1].rename(tmp_path / "elsewhere.rar")
    paths[1].symlink_to(tmp_path / "elsewhere.rar")
    comic = library.add(paths[0])
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
    assert (answer.status_code, answer.json()["detail"]) == (422, "The file is a link that leads out of its library.")


def test_a_volume_cut_short(tmp_path: Path) -> None:
    assert rar.set_up(tool.find())
    paths = volumes.stored(tmp_path / "a.part1.rar", comics.pages(4), 150_000)
    os.truncate(paths[1], 100_000)
    fds = [os.open(path, os.O_RDONLY) for path in paths]
    archive = open_archive(fds)
    assert "one of which ends early" in archive.problem or "is missing" in archive.problem
    assert archive.read([0]) == [comics.page(1)]
    for fd in fds:
        os.close(fd)
