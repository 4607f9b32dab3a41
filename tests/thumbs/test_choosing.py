"""A cover that people chose: it looks like that page, survives what scans find, and is never mixed up with another."""

from __future__ import annotations

import io
import os
from typing import Any

from PIL import Image

from tests.thumbs import comics
from tests.thumbs.conftest import Library, Start, Thumbs, heard

COLOURS = ("red", "green", "blue")


def coloured(*colours: str) -> dict[str, bytes]:
    return {f"{n}.png": comics.encoded(Image.new("RGB", (600, 900), one), "PNG") for n, one in enumerate(colours)}


def colour(data: bytes) -> str:
    red, green, blue = Image.open(io.BytesIO(data)).convert("RGB").getpixel((100, 100))  # type: ignore[misc]
    return max((red, "red"), (green, "green"), (blue, "blue"))[1]


async def asked(thumbs: Thumbs, method: str, path: str, role: str = "admin", **more: Any) -> Any:
    headers = thumbs.issuer.headers("thumbs", role=role)
    return await thumbs.client.request(method, path, headers=headers, **more)


async def test_a_page_is_chosen_and_given_back(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", coloured(*COLOURS)))
    url = f"/api/cover/{comic.comic_id}"
    first = await thumbs.get(f"{url}?v={comic.version}")
    assert colour(first.content) == "red"
    answer = await asked(thumbs, "PUT", url, json={"page": 2})
    assert (answer.status_code, answer.json()["page"]) == (200, 2)
    chosen_url = answer.json()["cover"]
    for size in ("", "&size=large"):
        chosen = await thumbs.get(chosen_url + size)
        assert colour(chosen.content) == "blue"
        assert "immutable" in chosen.headers["Cache-Control"]
        assert chosen.headers["ETag"] != first.headers["ETag"]
        for _ in range(2):  # the second by the short way
            again = await thumbs.get(chosen_url + size, headers={"If-None-Match": chosen.headers["ETag"]})
            assert again.status_code == 304
    old = await thumbs.get(f"{url}?v={comic.version}", headers={"If-None-Match": first.headers["ETag"]})
    assert (old.status_code, colour(old.content)) == (200, "blue")
    assert "immutable" not in old.headers["Cache-Control"]
    back = await asked(thumbs, "DELETE", f"{url}/choice")
    assert back.json() == {"comic_id": comic.comic_id, "page": None, "cover": f"{url}?v={comic.version}"}
    assert (await thumbs.get(f"{url}?v={comic.version}")).content == first.content


async def test_the_choice_outlives_eviction_changes_and_its_own_page(thumbs: Thumbs, library: Library) -> None:
    path = comics.cbz(library.root / "a.cbz", coloured(*COLOURS))
    comic = library.add(path)
    url = f"/api/cover/{comic.comic_id}"
    chosen = (await asked(thumbs, "PUT", url, json={"page": 1})).json()["cover"]
    assert colour((await thumbs.get(chosen)).content) == "green"
    store = thumbs.app.state.parts.covers.files
    await store.note()
    store.bound = 0
    await store.evict()
    assert colour((await thumbs.get(chosen)).content) == "green"
    for members, expected in ((coloured("blue", "red", "green"), "red"), (coloured("blue"), "blue")):
        comics.cbz(path, members)
        os.utime(path, (len(members), len(members)))
        comic = library.add(path, comic.comic_id, cover_page=1)
        thumbs.app.state.parts.locations._kept.clear()
        assert colour((await thumbs.get(f"{url}?v={comic.cover_version}")).content) == expected


async def test_what_is_no_page_or_no_picture_is_not_chosen(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", coloured("red") | {"9.jpg": b"<html>"}))
    url = f"/api/cover/{comic.comic_id}"
    for page, code in ((2, "page_out_of_range"), (1, "page_unreadable"), (-1, "invalid_request")):
        answer = await asked(thumbs, "PUT", url, json={"page": page})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert library.comics[comic.comic_id].cover_page is None
    for method, path in (("PUT", url), ("DELETE", f"{url}/choice")):
        assert (await asked(thumbs, method, path, "reader", json={"page": 0})).status_code == 403
        assert (
            await asked(thumbs, method, path.replace(comic.comic_id, "nobody"), json={"page": 0})
        ).status_code == 404


async def test_another_replica_learns_of_it_by_the_address(start: Start, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", coloured(*COLOURS)))
    url = f"/api/cover/{comic.comic_id}"
    one, other = await start(), await start()
    assert colour((await other.get(f"{url}?v={comic.version}")).content) == "red"
    locations = other.app.state.parts.locations
    until, kept = locations._kept[comic.comic_id]
    locations._kept[comic.comic_id] = (until - 1, kept)  # it asked a second ago
    chosen = (await asked(one, "PUT", url, json={"page": 2})).json()["cover"]
    answer = await other.get(chosen)
    assert colour(answer.content) == "blue"
    assert "immutable" in answer.headers["Cache-Control"]


async def test_where_the_first_page_is_no_picture_the_next_is_the_cover(thumbs: Thumbs, library: Library) -> None:
    pages = coloured(*COLOURS)
    info = {"ComicInfo.xml": b"<ComicInfo><Pages><Page Image='2' Type='FrontCover'/></Pages></ComicInfo>"}
    for name, members, shown, page in (
        ("a", pages | {"0.png": b"<html>not found</html>"}, "green", (1, 2)),
        ("b", pages | {"0.png": b""}, "green", (1, 2)),
        ("c", pages | info | {"2.png": b""}, "red", (3, 1)),
    ):
        comic = library.add(comics.cbz(library.root / f"{name}.cbz", members))
        assert colour((await thumbs.get(f"/api/cover/{comic.comic_id}?v={comic.version}")).content) == shown
        told = await heard(library, comic.comic_id)
        assert told.has_thumbnail
        assert told.problem == "Page {} cannot be shown, and the cover is page {}. {}".format(
            *page, "The page is not a picture in a format this server reads."
        )
    none = library.add(comics.cbz(library.root / "d.cbz", dict.fromkeys(pages, b"")))
    assert (await thumbs.get(f"/api/cover/{none.comic_id}")).headers["X-Cover"] == "broken"
