"""The grid of a library of 60,000 comics. Times are printed and kept in `artefacts/`; asserted is the structure."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.scrolling import scrolled
from bench.trees import make
from tests.e2e.comics import page as picture
from tests.e2e.comics import smaller
from tests.e2e.house import Admin, House, client, scanned, set_up
from tests.e2e.server import Server, wait_until
from tests.web.conftest import ARTEFACTS, Web
from tests.web.shelves import cells, drawn

COMICS = 60_000
FIRST = 60  # series at the beginning whose comic can really be opened, so that there are covers to see
NODES = 450  # elements of the grid in the document, at the most
SCROLLS = {"as one looks": (2400, 800), "in a hurry": (12_000, 6000)}  # px, and px a second
# Notes when covers are there, and every shift of the layout.
WATCH = """
window.seen = {covers: [], shifts: []}
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shifts.push([entry.value, entry.startTime])
}).observe({type: 'layout-shift', buffered: true})
document.addEventListener('load', (event) => {
  if (event.target.closest?.('.cover')) seen.covers.push(performance.now())
}, true)
"""
ASKED = """async (path) => {
  const begun = performance.now()
  await (await fetch(path)).arrayBuffer()
  return Math.round(performance.now() - begun)
}"""
SEEN = (
    "() => [...document.querySelectorAll('.cell')].find((cell) => cell.getBoundingClientRect().top > 300).dataset.index"
)


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
    server = Server(tmp_path / "data", comics)
    try:
        server.start()
        house = House(server, Admin(), comics, COMICS + FIRST)
        with client(server.url) as http:
            set_up(http, server, house.admin)
            scanned(http, house.comic_count)
            for show in ("series", "books"):  # warm: the covers of the first screen were asked for before
                for one in http.get(f"/api/{show}", params={"limit": FIRST}).json()["items"]:
                    wait_until(lambda one=one: "x-cover" not in http.get(one["cover"]).headers, one["cover"])
        web = Web(house, browser)
        yield web
        web.close("grid", failed=False)
        server.stop()
    finally:
        server.kill()


def opened(web: Web, path: str) -> Page:
    page = web.new_page()
    page.add_init_script(WATCH)
    page.goto(web.url + path)
    expect(page.locator(".windowed a.card .cover img.is-in").first).to_be_visible()
    return page


def nodes(page: Page) -> int:
    count: int = page.evaluate("() => document.querySelectorAll('.windowed *').length")
    return count


def covers_in_view(page: Page) -> dict[str, float]:
    """When, in ms from the opening of the page, the first cover was there, and the last of those in view."""
    page.wait_for_function(
        """() => [...document.querySelectorAll('.windowed .cover')].filter((box) => {
          const {top, bottom} = box.getBoundingClientRect()
          return top < innerHeight && bottom > 0
        }).every((box) => box.querySelector('img.is-in'))"""
    )
    times: list[float] = page.evaluate("() => seen.covers")
    return {"first": min(times), "all in view": sorted(times)[:12][-1]}


def shifted(page: Page) -> float:
    total: float = page.evaluate("() => seen.shifts.reduce((sum, [value]) => sum + value, 0)")
    return total


@pytest.mark.timeout(600)
def test_a_grid_of_60_000(large: Web) -> None:
    begun = time.monotonic()
    figures: dict[str, Any] = {}
    for name, path in (("series", "/browse"), ("comics", "/browse?show=comics")):
        page = opened(large, path)
        figures[f"{name}: covers, ms"] = covers_in_view(page)
        page.wait_for_load_state("networkidle")
        assert shifted(page) < 0.01, f"{path} shifts: {page.evaluate('() => seen.shifts')}"
        for way, (pixels, speed) in SCROLLS.items():
            turned = scrolled(page, pixels, speed)
            figures[f"{name}: {way}"] = turned.figures()
            assert page.evaluate("() => scrollY") > pixels / 2
            assert turned.nodes < NODES
        scrolled(page, -2000, 2000)
        turned = scrolled(page, 4000, 4000)
        assert turned.made == 0, "a warm grid makes no node while it scrolls"
        assert shifted(page) < 0.01
        page.context.close()

    page = opened(large, "/browse?show=comics")
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
    drawn(page)
    card = page.locator(f".cell[data-index='{page.evaluate(SEEN)}'] a")
    name, at = card.locator(".card-title").inner_text(), card.bounding_box()
    card.click()
    page.wait_for_url("**/read/**")
    page.go_back()
    expect(card).to_be_visible()
    expect(card).to_be_focused()
    assert card.locator(".card-title").inner_text() == name
    assert card.bounding_box() == at
    assert nodes(page) < NODES
    for path in ("/api/series/filters?limit=200", "/api/books/filters?limit=200", "/api/search?q=ledger+manga+00"):
        figures[f"{path}, ms"] = page.evaluate(ASKED, path)
    figures["took, s"] = round(time.monotonic() - begun, 1)
    ARTEFACTS.mkdir(exist_ok=True)
    (ARTEFACTS / "grid-60000.json").write_text(json.dumps(figures, indent=2))
    print(json.dumps(figures, indent=2))
