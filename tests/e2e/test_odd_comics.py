"""Comics that are no single file, through the real server: scanned, shown, read, and their covers chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.house import Admin, client, scanned, set_up
from tests.e2e.server import Server, wait_until
from tests.thumbs import comics, volumes

ROOM = "Comics/Marvels/Odd"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "comics" / ROOM
    (folder / "Album 01").mkdir(parents=True)
    for name, data in comics.pages(3).items():
        (folder / "Album 01" / name).write_bytes(data)
    volumes.stored(folder / "Volumes 02.part1.rar", comics.pages(3), 200_000)
    comics.cbz(folder / "Plain 03.cbz", comics.pages(3))
    made = Server(tmp_path / "data", tmp_path / "comics")
    made.start()
    yield made
    made.kill()


def test_a_folder_and_volumes_are_comics_like_any_other(server: Server) -> None:
    with client(server.url) as http:
        set_up(http, server, Admin("nora", "correct horse battery"))
        scanned(http, 3)
        books = {one["filename"]: one for one in http.get("/api/books").json()["items"]}
        assert {name: one["format"] for name, one in books.items()} == {
            "Album 01": "folder",
            "Volumes 02.part1.rar": "cbr",
            "Plain 03.cbz": "cbz",
        }
        for book in books.values():
            cover = http.get(book["cover"])
            assert "immutable" in cover.headers["Cache-Control"], "the scanner and thumbs agree on its version"
            read_through(http, book["id"])
        wait_until(lambda: all(known(http, one["id"])["pages"] == 3 for one in books.values()), "their pages")
        assert all(known(http, one["id"])["problem"] is None for one in books.values())
        album = books["Album 01"]
        answer = http.put(f"/api/cover/{album['id']}", json={"page": 2}, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 200, answer.text
        assert known(http, album["id"])["cover"] == answer.json()["cover"] != album["cover"]
        assert http.get(answer.json()["cover"]).content != http.get(books["Plain 03.cbz"]["cover"]).content


def read_through(http: httpx.Client, comic: str) -> None:
    """Every page, as it was put there."""
    address = http.get(f"/api/read/{comic}").json()["page_url"]
    for number, data in enumerate(comics.pages(3).values()):
        answer = http.get(address.replace("{n}", str(number)))
        assert (answer.status_code, answer.content == data) == (200, True)
        assert "immutable" in answer.headers["Cache-Control"]


def known(http: httpx.Client, comic: str) -> dict[str, object]:
    """What the catalogue says of it."""
    book: dict[str, object] = http.get(f"/api/books/{comic}").json()
    return book
