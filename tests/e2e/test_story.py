"""What a newcomer does first, over HTTP: make the admin with the code, find comics, read pages, come back tomorrow."""

import io
import zipfile
from pathlib import Path

import httpx
import pytest
from PIL import Image

from cli.screen import setup_code
from tests.e2e.comics import SHARED_CBR, make_comics
from tests.e2e.conftest import NewServer
from tests.e2e.house import Admin, House, client, scanned, set_up
from tests.e2e.server import Server


def test_the_first_admin_is_made_with_the_code_on_the_screen_and_only_once(
    new_server: NewServer, tmp_path: Path
) -> None:
    (tmp_path / "comics").mkdir()
    server = new_server(tmp_path / "comics").start()
    code = setup_code(server.data)
    assert code
    assert code in server.screen
    assert (server.data / "setup-code").stat().st_mode & 0o777 == 0o600
    with client(server.url) as http:
        assert http.get("/api/auth/setup").json()["required"] is True
        wrong = http.post("/api/auth/setup", json={"code": "AAAA", "username": "eve", "password": "let me in now"})
        assert (wrong.status_code, wrong.json()["code"]) == (403, "setup_code_wrong")
        set_up(http, server, Admin())
        assert http.get("/api/auth/me").json()["role"] == "admin"
        again = http.post("/api/auth/setup", json={"code": code, "username": "eve", "password": "let me in now"})
        assert (again.status_code, again.json()["code"]) == (409, "setup_done")
    assert setup_code(server.data) == ""


def test_nothing_without_a_login(house: House) -> None:
    with house.client(login=False) as http:
        for path in ("/api/books", "/api/home", "/api/scan/status", house.comics[0]["cover"]):
            assert http.get(path).status_code == 401, path


def test_every_comic_of_the_folder_is_there(house: House) -> None:
    titles = {(book["category"], book["subcategory"], book["series"]) for book in house.comics}
    assert len(house.comics) == house.comic_count
    assert ("Comics", "Adventure", "Lantern Riders") in titles
    assert ("Manga", "Shonen", "Steel Petal") in titles


def test_pages_of_a_cbz_are_the_files_in_it(house: House) -> None:
    book = next(book for book in house.comics if book["series"] == "Lantern Riders")
    (path,) = house.folder.rglob(book["filename"])
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        with house.client() as http:
            opened = http.get(f"/api/read/{book['id']}/pages").raise_for_status().json()
            assert opened["pages"] == len(names) == 8
            for number in (0, 3, 7):
                answer = http.get(f"/api/read/{book['id']}/page/{number}")
                assert answer.headers["content-type"] == "image/jpeg"
                assert answer.content == archive.read(names[number])
            assert http.get(f"/api/read/{book['id']}/page/8").status_code == 404


def test_pages_of_a_cbr_can_be_read(house: House) -> None:
    if not SHARED_CBR.exists():
        pytest.skip(f"NOT TESTED ON A REAL CBR: {SHARED_CBR} is missing")
    book = next(book for book in house.comics if book["format"] == "cbr")
    with house.client() as http:
        pages = http.get(f"/api/read/{book['id']}/pages").raise_for_status().json()["pages"]
        assert pages >= 1
        for number in range(pages):
            page = http.get(f"/api/read/{book['id']}/page/{number}").raise_for_status()
            with Image.open(io.BytesIO(page.content)) as picture:
                picture.load()
        assert cover_size(http, book["cover"])


def test_a_cover_fits_its_box(house: House) -> None:
    with house.client() as http:
        width, height = cover_size(http, house.comics[0]["cover"])
    assert width <= 300
    assert height <= 450


def cover_size(http: httpx.Client, address: str) -> tuple[int, int]:
    answer = http.get(address).raise_for_status()
    assert "X-Cover" not in answer.headers, "a placeholder in place of the cover"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.format == "JPEG"
        return picture.size


def test_a_restart_keeps_session_progress_and_comics(new_server: NewServer, tmp_path: Path) -> None:
    count = make_comics(tmp_path / "comics")
    server: Server = new_server(tmp_path / "comics").start()
    with client(server.url) as http:
        set_up(http, server, Admin())
        scanned(http, count)
        book = http.get("/api/books", params={"limit": 1}).json()["items"][0]
        read = {"comic_id": book["id"], "current_page": 2}
        assert http.post("/api/progress", json=read).status_code == 200
        assert server.stop() == 0
        server.start()
        assert http.get("/api/auth/check").json()["authenticated"] is True
        assert http.get(f"/api/progress/{book['id']}").json()["current_page"] == 2
        scanned(http, count)
        assert http.get(f"/api/books/{book['id']}").json()["filename"] == book["filename"]
