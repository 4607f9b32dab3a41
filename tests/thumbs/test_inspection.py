"""Opening comics in the background: what the library hears, and that people go first."""

from __future__ import annotations

import asyncio
import io
import tarfile
import zipfile
from typing import Any

import pytest
from PIL import Image

from services.thumbs import inspection
from services.thumbs.children import Answer, ChildFailed
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Start, Thumbs, heard

INFO = """<?xml version="1.0"?><ComicInfo><Series>Akira</Series><Writer>Ōtomo Katsuhiro</Writer><Number>1</Number>
<Summary></Summary><Pages><Page Image="0" Type="FrontCover" ImageSize="1"/><Page Image="1"/></Pages></ComicInfo>"""


def inspector(thumbs: Thumbs) -> inspection.Inspector:
    one: inspection.Inspector = thumbs.app.state.parts.inspector
    return one


async def test_one_opening_tells_all(thumbs: Thumbs, library: Library) -> None:
    members = comics.pages(2) | {"ComicInfo.xml": INFO.encode()}
    comic = library.add(comics.cbz(library.root / "a.cbz", members))
    library.work = [comic.comic_id]
    assert await inspector(thumbs).some() == 1
    told = await heard(library, comic.comic_id)
    assert (told.version, told.pages, told.has_thumbnail, told.problem) == (comic.version, 2, True, "")
    assert [one.size_bytes for one in told.page_list or []] == [len(comics.page(n)) for n in (1, 2)]
    assert told.comic_info == {
        "Series": "Akira",
        "Writer": "Ōtomo Katsuhiro",
        "Number": "1",
        "Pages": [{"Image": "0", "Type": "FrontCover"}, {"Image": "1"}],
    }
    assert sum(child.tasks for child in thumbs.pool.children) == 2  # one of them at the start
    assert "X-Cover" not in (await thumbs.get(f"/api/cover/{comic.comic_id}")).headers
    assert await inspector(thumbs).some() == 0


async def test_what_the_library_never_takes_holds_up_nothing_else(thumbs: Thumbs, library: Library) -> None:
    one, other = (library.add(comics.cbz(library.root / f"{name}.cbz", comics.pages(2))) for name in "ab")
    library.work, library.refused = [one.comic_id, other.comic_id], one.comic_id
    while await inspector(thumbs).some():
        pass
    assert (await heard(library, other.comic_id)).pages == 2
    assert one.comic_id not in library.told


async def test_the_fingerprint_is_that_of_the_pages(thumbs: Thumbs, library: Library) -> None:
    deflated = comics.cbz(library.root / "a.cbz", comics.pages(2), zipfile.ZIP_DEFLATED)
    tagged = comics.cbz(library.root / "b.cbz", comics.pages(2) | {"ComicInfo.xml": INFO.encode()})
    longer = comics.cbz(library.root / "c.cbz", comics.pages(3))
    with tarfile.open(library.root / "d.cbt", "w") as archive:
        for name, data in comics.pages(2).items():
            member = tarfile.TarInfo(f"folder/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    library.work = [library.add(path).comic_id for path in (deflated, tagged, longer, library.root / "d.cbt")]
    ids = list(library.work)
    while await inspector(thumbs).some():
        pass
    one, same, other, tar = [(await heard(library, comic_id)).fingerprint for comic_id in ids]
    assert one == same == tar
    assert one
    assert one != other


async def test_what_cannot_be_opened_is_told(thumbs: Thumbs, library: Library) -> None:
    path = library.root / "a.cbz"
    path.write_bytes(b"")
    comic = library.add(path)
    library.work = [comic.comic_id]
    await inspector(thumbs).some()
    told = await heard(library, comic.comic_id)
    assert (told.has_thumbnail, told.problem) == (False, "The file is empty (0 bytes).")
    library.told.clear()
    library.work = [comic.comic_id]  # the library lost it, and asks again: it is told without another opening
    await inspector(thumbs).some()
    assert (await heard(library, comic.comic_id)).problem == "The file is empty (0 bytes)."


async def test_a_retry_forgets_the_failures(thumbs: Thumbs, library: Library) -> None:
    ask = thumbs.pool.ask

    async def crash(*_: Any, **__: Any) -> Answer:
        raise ChildFailed("crashed", "The program that opens comics crashed on it.")

    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    url = f"/api/cover/{comic.comic_id}"
    thumbs.pool.ask = crash
    for _ in range(4):
        assert (await thumbs.get(url)).headers["X-Cover"] == "broken"
    thumbs.pool.ask = ask
    assert (await thumbs.get(url)).headers["X-Cover"] == "broken"
    admin = thumbs.issuer.headers("thumbs", role="admin")
    for headers, status in ((thumbs.issuer.headers("thumbs"), 403), (admin, 202)):
        assert (await thumbs.client.post(f"{url}/retry", headers=headers)).status_code == status
    assert (await thumbs.client.post("/api/cover/nobody/retry", headers=admin)).status_code == 404
    assert "X-Cover" not in (await thumbs.get(url)).headers


async def test_it_waits_while_pages_are_read(thumbs: Thumbs, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "AGAIN", 0.01)
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(2)))
    await asyncio.wait_for(inspector(thumbs).quiet(), 5)
    monkeypatch.setattr(inspection, "QUIET", 3600.0)
    for _ in range(2):  # the second is answered by the short way
        inspector(thumbs)._read_at = -3600.0
        await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(inspector(thumbs).quiet(), 0.1)


async def test_in_the_background_by_itself(start: Start, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(2)))
    library.work = [comic.comic_id]
    await start(thumbs_inspect=True)
    assert (await heard(library, comic.comic_id)).pages == 2


async def test_two_sizes_and_thumbnails_of_pages(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", {"1.jpg": comics.page(1, (1988, 3056))}))
    url = f"/api/cover/{comic.comic_id}?v={comic.version}"
    large = await thumbs.get(f"{url}&size=large")
    opened = sum(child.tasks for child in thumbs.pool.children)
    small = await thumbs.get(url)
    assert [Image.open(io.BytesIO(one.content)).size for one in (small, large)] == [(293, 450), (585, 900)]
    assert sum(child.tasks for child in thumbs.pool.children) == opened, "both came from one decoding"
    assert large.headers["ETag"] == f'"{comic.version}-large"' != small.headers["ETag"]
    assert "immutable" in large.headers["Cache-Control"]
    assert (await thumbs.get(f"{url}&size=huge")).status_code == 422
    page = f"/api/read/{comic.comic_id}/page/0?v={comic.version}&width=480"
    first = await thumbs.get(page)
    opened = sum(child.tasks for child in thumbs.pool.children)
    thumbs.app.state.parts.pages._kept.clear()
    assert (await thumbs.get(page)).content == first.content
    assert sum(child.tasks for child in thumbs.pool.children) == opened, "it was kept"


async def test_a_large_cover_leaves_the_small_one_as_it_is(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", {"1.jpg": comics.page(1, (1988, 3056))}))
    url = f"/api/cover/{comic.comic_id}?v={comic.version}"
    first = await thumbs.get(url)
    await thumbs.kept()
    large = await thumbs.get(f"{url}&size=large")
    assert Image.open(io.BytesIO(large.content)).size == (585, 900)
    again = await thumbs.get(url)
    assert (again.headers["ETag"], again.content) == (first.headers["ETag"], first.content)
