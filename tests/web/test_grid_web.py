"""The grid of a library of 60,000 comics. Times are printed and kept in `artefacts/`; asserted is the structure."""

from __future__ import annotations

import json
import os
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from bench.opening import opened as timed
from bench.opening import shifted
from bench.scrolling import scrolled
from bench.trees import make
from tests.e2e.comics import page as picture
from tests.e2e.comics import smaller
from tests.e2e.house import Admin, House, client, scanned, set_up
from tests.e2e.server import Server, wait_until
from tests.web.conftest import ARTEFACTS, Web
from tests.web.quiet import at_rest
from tests.web.shelves import cells, in_view

COMICS = 60_000
FIRST = 60  # series at the beginning whose comic can really be opened, so that there are covers to see
HURRY = 2000  # px a second: faster than one can look at covers
NODES = 450  # elements of the grid in the document, at the most
SCROLLS = {"as one looks": (2400, 800), "in a hurry": (12_000, 6000)}  # px, and px a second
# What a page asks of the server before its first cover: who is there, the frame, and what it shows itself.
FRAME = {
    "/api/auth/check",
    "/api/libraries",
    "/api/tree",
    "/api/lists",
    "/api/smart-lists",
    "/api/preferences",
    "/api/scan/status",
}
OWN = {
    "/": {"/api/home", "/api/lists/want/items", "/api/progress/recent", "/api/recommendations"},
    "/browse": {"/api/series"},
    "/browse?show=comics": {"/api/books"},
}
ASKED = """async (path) => {
  const begun = performance.now()
  await (await fetch(path)).arrayBuffer()
  return Math.round(performance.now() - begun)
}"""


@pytest.fixture
def large(tmp_path: Path, browser: Browser) -> Iterator[Web]:
    comics = tmp_path / "comics"
    make(comics, COMICS)
    drawing = smaller(picture(7, "a cover"))
    for number in range(FIRST):
        folder = comics / "Comics" / "Adventure" / f"Aardvark {number:03}"
        folder.mkdir(parents=True)
        with zipfile.ZipFile(folder / f"Aardvark {number:03} #1.cbz", "w") as archive:
            archive.writestr("1.jpg", drawing)
    server = Server(tmp_path / "data", comics, environment={"THUMBS_INSPECT": "false"})  # at rest once all is there
    try:
        server.start()
        house = House(server, Admin(), comics, COMICS + FIRST)
        with client(server.url) as http:
            set_up(http, server, house.admin)
            scanned(http, house.comic_count)
            for show in ("series", "books"):  # warm: the covers of the first screen were asked for before
                for one in http.get(f"/api/{show}", params={"limit": FIRST}).json()["items"]:
                    wait_until(lambda one=one: "x-cover" not in http.get(one["cover"]).headers, one["cover"])
            for book in http.get("/api/books", params={"limit": 4}).json()["items"]:  # for home
                http.post("/api/progress", json={"comic_id": book["id"], "current_page": 0, "completed": False})
        web = Web(house, browser)
        yield web
        web.close("grid", failed=False)
        server.stop()
    finally:
        server.kill()


def opened(web: Web, path: str) -> tuple[Page, dict[str, Any]]:
    """A page at `path`, its covers in view there, and what that took."""
    page = web.new_page()
    told = timed(page, web.url + path)
    asked = told.pop("asked")
    assert len(asked) == len(set(asked)), f"{path} asks twice: {asked}"
    assert set(asked) <= FRAME | OWN[path], f"{path} asks for more than its first covers need"
    assert told.pop("unnamed") == [], f"modules that {path} has not named ahead"
    at_rest(page)
    assert shifted(page) < 0.01, f"{path} shifts: {page.evaluate('() => opening.shifts')}"
    return page, told


def note_cover(covers: set[str], request: Request) -> None:
    if "/api/cover/" in request.url:
        covers.add(request.url)


def nodes(page: Page) -> int:
    count: int = page.evaluate("() => document.querySelectorAll('.windowed *').length")
    return count


@pytest.mark.timeout(600)
def test_a_grid_of_60_000(large: Web) -> None:
    begun = time.monotonic()
    figures: dict[str, Any] = {"load of the machine": os.getloadavg()[0]}
    page, figures["home: opened, ms"] = opened(large, "/")
    page.context.close()
    for name, path in (("series", "/browse"), ("comics", "/browse?show=comics")):
        page, figures[f"{name}: opened, ms"] = opened(large, path)
        covers: set[str] = set()
        page.on("request", partial(note_cover, covers))
        for way, (pixels, speed) in SCROLLS.items():
            covers.clear()
            turned = scrolled(page, pixels, speed)
            at_rest(page)
            figures[f"{name}: {way}"] = {**turned.figures(), "covers asked for": len(covers)}
            if speed > HURRY:
                assert len(covers) <= 2 * page.locator(".windowed > .cell").count(), "no cover of what only flew past"
            assert page.evaluate("() => scrollY") > pixels / 2
            assert turned.nodes < NODES
        scrolled(page, -2000, 2000)
        turned = scrolled(page, 4000, 4000)
        assert turned.made == 0, "a warm grid makes no node while it scrolls"
        assert shifted(page) < 0.01
        page.context.close()

    page, _ = opened(large, "/browse?show=comics")
    total = cells(page)
    assert total == COMICS + FIRST
    for share in (0.3, 0.7, 1):
        page.evaluate("(share) => window.scrollTo(0, document.documentElement.scrollHeight * share)", share)
        expect(page.locator(".windowed a.card:visible").first).to_be_visible()
        assert nodes(page) < NODES
    expect(page.locator(f"[aria-posinset='{total}'] a.card")).to_be_visible()
    page.get_by_role("group", name="Jump to a letter").locator("button").last.click()
    page.evaluate("() => window.scrollBy(0, 123456)")
    expect(page.locator(".windowed a.card:visible").nth(8)).to_be_visible()
    card = in_view(page)
    name, at = card.locator(".card-title").inner_text(), card.bounding_box()
    card.click()
    page.wait_for_url("**/read/**")
    page.go_back()
    expect(card).to_be_visible()
    expect(card).to_be_focused()
    expect(card.locator(".card-title")).to_have_text(name)
    assert card.bounding_box() == at
    assert nodes(page) < NODES
    for path in ("/api/series/filters?limit=200", "/api/books/filters?limit=200", "/api/search?q=ledger+manga+00"):
        figures[f"{path}, ms"] = page.evaluate(ASKED, path)
    figures["took, s"] = round(time.monotonic() - begun, 1)
    ARTEFACTS.mkdir(exist_ok=True)
    (ARTEFACTS / "grid-60000.json").write_text(json.dumps(figures, indent=2))
    print(json.dumps(figures, indent=2))
