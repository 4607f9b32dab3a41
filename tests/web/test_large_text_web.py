"""No page is wider than its window: the narrowest phones, and text of twice the size on them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.web.shelves import ask, books_of, drawn, opened, too_wide
from tests.web.test_words_web import PAGES

SIZES = ((320, 100), (390, 200), (320, 200), (640, 200))
# What lies beyond the right edge of the window, where nothing scrolls sideways to it.
BEYOND = """() => [...document.querySelectorAll('main *')].filter((one) => {
  if (one.getBoundingClientRect().right <= document.documentElement.clientWidth + 1) return false
  for (let at = one; at !== document.body; at = at.parentElement) {
    if (getComputedStyle(at).overflowX !== 'visible') return false
  }
  return one.checkVisibility()
}).map((one) => `${one.tagName} ${one.className}`).slice(0, 5)"""


def sizes(page: Page, where: str, found: dict[str, Any]) -> None:
    for width, text in SIZES:
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("(text) => { document.documentElement.style.fontSize = `${text}%` }", text)
        if (by := too_wide(page)) > 0:
            found[f"{where} at {width}, {text} %"] = (by, page.evaluate(BEYOND))


def test_every_page_in_narrow_windows_and_large_text(care: Any) -> None:
    page = opened(care, "/", 320)
    book = books_of(page, "Tidewright")[0]
    mark = {"comic_id": book["id"], "page_number": 2, "note": "The lamp goes out, and nobody knows for how long"}
    made = ask(page, "POST", "/api/bookmarks", mark)
    wide = ask(page, "POST", "/api/lists", {"name": "Rainy Sundays in the lighthouse", "kind": "reading"})
    ask(page, "POST", f"/api/lists/{wide['id']}/items", {"ids": [book["id"]]})
    found: dict[str, Any] = {}
    own = (f"/series/{book['series_id']}", f"/issue/{book['id']}", f"/read/{book['id']}?page=2", f"/lists/{wide['id']}")
    for path in (*PAGES, *own, "/browse?view=detailed", "/search", "/lists/want"):
        page.goto(care.url + path)
        drawn(page)
        sizes(page, path, found)
    page.goto(care.url + "/browse?show=comics")
    drawn(page)
    page.locator(".btn-select").click()
    page.locator(".cell[data-index='0'] a").click()
    expect(page.get_by_role("toolbar")).to_be_visible()
    sizes(page, "selecting", found)
    ask(page, "DELETE", f"/api/bookmarks/{made['id']}")
    ask(page, "DELETE", f"/api/lists/{wide['id']}")
    assert found == {}
