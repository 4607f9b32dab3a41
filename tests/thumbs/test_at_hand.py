"""Pages of a comic that is being read: from the open file, and only as long as it is the one that lies there."""

import asyncio
import os
from pathlib import Path

import pytest

from services.thumbs import at_hand
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Thumbs

pytestmark = pytest.mark.anyio


def held(path: Path) -> list[str]:
    """This process's open files at `path`, deleted ones too."""
    links = []
    for name in os.listdir("/proc/self/fd"):
        try:
            links.append(os.readlink(f"/proc/self/fd/{name}"))
        except FileNotFoundError:
            continue
    return [link for link in links if link.startswith(str(path))]


async def test_the_pages_of_an_open_comic_are_the_same_without_a_thread(
    thumbs: Thumbs, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(3)))
    urls = [f"/api/read/{comic.comic_id}/page/{number}?v={comic.version}" for number in range(3)]
    first = [await thumbs.get(url) for url in [urls[0], *urls]]  # the second of them learns where pages lie
    monkeypatch.setattr(at_hand.AtHand, "take", lambda *_: pytest.fail("a thread read it"))
    for url, before in zip(urls, first[1:], strict=True):
        again = await thumbs.get(url)
        assert again.content == before.content
        same = {name: again.headers[name] for name in again.headers if name not in ("x-request-id", "date")}
        assert same == {name: before.headers[name] for name in before.headers if name in same}
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/3")).status_code == 404


@pytest.mark.parametrize("how", ["in place", "another at its place", "gone"])
async def test_a_change_is_seen_at_once(thumbs: Thumbs, library: Library, how: str) -> None:
    path = comics.cbz(library.root / "a.cbz", comics.pages(2))
    comic = library.add(path)
    url = f"/api/read/{comic.comic_id}/page/0?v={comic.version}"
    before = [await thumbs.get(url) for _ in range(3)]
    if how == "in place":
        path.write_bytes(comics.cbz(library.root / "b.cbz", {"other.jpg": comics.page(9)}).read_bytes())
    elif how == "another at its place":
        comics.cbz(library.root / "b.cbz", {"other.jpg": comics.page(9)}).rename(path)
    else:
        path.unlink()
    after = await thumbs.get(url)
    if how == "gone":
        assert after.status_code == 404
    else:
        assert after.content == comics.page(9)
        assert after.headers["ETag"] != before[-1].headers["ETag"]


async def test_who_may_no_longer_read_it_gets_nothing(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(2)))
    url = f"/api/read/{comic.comic_id}/page/0"
    for _ in range(3):
        assert (await thumbs.get(url)).status_code == 200
    assert (await thumbs.get(url, libraries=["other"])).status_code == 404


async def test_the_file_is_let_go_after_a_moment(
    thumbs: Thumbs, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "SECONDS", 0.05)
    path = comics.cbz(library.root / "a.cbz", comics.pages(2))
    comic = library.add(path)
    for _ in range(3):
        assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/0")).status_code == 200
    async with asyncio.timeout(20):
        while held(path):
            await asyncio.sleep(0.01)
