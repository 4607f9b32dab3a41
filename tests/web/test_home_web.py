"""Home, search and what was read lately, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.server import wait_until
from tests.web.axe import in_all_themes
from tests.web.shelves import WIDTHS, ask, books_of, drawn, opened, series_named, too_wide


@pytest.fixture
def page(web: Any) -> Iterator[Page]:
    """At Home, with one comic begun and one finished."""
    made = opened(web, "/search")
    begun, done = books_of(made, "Steel Petal")[0], books_of(made, "Night Kitchen")[0]
    wait_until(lambda: ask(made, "GET", f"/api/books/{begun['id']}")["pages"] == 10, "the comic is opened")
    ask(made, "POST", "/api/progress", {"comic_id": begun["id"], "current_page": 3})
    ask(made, "POST", "/api/progress/bulk", {"comic_ids": [done["id"]], "completed": True})
    made.goto(web.url + "/")
    drawn(made)
    yield made
    for one in (begun, done):
        ask(made, "POST", "/api/progress/bulk", {"comic_ids": [one["id"]], "completed": False})


def test_home_begins_where_one_left(page: Page) -> None:
    first = page.locator("main section.rail").first
    expect(first.get_by_role("heading", name="Continue reading")).to_be_visible()
    expect(first).to_contain_text("p. 4 of 10")
    expect(page.get_by_role("region", name="On deck")).to_contain_text("Night Kitchen, Volume 2")
    expect(page.get_by_role("region", name="New arrivals").locator("a.card").first).to_be_visible()
    expect(page.get_by_role("region", name="Want to read")).to_contain_text("Put series and comics aside")
    expect(page.get_by_role("region", name="Recently read")).to_contain_text("Night Kitchen, Volume 1")
    expect(page.get_by_role("region", name="You may like")).not_to_have_attribute("aria-busy", "true")
    first.get_by_role("link", name="Resume").click()
    page.wait_for_url("**/read/**")


def test_recommendations_say_why_and_wait_in_their_shape(page: Page, web: Any) -> None:
    read = series_named(page, "Night Kitchen")
    like = {
        **series_named(page, "Far Harbour"),
        "because": [{"series_id": read["id"], "name": read["name"], "shared": ["Night"]}],
    }
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def asked() -> Route:
        wait_until(lambda: page.evaluate("1") and held, "the question for recommendations")
        return held.pop()

    page.route("**/api/recommendations*", hold)
    page.goto(web.url + "/")
    rail = page.get_by_role("region", name="You may like")
    expect(rail.locator(".bones").first).to_be_visible()
    asked().fulfill(json={"items": [like]})
    expect(rail).to_contain_text("Because you read Night Kitchen")
    page.goto(web.url + "/")
    expect(rail.locator(".bones").first).to_be_visible()
    asked().fulfill(status=503, json={"status": 503, "code": "busy", "detail": "Too much at once."})
    expect(rail).to_contain_text("Too much at once.")


def test_an_entry_of_what_was_read_can_be_taken_away_and_back(page: Page, web: Any) -> None:
    page.goto(web.url + "/recent")
    begun = books_of(page, "Steel Petal")[0]
    before = ask(page, "GET", f"/api/progress/{begun['id']}")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    row = page.locator(".item", has_text="Steel Petal")
    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
    assert books_of(page, "Steel Petal")[0]["progress"] is None
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(row).to_have_count(1)
    assert ask(page, "GET", f"/api/progress/{begun['id']}") == before


def test_search_follows_what_is_typed(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("lantern")
    expect(page.get_by_role("region", name="Series").locator("a.card")).to_contain_text(["Lantern Riders"])
    expect(page.get_by_role("status").filter(has_text="for “lantern”")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".search-results a.card").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".search-results a.card").nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    expect(page.locator("input[type='search']:visible")).to_be_focused()
    page.locator("input[type='search']:visible").fill("no such thing at all")
    expect(page.get_by_role("heading", name="Nothing for “no such thing at all”")).to_be_visible()


def test_search_says_where_it_found_something(page: Page, web: Any) -> None:
    series = series_named(page, "Far Harbour")
    ask(page, "PATCH", f"/api/series/{series['id']}/metadata", {"set": {"authors": [{"name": "Odalys Brandt"}]}})
    page.goto(web.url + "/search?q=odalys")
    expect(page.get_by_role("region", name="Series")).to_contain_text("Found among its creators")
    ask(page, "PATCH", f"/api/series/{series['id']}/metadata", {"unset": ["authors"]})


def test_what_was_meant_is_said(page: Page, web: Any) -> None:
    found = {
        "series": [{**series_named(page, "Far Harbour"), "matched": "name"}],
        "books": [],
        "total": 1,
        "more": False,
    }
    page.route("**/api/search?*", lambda route: route.fulfill(json={**found, "corrected": "far harbour"}))
    page.goto(web.url + "/search?q=fra+harbor")
    expect(page.locator(".notice")).to_contain_text("Nothing for “fra harbor”. This is what “far harbour” finds.")


def test_searches_that_led_somewhere_are_remembered(page: Page, web: Any) -> None:
    page.goto(web.url + "/search?q=lantern")
    page.locator(".search-results a.card").first.click()
    page.goto(web.url + "/search")
    expect(page.get_by_role("region", name="Searched lately").get_by_role("link")).to_have_text(["lantern"])
    page.get_by_role("button", name="Forget them").click()
    expect(page.get_by_role("region", name="Searched lately")).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name="Searched lately").get_by_role("link")).to_have_text(["lantern"])


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_for_everyone(page: Page, web: Any, width: int) -> None:
    """No serious or critical finding of axe, in three themes and three widths; nothing wider than the window."""
    made = ask(page, "POST", "/api/lists", {"name": "Riders", "kind": "reading"})
    ids = [book["id"] for book in books_of(page, "Lantern Riders")]
    ask(page, "POST", f"/api/lists/{made['id']}/items", {"ids": ids})
    smart = ask(page, "POST", "/api/smart-lists", {"name": "Unread", "kind": "series", "filter": {"read": ["unread"]}})
    there = opened(web, "/", width)
    found: dict[str, Any] = {}

    def look(name: str) -> None:
        found[name] = in_all_themes(there)
        if wide := too_wide(there):
            found[name]["too wide"] = wide

    paths = (
        "/",
        "/browse?read=unread",
        "/browse?show=comics&view=list",
        "/lists",
        f"/lists/{made['id']}",
        f"/smart/{smart['id']}",
    )
    for path in (*paths, "/recent", "/search?q=lantern", "/search?q=zzzzzzzz"):
        there.goto(web.url + path)
        drawn(there)
        look(path)
    there.goto(web.url + "/browse")
    drawn(there)
    there.get_by_role("button", name="Select", exact=True).click()
    there.locator(".cell[data-index='0'] a").click()
    look("picking")
    there.locator("#filter-read").click()
    look("a filter's panel")
    ask(page, "DELETE", f"/api/smart-lists/{smart['id']}")
    ask(page, "DELETE", f"/api/lists/{made['id']}")
    assert {name: those for name, those in found.items() if those} == {}


@pytest.mark.parametrize(("width", "text"), [(320, "100%"), (390, "200%")])
def test_narrow_windows_and_large_text_lose_nothing(page: Page, web: Any, width: int, text: str) -> None:
    there = opened(web, "/", width)
    wide = {}
    for path in ("/", "/browse?read=unread", "/lists", "/lists/want", "/recent", "/search?q=lantern"):
        there.goto(web.url + path)
        drawn(there)
        there.evaluate("(text) => { document.documentElement.style.fontSize = text }", text)
        if path.startswith("/browse"):
            there.locator(".btn-select").tap()
            there.locator(".cell[data-index='0'] a").tap()
        wide[path] = too_wide(there)
    assert {path: by for path, by in wide.items() if by > 0} == {}
