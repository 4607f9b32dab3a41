"""Covers asked for together: what is gathered while the children have enough to do, and what waits for nobody."""

from __future__ import annotations

import asyncio

import pytest

from kit.wire.catalog import ComicLocation
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Start
from tests.thumbs.test_covers import Counted


async def test_while_the_children_have_enough_to_do_the_library_is_asked_together(
    start: Start, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.thumbs.locations.NO_HURRY", 60.0)  # so that only the pool can end the waiting
    thumbs = await start(thumbs_workers=1)
    busy = [asyncio.create_task(thumbs.pool._slot(False)) for _ in range(2)]  # one child, and one who waits for it
    await asyncio.sleep(0)
    found = [library.add(comics.cbz(library.root / f"{number}.cbz", comics.pages(1))) for number in range(4)]
    asked = []
    for comic in found:
        asked.append(asyncio.create_task(thumbs.get(f"/api/cover/{comic.comic_id}?v={comic.version}")))
        async with asyncio.timeout(20):
            while comic.comic_id not in thumbs.app.state.parts.locations._wanted:
                await asyncio.sleep(0.005)
    assert library.questions == 0, "nothing could be begun with yet"
    for _ in busy:
        thumbs.pool._hand_on()
    assert all("X-Cover" not in one.headers for one in await asyncio.gather(*asked))
    assert (library.questions, library.asked) == (1, 4)


async def test_those_on_their_way_to_the_children_are_enough(
    start: Start, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.thumbs.locations.NO_HURRY", 60.0)
    thumbs = await start(thumbs_workers=1)
    locations = thumbs.app.state.parts.locations
    Counted(thumbs, held=True)  # the one child has something to do for as long as the test lasts
    library.held = asyncio.Event()
    found = [library.add(comics.cbz(library.root / f"{number}.cbz", comics.pages(1))) for number in range(5)]
    asked = []

    async def ask(some: list[ComicLocation]) -> None:
        for comic in some:
            asked.append(asyncio.create_task(thumbs.get(f"/api/cover/{comic.comic_id}?v={comic.version}")))
        async with asyncio.timeout(20):
            while not all(comic.comic_id in locations._wanted for comic in some):
                await asyncio.sleep(0.005)

    await ask(found[:1])
    async with asyncio.timeout(20):
        while not library.questions:
            await asyncio.sleep(0.005)
    await ask(found[1:])
    locations.hurry()
    assert locations.coming == 1
    library.held.set()
    async with asyncio.timeout(20):
        while locations.coming:
            await asyncio.sleep(0.005)
    assert library.questions == 1, "what came meanwhile was asked for at once, with nobody to begin with it"
    locations.hurry()
    async with asyncio.timeout(20):
        while not all(locations.kept(comic.comic_id) for comic in found):
            await asyncio.sleep(0.005)
    assert (library.questions, library.asked) == (2, 5)
    for one in asked:
        one.cancel()


async def test_a_cover_that_is_there_does_not_wait_for_the_children(
    start: Start, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.thumbs.locations.NO_HURRY", 60.0)
    thumbs = await start(thumbs_workers=1)
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    url = f"/api/cover/{comic.comic_id}?v={comic.version}"
    shown = await thumbs.get(url)
    await thumbs.kept()
    busy = [asyncio.create_task(thumbs.pool._slot(False)) for _ in range(2)]
    await asyncio.sleep(0)
    thumbs.app.state.parts.locations._kept.clear()
    assert (await thumbs.get(url)).content == shown.content
    for _ in busy:
        thumbs.pool._hand_on()
