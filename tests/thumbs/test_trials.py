"""Three attempts ever: counted for openings and for pages, by all replicas and across their lives; then quarantine."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest
from PIL import Image

from services.thumbs.children import Answer, ChildFailed
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Start, Thumbs, heard

ENDED = "The program that opens comics crashed on it."
QUARANTINED = f"{ENDED} It was tried 3 times and is not tried again by itself."


class Crashing:
    """A pool whose children do not survive some tasks; counts them. Everything else is the real pool's."""

    def __init__(self, thumbs: Thumbs, *tasks: str, opened: bool) -> None:
        self.tries, self._tasks, self._opened, self._ask = 0, tasks, opened, thumbs.pool.ask
        thumbs.pool.ask = self

    async def __call__(self, task: str, options: dict[str, Any], fds: Any = (), **more: Any) -> Answer:
        if task in self._tasks:
            self.tries += 1
            raise ChildFailed("crashed", ENDED, opened=self._opened)
        answer: Answer = await self._ask(task, options, fds, **more)
        return answer


async def told(library: Library, comic_id: str, problem: str) -> None:
    async with asyncio.timeout(10):
        while not any(one.problem == problem for one in library.told.get(comic_id, ())):
            await asyncio.sleep(0.01)


async def test_an_opening_is_tried_three_times_whoever_asks(start: Start, library: Library, database_url: str) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(2)))
    paths = (f"/api/read/{comic.comic_id}/pages", f"/api/read/{comic.comic_id}/page/1", f"/api/cover/{comic.comic_id}")
    tries = 0
    for _ in range(3):  # one after the other, as if each had been killed
        thumbs = await start(database_url=database_url)
        pool = Crashing(thumbs, "inspect", opened=False)
        for path in paths:
            await thumbs.get(path)
        tries += pool.tries
    assert tries == 3
    answer = await thumbs.get(paths[0])
    assert (answer.status_code, answer.json()["detail"]) == (422, QUARANTINED)
    await told(library, comic.comic_id, QUARANTINED)
    assert any(one.has_thumbnail is False for one in library.told[comic.comic_id])
    admin = thumbs.issuer.headers("thumbs", role="admin")
    thumbs.pool.ask = pool._ask
    assert (await thumbs.get(paths[1])).status_code == 422
    assert (await thumbs.client.post(f"{paths[2]}/retry", headers=admin)).status_code == 202
    assert (await thumbs.get(paths[1])).status_code == 200
    assert "X-Cover" not in (await thumbs.get(paths[2])).headers
    await told(library, comic.comic_id, "")


async def test_a_page_is_tried_three_times_and_the_others_stay_readable(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(2)))
    url = f"/api/read/{comic.comic_id}/page/1?width="
    assert "X-Cover" not in (await thumbs.get(f"/api/cover/{comic.comic_id}")).headers
    await heard(library, comic.comic_id)
    pool = Crashing(thumbs, "resized", opened=True)
    for width in (480, 800, 800, 480, 800):
        answer = await thumbs.get(f"{url}{width}")
        assert (answer.status_code, answer.json()["code"]) == (422, "page_unreadable")
    assert pool.tries == 3
    assert answer.json()["detail"] == f"Page 2 cannot be read. {QUARANTINED}"
    await told(library, comic.comic_id, f"Page 2 cannot be read. {QUARANTINED}")
    assert all(one.has_thumbnail is not False for one in library.told[comic.comic_id])
    thumbs.pool.ask = pool._ask
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/0?width=480")).status_code == 200
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/1")).status_code == 200  # as it is in the file


async def test_what_the_library_did_not_hear_it_hears_later(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    url = f"/api/read/{comic.comic_id}/pages"
    await thumbs.app.state.parts.locations.readable(comic.comic_id, Reader())
    Crashing(thumbs, "inspect", opened=False)
    library.down = True
    for _ in range(4):
        await thumbs.get(url)
    library.down = False
    assert library.told == {}
    await thumbs.get(url)
    await told(library, comic.comic_id, QUARANTINED)


class Reader:
    """Somebody who may read everything."""

    def may_read(self, library_id: str, age_rating: int | None) -> bool:
        return True


async def test_another_content_is_tried_anew_and_a_retry_by_the_library_too(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "a.cbz", comics.pages(1))
    comic = library.add(path)
    pool = Crashing(thumbs, "inspect", opened=False)
    for _ in range(4):
        await thumbs.get(f"/api/read/{comic.comic_id}/pages")
    assert pool.tries == 3
    inspector = thumbs.app.state.parts.inspector
    library.comics[comic.comic_id] = comic.model_copy(update={"anew": True})
    library.work = [comic.comic_id]
    await inspector.some()
    assert pool.tries == 4
    comics.cbz(path, comics.pages(3))
    library.add(path, comic.comic_id)
    for _ in range(4):
        await thumbs.get(f"/api/read/{comic.comic_id}/pages")
    assert pool.tries == 7


@pytest.mark.parametrize(("opens", "count"), [(False, 1), (True, 0)])
async def test_the_child_tells_whether_it_had_opened_the_comic(
    thumbs: Thumbs, library: Library, opens: bool, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real child, killed by the kernel in the opening, or by its wall time over the cover."""
    large = comics.encoded(Image.effect_noise((6000, 6000), 50), "PNG")  # takes a while to decode
    members = {"1.png": large} if opens else {f"{number}.jpg": b"x" for number in range(9000)}
    comic = library.add(comics.cbz(library.root / "a.cbz", members))
    strikes = thumbs.app.state.parts.trials.strikes
    child = thumbs.pool.children[0]
    if not opens:
        os.setpriority(os.PRIO_PROCESS, child.process.pid, 19)  # it has not opened it by the time it is given up
    asked = asyncio.create_task(thumbs.get(f"/api/cover/{comic.comic_id}"))
    if opens:
        async with asyncio.timeout(60):
            while not child.opened:
                await asyncio.sleep(0.001)
        child.process.kill()
    else:
        thumbs.pool.wall = 0.0001
    answer = await asked
    assert answer.headers["X-Cover"] == "broken"
    monkeypatch.setattr("services.thumbs.store.strikes.MOST", 1)
    assert (strikes.struck(comic.comic_id, comic.version, 0) is not None) == bool(count)
