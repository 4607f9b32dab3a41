"""A page that is slow to come: its small picture stands for it where this screen has shown one, in the same place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.reading import Reader, call
from tests.web.shelves import drawn

pytestmark = pytest.mark.web
BOX = "leaf => { const { x, y, width, height } = leaf.getBoundingClientRect(); return [x, y, width, height] }"


@pytest.fixture
def reader(web: Any) -> Reader:
    return Reader(web, web.new_page(1440, 900))


class Held:
    """The whole picture of one page, which comes when it is let go; and what else was asked for."""

    def __init__(self, page: Page, comic: str, index: int) -> None:
        self.routes: list[Route] = []
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.route(re.compile(rf"/api/read/{comic}/page/{index}\?(?!.*width)"), self._hold)

    def _hold(self, route: Route) -> None:
        self.routes.append(route)

    def let_go(self) -> None:
        for route in self.routes:
            route.continue_()

    def small(self) -> list[str]:
        return [url for url in self.asked if "width=800" in url or "/api/cover/" in url]  # the strip asks for 480


def same(one: list[float], other: list[float]) -> bool:
    return all(abs(a - b) <= 1 for a, b in zip(one, other, strict=True))


def test_home_shows_the_page_one_left_and_the_reader_goes_on_with_it(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    call(page, "POST", "/api/progress", {"comic_id": comic, "current_page": 2, "completed": False})
    held = Held(page, comic, 2)
    page.goto(reader.web.url)
    drawn(page)
    expect(page.locator(".resume-page img.is-in")).to_be_attached()
    before = held.small()
    page.get_by_role("link", name="Resume").click()
    expect(page.locator(".stage .page-preview")).to_be_visible()
    leaf = page.locator(".stage .leaf")
    box = leaf.evaluate(BOX)
    assert held.small() == before, "a small picture was asked for"
    held.let_go()
    reader.sees(3)
    expect(page.locator(".page-preview")).to_have_count(0)
    assert same(leaf.evaluate(BOX), box), "the page came somewhere else than its small picture"
    assert reader.errors == []


def test_what_the_strip_has_shown_stands_for_a_page(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    last = reader.pages - 1
    held = Held(page, comic, last)
    reader.open("?page=1")
    reader.sees(1)
    expect(page.locator(f".strip a[data-index='{last}'] img")).to_be_visible()
    page.keyboard.press("End")
    expect(page.locator(".stage .page-preview")).to_be_visible()
    box = page.locator(".stage .leaf").evaluate(BOX)
    held.let_go()
    reader.sees(reader.pages)
    assert same(page.locator(".stage .leaf").evaluate(BOX), box)


def test_a_page_that_was_never_seen_has_bones(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    held = Held(page, comic, reader.pages - 1)
    page.route("**/page/*width=480", lambda route: route.abort())
    reader.open("?page=1")
    reader.sees(1)
    page.keyboard.press("End")
    expect(page.locator(".stage .page-bone.bones")).to_be_visible()
    expect(page.locator(".page-preview")).to_have_count(0)
    held.let_go()
    reader.sees(reader.pages)


def test_the_cover_on_the_screen_stands_for_the_first_page(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    held = Held(page, comic, 0)
    page.goto(f"{reader.web.url}/issue/{comic}")
    drawn(page)
    expect(page.locator(".issue-hero .cover.is-in")).to_be_attached()
    before = held.small()
    page.locator("#go-on, .issue-hero .btn-spot").first.click()
    expect(page.locator(".stage .page-preview")).to_be_visible()
    assert held.small() == before
    held.let_go()
    reader.sees(1)


def test_nothing_of_it_stays_for_who_comes_next(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    call(page, "POST", "/api/progress", {"comic_id": comic, "current_page": 2, "completed": False})
    page.goto(reader.web.url)
    drawn(page)
    expect(page.locator(".resume-page img.is-in")).to_be_attached()
    kept = """async (comic) => {
      const at = document.querySelector('script[src$="/js/start.js"]').src.replace('/js/start.js', '')
      const { previewOf } = await import(`${at}/js/reader/previews.js`)
      const { set } = await import(`${at}/js/state.js`)
      const before = previewOf(`/api/read/${comic}/page/2?v=1`) !== null
      set({ user: null })
      return [before, previewOf(`/api/read/${comic}/page/2?v=1`) !== null]
    }"""
    assert page.evaluate(kept, comic) == [True, False]
