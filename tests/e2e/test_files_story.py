"""Nothing is lost: three comics are read, their files go on a journey, their disk is away for a while.

Prints its steps (`pytest -s`); docs/story.md has them.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.comics import make_comics
from tests.e2e.conftest import NewServer
from tests.e2e.house import Admin, client, scanned, set_up
from tests.e2e.server import wait_until

SHELF = "Comics/Adventure/Lantern Riders"
READ = ("Lantern Riders #01", "Lantern Riders #02", "Lantern Riders #03")
PAGE = 6  # page 7, counted from 0


def say(sentence: str) -> None:
    print(f"- {sentence}")


def books(http: httpx.Client) -> dict[str, dict[str, Any]]:
    """Every book, by its id."""
    items = http.get("/api/books", params={"limit": 200}).raise_for_status().json()["items"]
    return {one["id"]: one for one in items}


def scan(http: httpx.Client) -> dict[str, Any]:
    """A scan from its start to its end."""

    def begun() -> bool:
        return http.post("/api/scan", json={}).status_code == 202

    def ended() -> bool:
        return bool(http.get("/api/scan/status").raise_for_status().json()["status"] != "running")

    wait_until(begun, "a scan that may begin")
    wait_until(ended, "a scan that has ended")
    job: dict[str, Any] = http.get("/api/scan/status").json()
    assert job["status"] == "completed", job
    return job


def packed_anew(old: Path, new: Path) -> None:
    """The same pages in another archive: stored instead of packed, in another order, with notes of its own."""
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w", zipfile.ZIP_STORED) as target:
        target.writestr("ComicInfo.xml", "<ComicInfo><Writer>Ada</Writer></ComicInfo>")
        for name in reversed(source.namelist()):
            if not name.lower().endswith(".xml"):
                target.writestr(f"pages/{name}", source.read(name))
    old.unlink()


def test_three_comics_stay_at_page_seven(new_server: NewServer, tmp_path: Path) -> None:
    folder = tmp_path / "comics"
    count = make_comics(folder)
    server = new_server(folder).start()
    with client(server.url) as http:
        set_up(http, server, Admin())
        scanned(http, count)
        wait_until(lambda: all(one["pages"] is not None for one in books(http).values()), "every comic opened once")
        say(f"{count} comics are found and opened once.")
        ids = [one["id"] for name in READ for one in books(http).values() if one["title"] == name]
        for one in ids:
            http.post("/api/progress", json={"comic_id": one, "current_page": PAGE}).raise_for_status()
        say(f"Three are read to page {PAGE + 1}: {', '.join(READ)}.")

        (folder / SHELF / f"{READ[0]}.cbz").rename(folder / SHELF / "The first light.cbz")
        say("The first is renamed: The first light.cbz.")
        (folder / "Keepers/Shelf/Others").mkdir(parents=True)
        (folder / SHELF / f"{READ[1]}.cbz").rename(folder / "Keepers/Shelf/Others" / f"{READ[1]}.cbz")
        say("The second is moved: Keepers/Shelf/Others.")
        packed_anew(folder / SHELF / f"{READ[2]}.cbz", folder / SHELF / "third, packed anew.zip")
        say("The third is packed anew under another name, with a ComicInfo.xml: third, packed anew.zip.")

        folder.rename(tmp_path / "disk")
        folder.mkdir()
        say("The disk is unmounted.")
        job = scan(http)
        (library,) = http.get("/api/libraries").json()["items"]
        assert (job["missing"], library["online"], len(books(http))) == (0, False, count)
        say(f"A scan: {job['missing']} missing. {library['offline_reason'].replace(str(folder), 'COMICS')}")
        folder.rmdir()
        (tmp_path / "disk").rename(folder)
        say("The disk is mounted again.")
        job = scan(http)
        say(f"A scan: {job['moved']} moved, {job['new']} new, {job['missing']} missing; the library is online.")
        assert (job["moved"], http.get("/api/libraries").json()["items"][0]["online"]) == (2, True)

        def known_again() -> bool:
            now = books(http)
            return len(now) == count and ids[2] in now and now[ids[2]]["filename"] == "third, packed anew.zip"

        wait_until(known_again, "the third known again by its pages")
        say("The new one is opened: its pages are those of the missing one, so it is the same comic.")
        now = books(http)
        for name, one in zip(READ, ids, strict=True):
            assert now[one]["progress"]["current_page"] == PAGE
            say(f"{name} is {now[one]['filename']} now, at page {now[one]['progress']['current_page'] + 1}.")
