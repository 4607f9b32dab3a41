"""A lived-in server for the pictures: the sample library, two readers, lists, ratings, places, a broken comic."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from cli.sample.assemble import assemble
from tests.e2e.house import Admin, client, scanned, set_up
from tests.e2e.server import Server, wait_until

PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"  # where she also reads
NORA = Admin("nora", "correct horse battery")
ISSUES_BEGUN = 3


@dataclass(frozen=True)
class Place:
    """Where the server answers, and the addresses that its pictures need."""

    url: str
    series: str
    issue: str
    reading_list: str
    smart_list: str


@contextmanager
def lived_in(folder: Path) -> Iterator[Place]:
    """Runs the server in `folder` until the pictures are made."""
    comics = folder / "comics"
    count = assemble(comics) + break_one(comics) + copy_one(comics)
    server = Server(folder / "data", comics)
    try:
        server.start()
        with client(server.url) as http:
            http.headers["User-Agent"] = PHONE
            set_up(http, server, NORA)
            scanned(http, count)
            yield live(http, server.url)
        server.stop()
    finally:
        server.kill()


def break_one(comics: Path) -> int:
    """A comic whose archive ends early; answers how many were made."""
    whole = sorted(comics.rglob("*.cbz"))[0]
    shelf = comics / "Comics" / "Horror" / "Cellar Door"
    shelf.mkdir(parents=True)
    (shelf / "Cellar Door 03.cbz").write_bytes(whole.read_bytes()[:40_000])
    return 1


def copy_one(comics: Path) -> int:
    """The same comic once more under another name, and one number left out."""
    whole = sorted(comics.rglob("*Comet*.cbz"))[0]
    shutil.copyfile(whole, whole.with_name("Kid Comet 007 (copy).cbz"))
    return 1


def live(http: httpx.Client, url: str) -> Place:
    """What people do: read, rate, keep lists, invite."""
    wait_until(lambda: not ask(http, "GET", "/api/inspection")["total"] or inspected(http), "every comic to be opened")
    series = ask(http, "GET", "/api/series?sort=number&order=desc&limit=1")["items"][0]
    issues = ask(http, "GET", f"/api/books?sort=number&series={series['id']}")["items"]
    others = [book for book in ask(http, "GET", "/api/books?limit=40")["items"] if book["series_id"] != series["id"]]
    for book, page in ((issues[0], None), (others[2], 1), (others[5], 3), (issues[1], 2)):
        place = {"comic_id": book["id"], "current_page": page or 0, "completed": page is None}
        ask(http, "POST", "/api/progress", place)
    ask(http, "PUT", f"/api/ratings/series/{series['id']}", {"value": 4})
    ask(http, "PUT", f"/api/ratings/comic/{issues[1]['id']}", {"value": 5})
    ask(http, "POST", "/api/bookmarks", {"comic_id": issues[1]["id"], "page_number": 2, "note": "The lamp goes out"})
    ask(
        http,
        "POST",
        "/api/lists/want/items",
        {"ids": [others[0]["series_id"], others[6]["series_id"]], "kind": "series"},
    )
    rainy = ask(http, "POST", "/api/lists", {"name": "Rainy Sundays", "kind": "reading"})
    ask(http, "POST", f"/api/lists/{rainy['id']}/items", {"ids": [book["id"] for book in others[:6]]})
    club = ask(http, "POST", "/api/lists", {"name": "Book club, autumn", "kind": "collection", "shared": True})
    ask(http, "POST", f"/api/lists/{club['id']}/items", {"ids": [series["id"], others[3]["series_id"]]})
    unread = {"name": "Unread", "kind": "books", "filter": {"read": ["unread"]}}
    smart = ask(http, "POST", "/api/smart-lists", unread)
    ask(
        http,
        "POST",
        "/api/users",
        {"username": "tomas", "password": "a boat on the hill", "role": "reader", "age_limit": 12},
    )
    ask(http, "POST", "/api/users/invites", {"note": "Ines", "days": 7})
    for library in ask(http, "GET", "/api/libraries")["items"]:
        ask(http, "PUT", f"/api/scan/schedules/{library['id']}", {"cron": "0 3 * * *", "watch": True})
    ask(http, "POST", "/api/backups")
    return Place(url, series["id"], issues[1]["id"], rainy["id"], smart["id"])


def inspected(http: httpx.Client) -> bool:
    """Has every comic been opened?"""
    now = ask(http, "GET", "/api/inspection")
    return bool(now["done"] >= now["total"])


def ask(http: httpx.Client, method: str, path: str, body: object = None) -> Any:
    """One request that has to succeed; its JSON, or None."""
    answer = http.request(method, path, json=body).raise_for_status()
    return answer.json() if answer.content else None
