"""The cover store, over a folder and over a bucket of a real S3 server, by the same tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from kit.db import Database
from kit.errors import StartupError, Unavailable
from services.thumbs import cover_store
from services.thumbs.app import MIGRATIONS
from services.thumbs.cover_bucket import Bucket
from services.thumbs.cover_files import Files, Folder
from services.thumbs.cover_store import CoverStore, key_of
from services.thumbs.settings import Settings
from services.thumbs.store.pictures import Kept, PictureTable
from services.thumbs.writes import Writes
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Start

OLD, NEW = "0a1b2c3d4e5f", "ff1b2c3d4e5f"


@pytest.fixture(params=["folder", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    if request.param == "folder":
        return Folder(tmp_path / "covers")
    monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("s3"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    return Bucket(f"s3://covers/{tmp_path.name}")


@pytest.fixture
def table(tmp_path: Path, database_url: str) -> Iterator[PictureTable]:
    database = Database(Settings(data_dir=tmp_path, database_url=database_url), "thumbs")
    database.init_db(MIGRATIONS)
    writes = Writes(database)
    yield PictureTable(database, writes)
    writes.close()
    database.close()


@pytest.fixture
def store(files: Files, table: PictureTable) -> CoverStore:
    return CoverStore(files, table, bound=1000)


async def keys(store: CoverStore) -> set[str]:
    return {file.key async for some in store.files.all() for file in some}


async def test_what_was_put_is_there_and_nothing_else(store: CoverStore) -> None:
    assert await store.get("one", OLD) is None
    await store.put("one", OLD, b"grid")
    await store.put("one", OLD, b"large", "-large")
    await store.put("one", NEW, b"another version")
    assert (await store.get("one", OLD), await store.get("one", OLD, "-large")) == (b"grid", b"large")
    assert await store.get("one", NEW, "-large") is None
    assert await keys(store) == {key_of("one", OLD), key_of("one", OLD, "-large"), key_of("one", NEW)}
    assert "can be written to" in await store.check()


async def test_above_the_bound_what_was_not_used_for_longest_goes(store: CoverStore) -> None:
    for number in range(12):
        await store.put(f"c{number}", OLD, b"x" * 100)
        await store.note()
    await store.get("c0", OLD)
    await store.note()
    await store.evict()
    left = await keys(store)
    assert len(left) == 9
    assert key_of("c0", OLD) in left, "it was used last"
    assert key_of("c11", OLD) in left
    assert key_of("c1", OLD) not in left
    await store.evict()
    assert await keys(store) == left


async def test_orphans_old_versions_and_leftovers_are_swept(store: CoverStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover_store, "YOUNG", -5.0)  # nothing is too young
    for comic_id, version in (("gone", OLD), ("changed", OLD), ("changed", NEW), ("same", OLD)):
        await store.put(comic_id, version, b"x")
    await store.put("same", OLD, b"x", "-p12-w480")
    for version in (f"{OLD}p3", f"{NEW}p3"):  # a page that was chosen as the cover
        await store.put("same", version, b"x", "-large")
    await store.files.put("0a/1b/.half.jpg.part", b"half")
    await store.files.put("0a/1b/no such name.jpg", b"x")
    # Nothing was noted: the process that put them was killed. What lies there tells.

    async def versions(ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
        known = {"changed": frozenset((NEW,)), "same": frozenset((OLD, f"{OLD}p3"))}
        return {one: known[one] for one in ids if one != "gone"}

    await store.tidy(versions)
    kept = {key_of("same", OLD), key_of("same", OLD, "-p12-w480"), key_of("same", f"{OLD}p3", "-large")}
    assert await keys(store) == {key_of("changed", NEW), *kept}


async def test_the_young_are_left_alone(store: CoverStore) -> None:
    await store.put("new", OLD, b"x")
    await store.files.put("0a/1b/.half.jpg.part", b"half")

    async def versions(ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
        return {}

    await store.note()
    await store.tidy(versions)
    assert len(await keys(store)) == 2


async def test_a_store_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    pytest.importorskip("obstore", reason="NOT TESTED ON S3: obstore is not installed")
    bucket = Bucket("s3://covers")
    assert await bucket.get("a") is None
    with pytest.raises(Unavailable, match="cannot be reached"):
        await bucket.put("a", b"x")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match="cannot be written"):
        await Folder(tmp_path / "file").put("a", b"x")
    monkeypatch.setenv("THUMBNAIL_STORE", "ftp://x")
    with pytest.raises(StartupError, match="THUMBNAIL_STORE"):
        Settings.load()


async def test_covers_through_the_service_lie_in_the_bucket(
    start: Start, library: Library, files: Files, tmp_path: Path
) -> None:
    where = {} if isinstance(files, Folder) else {"thumbnail_store": f"s3://covers/{tmp_path.name}"}
    thumbs = await start(**where)
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    first = await thumbs.get(f"/api/cover/{comic.comic_id}?v={comic.version}")
    assert "X-Cover" not in first.headers
    await thumbs.kept()
    assert await files.get(key_of(comic.comic_id, comic.version)) == first.content
    again = await start(**where)
    assert (await again.get(f"/api/cover/{comic.comic_id}?v={comic.version}")).content == first.content


def test_the_table_forgets_nothing_that_is_used(table: PictureTable) -> None:
    async def story() -> None:
        now = time.time()
        await table.note([Kept("a", "a", OLD, 5, now - 100), Kept("b", "b", OLD, 7, now - 50)], {"a": now})
        await table.note([], {"unknown": now})

    asyncio.run(story())
    assert table.size() == 12
    assert [one.key for one in table.oldest(5)] == ["b", "a"]
    assert table.unknown(["a", "c"]) == {"c"}
