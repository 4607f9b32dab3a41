"""How soon a large library's covers are there, and how smoothly its grid scrolls, in Chromium: 60,000 comics and some
that have covers to see.

    python -m bench.frames [COMICS]     (60000)

Beside the grid, in the same run, the floor: a page of nothing but as many static cards with the same covers, without
any script, that is scrolled the same way. The machine should do nothing else; comics are not opened in the background.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from bench.opening import opened as timed
from bench.running import Server
from bench.scrolling import scrolled
from bench.trees import make
from tests.e2e.comics import page as picture
from tests.e2e.comics import smaller

DRAWN = 400  # comics that can be opened, first in the order of titles
DRAWINGS = 24
VIEWPORT = {"width": 1440, "height": 900}
# Pixels of a scroll, and of a second of it: as people look through covers, and in a hurry.
SCROLLS = {"looking": (6400, 800), "hurrying": (18_000, 6000)}
PAGES = {"home": "/", "series": "/browse", "comics": "/browse?show=comics"}
TIMES = ("first paint with content", "first cover", "covers in view", "requests before")
OPENINGS = 7  # of each page, one after another in turn
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLOOR = """<!doctype html><meta charset="utf-8"><title>The floor</title><style>
body { margin: 0; background: #121110; color: #f3eee5; font: 15px/1.5 sans-serif; }
main { display: grid; grid-template-columns: repeat(6, 156px); gap: 24px; padding: 200px 300px; }
img { display: block; width: 156px; height: 234px; border-radius: 3px; }
p { margin: 8px 0 0; height: 45px; overflow: hidden; }
</style><main>"""


def fill(comics: Path, number: int) -> None:
    """The files: `number` that are only names, and those with a cover."""
    make(comics, number)
    drawings = [smaller(picture(seed, "a cover")) for seed in range(DRAWINGS)]
    for at in range(DRAWN):
        folder = comics / "Comics" / "Adventure" / f"Aardvark {at:03}"
        folder.mkdir(parents=True)
        with zipfile.ZipFile(folder / f"Aardvark {at:03} #1.cbz", "w") as archive:
            archive.writestr(f"{at}.jpg", drawings[at % DRAWINGS] + at.to_bytes(2))


def warm(server: Server) -> list[dict[str, Any]]:
    """The comics with covers, each asked for until it is drawn."""
    found: list[dict[str, Any]] = []
    for offset in range(0, DRAWN, 100):
        found += server.ask("GET", f"/api/books?limit=100&offset={offset}")["items"]
    for book in found:
        request = Request(server.url + book["cover"], headers={"Cookie": server.cookie})
        for _ in range(100):
            with urlopen(request, timeout=60) as answer:
                if not answer.headers.get("X-Cover"):
                    break
            time.sleep(0.2)
    for book in found[:4]:  # for home
        server.ask("POST", "/api/progress", {"comic_id": book["id"], "current_page": 0, "completed": False})
    return found


def openings(browser: Browser, server: Server) -> dict[str, Any]:
    """Each page opened by a browser that has nothing of it, on a server that has: the median of the times, in ms, and
    the least and the most."""
    told: dict[str, list[dict[str, Any]]] = {name: [] for name in PAGES}
    for _ in range(OPENINGS):
        for name, path in PAGES.items():
            page = opened(browser, server)
            told[name].append(timed(page, server.url + path))
            page.context.close()
    return {name: {what: middle([one[what] for one in all_of]) for what in TIMES} for name, all_of in told.items()}


def middle(values: list[float]) -> dict[str, float]:
    """Median, least and most."""
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}


def opened(browser: Browser, server: Server) -> Page:
    """An empty page of somebody logged in."""
    context = browser.new_context(viewport=VIEWPORT, service_workers="block")  # type: ignore[arg-type]
    name, _, value = server.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    return context.new_page()


def floor(page: Page, server: Server, books: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of static cards."""
    cards = "".join(
        f'<div><img src="{html.escape(book["cover"])}" width="300" height="450" decoding="async" alt="">'
        f"<p>{html.escape(book['title'])}</p></div>"
        for book in books
    )
    page.route("**/floor", lambda route: route.fulfill(body=FLOOR + cards, content_type="text/html"))
    page.goto(server.url + "/floor")
    page.wait_for_load_state("networkidle")
    return turns(page)


def turns(page: Page) -> dict[str, Any]:
    """The page scrolled in each way, each time from its top."""
    told = {}
    for name, (pixels, speed) in SCROLLS.items():
        page.evaluate("() => window.scrollTo(0, 0)")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1000)
        told[name] = scrolled(page, pixels, speed).figures()
    return told


def grid(page: Page, server: Server, path: str) -> dict[str, Any]:
    """The figures of the grid at `path`, the first time, and again when its
    covers are in the browser's cache."""
    page.goto(server.url + path)
    page.locator(".windowed a.card .cover.is-in").first.wait_for()
    page.wait_for_load_state("networkidle")
    return {"the first time": turns(page), "again": turns(page)}


def figures(server: Server) -> dict[str, Any]:
    """All that is measured."""
    books = warm(server)
    found = next(path for name in CHROMIUM if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        told: dict[str, Any] = {"load of the machine": os.getloadavg()[0], "opened": openings(browser, server)}
        told["the floor"] = floor(opened(browser, server), server, books)
        told["comics"] = grid(opened(browser, server), server, "/browse?show=comics")
        told["series"] = grid(opened(browser, server), server, "/browse")
        told["comics, in detail"] = grid(opened(browser, server), server, "/browse?show=comics&view=detailed")
        browser.close()
    return told


def main() -> None:
    """The command line."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
    with tempfile.TemporaryDirectory() as folder:
        comics = Path(folder, "comics")
        fill(comics, number)
        with Server(Path(folder, "data"), more={"THUMBS_INSPECT": "false"}) as server:
            server.add_library("Bench", comics)
            server.scan()
            print(json.dumps(figures(server), indent=2))


if __name__ == "__main__":
    main()
