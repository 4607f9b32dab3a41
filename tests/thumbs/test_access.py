"""Who may see what, and what becomes of files that are gone, closed off, or somewhere else."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from kit.wire.catalog import version_of
from services.thumbs import opening
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Start, Thumbs

ROUTES = ("/api/cover/{}", "/api/read/{}/pages", "/api/read/{}/page/0")


@pytest.mark.parametrize(
    ("who", "library_id", "age_rating", "status"),
    [
        ({}, "lib-1", 18, 200),
        ({"role": "admin"}, "lib-1", 18, 200),
        ({"libraries": ["lib-1"]}, "lib-1", None, 200),
        ({"libraries": ["lib-2"]}, "lib-1", None, 404),
        ({"libraries": []}, "lib-1", None, 404),
        ({"age_limit": 12}, "lib-1", 18, 404),
        ({"age_limit": 12}, "lib-1", 12, 200),
        ({"age_limit": 12}, "lib-1", None, 200),
    ],
)
async def test_what_one_may_not_see_does_not_exist(
    thumbs: Thumbs, library: Library, *, who: dict[str, Any], library_id: str, age_rating: int | None, status: int
) -> None:
    path = comics.cbz(library.root / "a.cbz", comics.pages(1))
    comic = library.add(path, library_id=library_id, age_rating=age_rating)
    for route in ROUTES:
        full = await thumbs.get(route.format(comic.comic_id))  # somebody who may has it made
        answer = await thumbs.get(
            route.format(comic.comic_id), headers={"If-None-Match": full.headers.get("ETag", "*")}, **who
        )
        assert answer.status_code == status if status == 404 else answer.status_code in (200, 304)
        if status == 404:
            nothing = await thumbs.get(route.format("nosuchcomic"), **who)
            same = {key: answer.json()[key] for key in ("code", "detail", "status")}
            assert same == {key: nothing.json()[key] for key in same}
            assert "ETag" not in answer.headers


async def test_without_a_login_and_with_a_forged_one(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    foreign = thumbs.issuer.headers("library")
    for route in ROUTES:
        url = route.format(comic.comic_id)
        assert (await thumbs.client.get(url)).status_code == 401
        assert (await thumbs.client.get(url, headers={"If-None-Match": "*"})).status_code == 401
        assert (await thumbs.client.get(url, headers=foreign)).status_code == 401
        assert (await thumbs.get(url, exp=1)).status_code == 401


@pytest.mark.parametrize("comic_id", ["..", "%2e%2e%2f%2e%2e", "x" * 300, "a%00b", "%F0%9F%98%80", "'--"])
async def test_ids_that_are_none(thumbs: Thumbs, library: Library, comic_id: str) -> None:
    for route in ROUTES:
        assert (await thumbs.get(route.format(comic_id))).status_code == 404
    assert library.asked == 0


async def check(thumbs: Thumbs, comic_id: str, status: int, code: str, said: str) -> None:
    """What all three routes say of a file that cannot be read."""
    for route in ROUTES[1:]:
        answer = await thumbs.get(route.format(comic_id))
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert said in answer.json()["detail"]
    cover = await thumbs.get(ROUTES[0].format(comic_id))
    assert (cover.status_code, cover.headers["X-Cover"]) == (200, "broken")
    assert said in unquote(cover.headers["X-Cover-Reason"])


async def test_a_file_that_is_gone(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "a.cbz", comics.pages(1))
    comic = library.add(path)
    path.unlink()
    await check(thumbs, comic.comic_id, 404, "comic_file_missing", "The file is not where it was.")
    comics.cbz(path, comics.pages(1))  # it is back: nothing was held against it
    assert "X-Cover" not in (await thumbs.get(f"/api/cover/{comic.comic_id}")).headers


async def test_a_cover_outlives_its_file(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "a.cbz", comics.pages(1))
    comic = library.add(path)
    made = await thumbs.get(f"/api/cover/{comic.comic_id}")
    path.unlink()
    assert (await thumbs.get(f"/api/cover/{comic.comic_id}")).content == made.content


async def test_links_that_leave_the_library(thumbs: Thumbs, library: Library, tmp_path: Path) -> None:
    outside = comics.cbz(tmp_path / "outside.cbz", comics.pages(1))
    inside = comics.cbz(library.root / "inside.cbz", comics.pages(1))
    for name, target in (("out.cbz", outside), ("in.cbz", inside)):
        (library.root / name).symlink_to(target)
    await check(thumbs, library.add(library.root / "out.cbz").comic_id, 422, "comic_unreadable", "leads out")
    above = library.add(library.root / "inside.cbz", path="../outside.cbz")
    await check(thumbs, above.comic_id, 422, "comic_unreadable", "leads out")
    fine = library.add(library.root / "in.cbz")
    assert (await thumbs.get(f"/api/read/{fine.comic_id}/page/0")).status_code == 200
    loop = library.root / "loop.cbz"
    loop.symlink_to(loop)
    await check(thumbs, library.add(inside, path="loop.cbz").comic_id, 422, "comic_unreadable", "cannot be opened")


def test_what_is_in_memory_is_opened_at_once_and_nothing_else(library: Library, tmp_path: Path) -> None:
    path = comics.cbz(library.root / "shelf" / "a.cbz", comics.pages(1))
    comics.cbz(tmp_path / "outside.cbz", comics.pages(1))
    (library.root / "in.cbz").symlink_to("shelf/a.cbz")
    (library.root / "out.cbz").symlink_to("../outside.cbz")
    for name in ("shelf/a.cbz", "in.cbz"):
        at_once, opened = (one(library.add(library.root / name)) for one in (opening.at_once, opening.open_comic))
        assert at_once is not None
        assert os.path.samestat(os.fstat(at_once.fd), os.fstat(opened.fd))
        assert (at_once.version, at_once.size, at_once.mtime_ns) == (opened.version, opened.size, opened.mtime_ns)
        assert (at_once.version, at_once.is_current) == (version_of(path.stat().st_size, path.stat().st_mtime), True)
        at_once.close()
        opened.close()
    for name in ("out.cbz", "../outside.cbz", str(path), "shelf", "nothing.cbz", "shelf/a.cbz/b", "a\\0", "a\0"):
        assert opening.at_once(library.add(path, path=name)) is None, name
    proc = {"root": "/proc", "path": "self/status"}  # not a file system that comics lie on
    assert opening.at_once(library.add(path, **proc)) is None


async def test_what_is_no_file(thumbs: Thumbs, library: Library) -> None:
    (library.root / "folder.cbz").mkdir()
    os.mkfifo(library.root / "pipe.cbz")
    for name in ("folder.cbz", "pipe.cbz"):
        await check(thumbs, library.add(library.root / name).comic_id, 422, "comic_unreadable", "not a file")


async def test_a_folder_without_permission(thumbs: Thumbs, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    path = comics.cbz(library.root / "shut" / "a.cbz", comics.pages(1))
    comic = library.add(path)
    path.parent.chmod(0)
    if os.getuid() == 0:  # whom permissions do not stop

        def refuse(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("services.thumbs.opening.open_beneath", refuse)
        monkeypatch.setattr("services.thumbs.opening.open_cached", lambda root, path: None)
    try:
        await check(thumbs, comic.comic_id, 422, "comic_unreadable", "permission denied")
    finally:
        path.parent.chmod(0o700)


@pytest.mark.parametrize(
    "name", ["new\nline.cbz", 'quote\'s "it".cbz', "emoji 🦊.cbz", "x" * 246 + ".cbz", "back\\slash.cbz"]
)
async def test_names_of_every_kind(thumbs: Thumbs, library: Library, name: str) -> None:
    comic = library.add(comics.cbz(library.root / name, comics.pages(1)))
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/0")).content == comics.page(1)


async def test_a_name_that_is_not_utf8(thumbs: Thumbs, library: Library) -> None:
    path = Path(os.fsdecode(os.fsencode(library.root) + b"/caf\xe9 \xff.cbz"))
    comic = library.add(comics.cbz(path, comics.pages(1)))
    assert "\\xe9" in comic.path
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/0")).status_code == 200
    wrong = library.add(path, path="bad \\x escape")
    assert (await thumbs.get(f"/api/read/{wrong.comic_id}/page/0")).json()["code"] == "comic_unreadable"


async def test_the_library_is_down(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    library.down = True
    for route in ROUTES:
        answer = await thumbs.get(route.format(comic.comic_id))
        assert (answer.status_code, answer.json()["code"]) == (503, "library_unavailable")
        assert answer.headers["Retry-After"]
    health = (await thumbs.client.get("/healthz")).json()
    assert (health["status"], health["depends_on"]["library"]["status"]) == ("degraded", "down")


async def test_a_library_that_hangs_is_not_waited_for_longer_by_those_who_came_later(
    thumbs: Thumbs, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.thumbs.locations.PATIENCE", 0.2)
    first, second = (library.add(comics.cbz(library.root / name, comics.pages(1))) for name in ("a.cbz", "b.cbz"))
    library.held = asyncio.Event()
    early = asyncio.create_task(thumbs.get(f"/api/read/{first.comic_id}/page/0"))
    while not library.asked:
        await asyncio.sleep(0.01)
    late = await thumbs.get(f"/api/read/{second.comic_id}/page/0")  # has to be asked for once the first is answered
    assert library.asked == 1
    for answer in (late, await early):
        assert (answer.status_code, answer.json()["code"]) == (504, "library_timeout")
    library.held.set()
    assert (await thumbs.get(f"/api/read/{second.comic_id}/page/0")).status_code == 200


async def test_a_disk_that_hangs_is_not_waited_for(
    thumbs: Thumbs, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from services.thumbs import disk

    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    release, opened = threading.Event(), disk.open_comic
    monkeypatch.setattr(disk, "PATIENCE", 0.05)
    monkeypatch.setattr(disk, "at_once", lambda location: None)  # nothing of it is in memory

    def hang(location: Any) -> Any:
        release.wait(20)
        return opened(location)

    monkeypatch.setattr(disk, "open_comic", hang)
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
    assert (answer.status_code, answer.json()["code"]) == (503, "disk_slow")
    release.set()


async def test_healthz_and_metrics(start: Start, library: Library) -> None:
    thumbs = await start()
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    await thumbs.get(f"/api/cover/{comic.comic_id}")
    await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
    health = (await thumbs.client.get("/healthz")).json()
    assert health["status"] == "ok"
    assert set(health["depends_on"]) == {"database", "library", "children", "covers", "rar"}
    metrics = (await thumbs.client.get("/metrics")).text
    for name in ('thumbs_covers_total{outcome="made"}', 'thumbs_pages_total{way="placed"}', "thumbs_queue_length"):
        assert name in metrics
    assert (await thumbs.client.get("/readyz")).status_code == 200
    assert "/api/cover/{comic_id}" in (await thumbs.client.get("/openapi.json")).text
