"""Solid archives are unpacked once, whoever reads them how; what is compressed alone is read ahead."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from services.thumbs import solid as solid_module
from services.thumbs.archives.archive import MIB
from services.thumbs.children import Answer
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Start, Thumbs
from tests.thumbs.test_formats import cb7

PAGES = 12


class Counted:
    """A pool that counts what it is asked; each of `unpack`, `pages` and `resized` unpacks an archive anew."""

    def __init__(self, thumbs: Thumbs) -> None:
        self.asked: Counter[str] = Counter()
        self._ask = thumbs.pool.ask
        thumbs.pool.ask = self

    async def __call__(self, task: str, *rest: Any, **more: Any) -> Answer:
        self.asked[task] += 1
        answer: Answer = await self._ask(task, *rest, **more)
        return answer

    @property
    def unpackings(self) -> int:
        return self.asked["unpack"] + self.asked["pages"] + self.asked["resized"]


def noise(count: int = PAGES) -> dict[str, bytes]:
    return {f"{n}.png": comics.encoded(Image.effect_noise((300, 450), n + 10), "PNG") for n in range(1, count + 1)}


@pytest.mark.parametrize("method", ["-m0=LZMA2", "-m0=PPMd"])  # by Python, and by 7zz
async def test_every_page_and_thumbnail_from_one_pass(thumbs: Thumbs, library: Library, method: str) -> None:
    members = noise()
    comic = library.add(cb7(library.root / "a.cb7", members, method, "-ms=on"))
    counted = Counted(thumbs)
    url = f"/api/read/{comic.comic_id}/page/"
    paths = [f"{url}{n}" for n in (7, 0, 11, 3)] + [f"{url}{n}" for n in range(PAGES)]
    paths += [f"{url}{n}?width=480" for n in range(PAGES)]
    answers = await asyncio.gather(*map(thumbs.get, paths))
    assert {answer.status_code for answer in answers} == {200}
    expected = list(members.values())
    for path, answer in zip(paths, answers, strict=True):
        assert answer.content == expected[int(path.removeprefix(url).partition("?")[0])]
    assert counted.unpackings == 1
    assert counted.asked["unpack"] == 1


async def test_a_page_is_there_before_the_pass_ends(
    thumbs: Thumbs, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    comic = library.add(cb7(library.root / "a.cb7", noise(), "-m0=LZMA2", "-ms=on"))
    ended = asyncio.Event()
    end = solid_module._Pass.end

    async def wait_to_end(one: Any) -> None:
        await ended.wait()
        await end(one)

    monkeypatch.setattr(solid_module._Pass, "end", wait_to_end)
    first = await asyncio.wait_for(thumbs.get(f"/api/read/{comic.comic_id}/page/0"), 20)
    assert first.status_code == 200
    ended.set()


async def test_the_cache_has_its_bound_and_leaves_nothing(start: Start, library: Library, tmp_path: Path) -> None:
    thumbs = await start(thumbs_solid_cache_mib=3)
    solid = thumbs.app.state.parts.pages._solid
    members = noise()
    size = sum(map(len, members.values()))
    assert size * 2 < 3 * MIB < size * 3, "two fit, three do not"
    counted = Counted(thumbs)
    ids = []
    for number in range(3):
        path = cb7(library.root / f"{number}.cb7", members, "-m0=LZMA2", "-ms=on")
        ids.append(library.add(path).comic_id)
        for page in (0, PAGES - 1):
            assert (await thumbs.get(f"/api/read/{ids[-1]}/page/{page}")).status_code == 200
        while solid._running:
            await asyncio.sleep(0.01)
    assert counted.asked["unpack"] == 3
    assert sum(one.bytes for one in solid._passes.values()) <= 3 * MIB
    await thumbs.get(f"/api/read/{ids[2]}/page/5")
    assert counted.asked["unpack"] == 3
    await thumbs.get(f"/api/read/{ids[0]}/page/5")
    assert counted.asked["unpack"] == 4
    assert os.listdir(tmp_path / "tmp") == []


async def test_without_room_or_beyond_it_each_page_is_unpacked_by_itself(
    start: Start, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = noise()
    comic = library.add(cb7(library.root / "a.cb7", members, "-m0=LZMA2", "-ms=on"))
    none = await start(thumbs_solid_cache_mib=0)
    counted = Counted(none)
    for number in (3, 4):
        answer = await none.get(f"/api/read/{comic.comic_id}/page/{number}")
        assert answer.content == members[f"{number + 1}.png"]
    assert (counted.asked["pages"], counted.asked["unpack"]) == (2, 0)
    monkeypatch.setattr(solid_module, "MOST", 200_000)
    short = await start()
    counted = Counted(short)
    for number in (0, PAGES - 1):
        answer = await short.get(f"/api/read/{comic.comic_id}/page/{number}")
        assert answer.content == members[f"{number + 1}.png"]
    assert (counted.asked["pages"], counted.asked["unpack"]) == (1, 1)


async def test_the_next_page_of_what_is_compressed_alone_is_there_already(thumbs: Thumbs, library: Library) -> None:
    path = library.root / "a.cbr"
    path.write_bytes(comics.real_cbr().read_bytes())
    comic = library.add(path)
    counted = Counted(thumbs)
    pages = thumbs.app.state.parts.pages
    for number in range(5):
        before = counted.asked["pages"]
        assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/{number}")).status_code == 200
        started = counted.asked["pages"] - before
        while pages._asked:
            await asyncio.gather(*pages._asked.values())
        assert started <= (2 if number == 0 else 1), "the page was there; only the next was fetched"
    assert counted.asked["pages"] == 5


async def test_news_that_cannot_be_true_is_not_believed() -> None:
    one = solid_module._Pass(solid_module._Cache(Path("/tmp")), 3)
    for packet in (
        b'{"page": 3, "at": 0, "size": 1}',
        b'{"page": 0, "at": -1, "size": 1}',
        b'{"page"',
        b'{"page": []}',
    ):
        one.news(packet)
    huge = f'{{"page": 0, "at": {solid_module.MOST}, "size": 1}}'.encode()
    one.news(huge)
    one.news(b'{"page": 1, "at": 0, "size": 5}')  # five bytes that the file has not
    await one.end()
    assert [await one.page(number) for number in range(3)] == [None, None, None]
