"""Downloads and exports through the gateway, and what a scan makes of a comic that was exported."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.e2e.comics import page
from tests.e2e.conftest import NewServer
from tests.e2e.house import Admin, House, client, scanned, set_up
from tests.e2e.server import wait_until


def test_a_file_comes_through_the_gateway_as_it_is_on_the_disk(house: House) -> None:
    book = house.comics[0]
    (path,) = house.folder.rglob(book["filename"])
    with house.client() as http:
        answer = http.get(f"/api/books/{book['id']}/file").raise_for_status()
        assert answer.content == path.read_bytes()
        part = http.get(f"/api/books/{book['id']}/file", headers={"Range": "bytes=-100"})
        assert (part.status_code, part.content) == (206, path.read_bytes()[-100:])
        assert http.get(f"/api/books/{book['id']}").json()["id"] == book["id"], "the library's own routes stay its own"
    with house.client(login=False) as http:
        assert http.get(f"/api/books/{book['id']}/file").status_code == 401
        assert http.get("/api/export", params={"comic": book["id"]}).status_code == 401


def test_several_comics_come_as_one(house: House) -> None:
    books = [one for one in house.comics if one["series"] == "Far Harbour"][:3]
    with house.client() as http:
        asked = {"comic": [one["id"] for one in books], "name": "Harbour"}
        answer = http.get("/api/export", params=asked).raise_for_status()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        assert made.testzip() is None
        folders = list(dict.fromkeys(name.partition("/")[0] for name in made.namelist()))
        assert folders == [f"{number:03} {one['title']}" for number, one in enumerate(books, 1)]


def test_an_exported_comic_is_scanned_as_the_same_with_all_that_was_said_of_it(
    new_server: NewServer, tmp_path: Path
) -> None:
    folder = tmp_path / "comics" / "Comics" / "Space" / "Saga"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "Saga 1.cbz", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"p{number}.jpg", page(number, str(number)))
    server = new_server(tmp_path / "comics").start()
    with client(server.url) as http:
        set_up(http, server, Admin())
        scanned(http, 1)
        book = http.get("/api/books").json()["items"][0]
        inspected(http, 1)
        edit = {"set": {"title": "Chapter One", "genres": ["Space"], "direction": "rtl", "release_date": "2012-03"}}
        edited = http.patch(f"/api/books/{book['id']}/metadata", json=edit).raise_for_status().json()["metadata"]
        made = http.get(f"/api/books/{book['id']}/cbz").raise_for_status().content
        (folder / "Copy of Saga 1.cbz").write_bytes(made)
        assert http.post("/api/scan").status_code == 202
        scanned(http, 2)
        inspected(http, 2)
        copies = http.get("/api/duplicates").raise_for_status().json()["items"]
        assert [len(one["books"]) for one in copies] == [2], "the same pages, whatever is around them"
        copy = next(one for one in http.get("/api/books").json()["items"] if one["id"] != book["id"])
        told = http.get(f"/api/books/{copy['id']}/metadata").json()
        for field in ("title", "series", "genres", "direction", "release_date", "chapter"):
            wanted = edited[field]["value"] or (book["series"] if field == "series" else None)
            assert told[field]["value"] == wanted, field
        assert told["title"]["source"] == "comicinfo"


def test_a_comic_that_breaks_in_the_middle_breaks_the_download(new_server: NewServer, tmp_path: Path) -> None:
    folder = tmp_path / "comics" / "Broken"
    folder.mkdir(parents=True)
    path = folder / "Broken 1.cbz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"p{number}.jpg", page(number, str(number)))
    with zipfile.ZipFile(path) as archive:
        at = archive.infolist()[2].header_offset + 500
    data = bytearray(path.read_bytes())
    data[at : at + 100] = bytes(100)
    path.write_bytes(data)
    server = new_server(tmp_path / "comics").start()
    with client(server.url) as http:
        set_up(http, server, Admin())
        scanned(http, 1)
        book = http.get("/api/books").json()["items"][0]
        with pytest.raises(httpx.RemoteProtocolError):
            http.get(f"/api/books/{book['id']}/cbz")


def inspected(http: httpx.Client, count: int) -> None:
    """Waits until so many comics were opened."""

    def done() -> bool:
        state = http.get("/api/inspection").raise_for_status().json()
        return bool(state["done"] == state["total"] == count)

    wait_until(done, "all comics are opened")
