"""Covers: one render for all, nothing half written, placeholders that say what they are."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from PIL import Image

from services.thumbs.children import Answer, ChildFailed
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Start, Thumbs, heard


async def made(thumbs: Thumbs) -> list[Path]:
    """The covers on disk, once all that were shown are kept."""
    await thumbs.kept()
    folder: Path = thumbs.app.state.parts.covers.files.files.folder
    return sorted(path for path in folder.rglob("*") if path.is_file())


class Counted:
    """Counts what a pool is asked; `hold` keeps renders back until it is set."""

    def __init__(self, thumbs: Thumbs, held: bool = False) -> None:
        self.tasks: list[str] = []
        self.hold = asyncio.Event()
        if not held:
            self.hold.set()
        self._ask: Callable[..., Any] = thumbs.pool.ask
        thumbs.pool.ask = self.ask

    async def ask(self, task: str, *more: Any, **named: Any) -> Answer:
        self.tasks.append(task)
        await self.hold.wait()
        answer: Answer = await self._ask(task, *more, **named)
        return answer


async def test_a_cover_is_small_and_looks_like_the_page(thumbs: Thumbs, library: Library) -> None:
    page = comics.page(3, (1988, 3056))
    comic = library.add(comics.cbz(library.root / "a.cbz", {"1.jpg": page, "2.jpg": comics.page(4)}))
    answer = await thumbs.get(f"/api/cover/{comic.comic_id}?v={comic.version}")
    cover = Image.open(io.BytesIO(answer.content))
    assert (cover.format, cover.size) == ("JPEG", (293, 450))
    full = Image.open(io.BytesIO(page)).resize(cover.size, Image.Resampling.LANCZOS)
    assert comics.psnr(cover, full) >= 29
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["ETag"] == f'"{comic.version}"'
    assert "X-Cover" not in answer.headers
    told = await heard(library, comic.comic_id)
    assert (told.version, told.pages, told.has_thumbnail, told.problem) == (comic.version, 2, True, "")


async def test_without_the_right_version_it_is_asked_for_again(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    for query in ("", "?v=000000000000"):
        answer = await thumbs.get(f"/api/cover/{comic.comic_id}{query}")
        assert answer.headers["Cache-Control"] == "private, no-cache"
    same = await thumbs.get(f"/api/cover/{comic.comic_id}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")


async def test_fifty_who_ask_at_once_get_one_render(thumbs: Thumbs, library: Library) -> None:
    counted = Counted(thumbs)
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(2)))
    answers = await asyncio.gather(*(thumbs.get(f"/api/cover/{comic.comic_id}") for _ in range(50)))
    assert {(one.status_code, one.content) for one in answers} == {(200, answers[0].content)}
    assert "X-Cover" not in answers[0].headers
    assert counted.tasks == ["inspect"]
    assert library.asked == 1


async def test_two_replicas_on_one_store_make_one_render(start: Start, library: Library, database_url: str) -> None:
    replicas = [await start(database_url=database_url) for _ in range(2)]
    counted = [Counted(one, held=True) for one in replicas]
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(2)))
    asked = [asyncio.create_task(one.get(f"/api/cover/{comic.comic_id}")) for one in replicas for _ in range(5)]
    async with asyncio.timeout(10):
        while not any(one.tasks for one in counted):
            await asyncio.sleep(0.01)
    for one in counted:
        one.hold.set()
    answers = await asyncio.gather(*asked)
    assert len({one.content for one in answers}) == 1
    assert sorted(len(one.tasks) for one in counted) == [0, 1]


async def test_a_cover_that_cannot_be_kept_is_shown_all_the_same(
    thumbs: Thumbs, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(thumbs)
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))

    def full(path: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("services.thumbs.cover_files._write", full)
        answers = [await thumbs.get(f"/api/cover/{comic.comic_id}?v={comic.version}") for _ in range(3)]
        assert await made(thumbs) == []
    assert {(one.status_code, "X-Cover" in one.headers, one.content) for one in answers} == {
        (200, False, answers[0].content)
    }
    assert comic.comic_id not in library.told
    assert (await thumbs.get(f"/api/cover/{comic.comic_id}?v={comic.version}")).content == answers[0].content
    assert len(await made(thumbs)) == 1
    assert (await heard(library, comic.comic_id)).has_thumbnail is True
    assert len(counted.tasks) <= 4


async def test_what_was_shown_is_kept_when_the_server_stops(start: Start, library: Library) -> None:
    thumbs = await start()
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    shown = await thumbs.get(f"/api/cover/{comic.comic_id}")
    await thumbs.app.state.parts.covers.close()
    assert [one.read_bytes() for one in await made(thumbs)] == [shown.content]


async def test_a_slow_cover_is_a_placeholder_and_the_work_goes_on(start: Start, library: Library) -> None:
    thumbs = await start(thumbs_cover_wait=0.0)
    counted = Counted(thumbs, held=True)
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    url = f"/api/cover/{comic.comic_id}?v={comic.version}"
    early = await thumbs.get(url)
    assert (early.status_code, early.headers["X-Cover"], early.headers["Cache-Control"]) == (
        200,
        "generating",
        "no-store",
    )
    assert Image.open(io.BytesIO(early.content)).size == (300, 450)
    counted.hold.set()
    await heard(library, comic.comic_id)
    late = await thumbs.get(url)
    assert "X-Cover" not in late.headers
    assert counted.tasks == ["inspect"]


async def test_a_broken_comic_has_its_placeholder_and_reason(thumbs: Thumbs, library: Library) -> None:
    counted = Counted(thumbs)
    path = library.root / "empty.cbz"
    path.write_bytes(b"")
    comic = library.add(path)
    for _ in range(3):
        answer = await thumbs.get(f"/api/cover/{comic.comic_id}?v={comic.version}")
        assert (answer.status_code, answer.headers["X-Cover"]) == (200, "broken")
        assert answer.headers["Cache-Control"] == "no-store"
        assert unquote(answer.headers["X-Cover-Reason"]) == "The file is empty (0 bytes)."
        assert Image.open(io.BytesIO(answer.content)).size == (300, 450)
    assert counted.tasks == ["inspect"]  # what is certain is not tried again
    told = await heard(library, comic.comic_id)
    assert (told.has_thumbnail, told.problem) == (False, "The file is empty (0 bytes).")


async def test_three_attempts_ever_then_quarantine(start: Start, library: Library) -> None:
    first = await start()
    attempts = 0

    async def crash(*_: Any, **__: Any) -> Answer:
        nonlocal attempts
        attempts += 1
        raise ChildFailed("crashed", "The program that opens comics crashed on it.", opened=True)

    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    first.pool.ask = crash
    for _ in range(2):
        assert (await first.get(f"/api/cover/{comic.comic_id}")).headers["X-Cover"] == "broken"
    assert comic.comic_id not in library.told
    second = await start()  # another replica, or the same after a restart, goes on counting
    second.pool.ask = crash
    for _ in range(3):
        answer = await second.get(f"/api/cover/{comic.comic_id}")
        assert unquote(answer.headers["X-Cover-Reason"]) == "The program that opens comics crashed on it."
    assert attempts == 3
    assert (await heard(library, comic.comic_id)).problem == "The program that opens comics crashed on it."


async def test_an_overloaded_server_does_not_count_as_an_attempt(start: Start, library: Library) -> None:
    thumbs = await start(thumbs_workers=1, thumbs_queue=1)
    counted = Counted(thumbs)
    hold = asyncio.Event()
    taken = [asyncio.create_task(thumbs.pool._slot(False)) for _ in range(2)]
    await asyncio.sleep(0)
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    for _ in range(5):
        answer = await thumbs.get(f"/api/cover/{comic.comic_id}")
        assert (answer.status_code, answer.json()["code"]) == (503, "thumbs_busy")
        assert int(answer.headers["Retry-After"]) >= 1
    hold.set()
    for _ in taken:
        thumbs.pool._hand_on()
    assert "X-Cover" not in (await thumbs.get(f"/api/cover/{comic.comic_id}")).headers
    assert len(counted.tasks) == 6


async def test_a_changed_comic_gets_a_new_cover_and_never_the_old(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "a.cbz", {"1.jpg": comics.page(1)})
    old = library.add(path, "one")
    before = await thumbs.get(f"/api/cover/one?v={old.version}")
    comics.cbz(path, {"1.jpg": comics.page(2), "2.jpg": comics.page(3)})
    new = library.add(path, "one")
    thumbs.app.state.parts.locations._kept.clear()  # five seconds later
    after = await thumbs.get(f"/api/cover/one?v={new.version}")
    assert after.content != before.content
    assert [path.name for path in await made(thumbs)] == sorted(f"one-{one.version}.jpg" for one in (old, new))


async def test_a_file_changed_since_the_scan_is_not_kept_under_the_old_version(
    thumbs: Thumbs, library: Library
) -> None:
    path = comics.cbz(library.root / "a.cbz", {"1.jpg": comics.page(1)})
    comic = library.add(path)
    comics.cbz(path, {"1.jpg": comics.page(2), "2.jpg": comics.page(3)})
    answer = await thumbs.get(f"/api/cover/{comic.comic_id}?v={comic.version}")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert comic.version not in (await made(thumbs))[0].name


async def test_what_a_killed_replica_began_is_made_when_its_lease_ends(
    thumbs: Thumbs, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.thumbs.store import thumbnails as store

    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    living = thumbs.app.state.parts.covers.store
    dead = store.ThumbnailStore(living._db, living._writes, owner="dead")
    monkeypatch.setattr(store, "LEASE", 0.5)
    assert await dead.take(comic.comic_id, comic.version) == store.Taken(1)
    answer = await thumbs.get(f"/api/cover/{comic.comic_id}")
    assert "X-Cover" not in answer.headers
    await dead.failed(comic.comic_id, comic.version, 3, "too late")  # it wakes up again: nothing of it counts
    assert dead.broken(comic.comic_id, comic.version) is None


async def test_reports_wait_for_the_library(thumbs: Thumbs, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from services.thumbs import reports

    monkeypatch.setattr(reports, "AGAIN", 0.01)
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(2)))
    await thumbs.app.state.parts.locations._location(comic.comic_id)
    library.down = True
    assert "X-Cover" not in (await thumbs.get(f"/api/cover/{comic.comic_id}")).headers
    assert comic.comic_id not in library.told
    library.down = False
    assert (await heard(library, comic.comic_id)).pages == 2


async def test_the_front_cover_of_comicinfo(thumbs: Thumbs, library: Library) -> None:
    info = b"<ComicInfo><Pages><Page Image='1' Type='FrontCover'/></Pages></ComicInfo>"
    with_info = library.add(comics.cbz(library.root / "a.cbz", comics.pages(2) | {"ComicInfo.xml": info}))
    second = library.add(comics.cbz(library.root / "b.cbz", {"1.jpg": comics.page(2)}))
    covers = [await thumbs.get(f"/api/cover/{one.comic_id}") for one in (with_info, second)]
    assert covers[0].content == covers[1].content
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><ComicInfo><PageCount>&a;</PageCount>FrontCover</ComicInfo>'
    trap = library.add(comics.cbz(library.root / "c.cbz", comics.pages(1) | {"ComicInfo.xml": bomb}))
    assert "X-Cover" not in (await thumbs.get(f"/api/cover/{trap.comic_id}")).headers
