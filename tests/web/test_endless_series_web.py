"""A series of two thousand issues: few nodes, whatever the browser's search, keys, selection and Back ask of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.axe import in_all_themes
from tests.web.quiet import at_rest
from tests.web.shelves import WIDTHS, ask, drawn, opened, series_named

ISSUES = 2_000
WHOLE = ".issue:has(.cover)"
# How many elements the lists hold, and how many rows or covers are whole.
HELD = """() => ({
  all: document.querySelectorAll('.vols *').length,
  whole: document.querySelectorAll('.vols .cover').length,
})"""
TOP = "() => document.activeElement.getBoundingClientRect().top"
# In every chunk of covers but the last, all lines are full.
RAGGED = """() => [...document.querySelectorAll('.chunk.tiles')].slice(0, -1).filter((chunk) => {
  const columns = getComputedStyle(chunk).gridTemplateColumns.split(' ').length
  return chunk.children.length % columns
}).length"""


def endless(route: Route) -> None:
    """The answer for a series, as if it had two thousand issues, each with a title of its own."""
    answer = route.fetch()
    body = answer.json()
    first = body["volumes"][0]["issues"][0]
    issues = [
        {**first, "id": f"made{number:04}", "chapter": number, "volume": None, "title": f"The tale of lamp {number}x"}
        for number in range(1, ISSUES + 1)
    ]
    body |= {"volumes": [{"volume": None, "issues": [*body["volumes"][0]["issues"][:1], *issues[1:]]}]}
    route.fulfill(response=answer, body=json.dumps(body))


def open_endless(web: Any, width: int = 1440) -> Page:
    page = opened(web, "/lists", width)
    found = ask(page, "GET", "/api/series?sort=number&order=desc&limit=1")["items"][0]
    series = series_named(page, found["name"])["id"]
    page.route(f"**/api/series/{series}", endless)
    page.goto(f"{web.url}/series/{series}")
    drawn(page)
    return page


@pytest.fixture
def page(web: Any) -> Page:
    return open_endless(web)


def row(page: Page, number: int) -> Any:
    return page.locator(f".issue[data-no='{number}']")


@pytest.mark.parametrize("width", WIDTHS)
def test_only_what_is_near_is_whole(web: Any, width: int) -> None:
    page = open_endless(web, width)
    expect(page.locator(".issue")).to_have_count(ISSUES)
    expect(row(page, 2).locator(".mark")).to_be_visible()
    held = page.evaluate(HELD)
    assert held["all"] < 3 * ISSUES
    assert held["whole"] < 100
    page.evaluate("() => window.scrollTo(0, document.documentElement.scrollHeight)")
    expect(row(page, ISSUES).locator(".cover")).to_be_visible()
    expect(row(page, 2).locator(".cover")).to_have_count(0)
    assert page.evaluate(HELD)["whole"] < 100
    page.evaluate("() => window.scrollTo(0, 0)")
    expect(row(page, 2).locator(".cover")).to_be_visible()
    assert in_all_themes(page) == {}


def test_the_search_of_the_browser_finds_every_title_and_stays_on_it(page: Page) -> None:
    assert page.evaluate("() => window.find('tale of lamp 1500x')")
    expect(row(page, 1500).locator(".cover")).to_be_visible()
    expect(row(page, 1500)).to_be_in_viewport()
    assert page.evaluate("() => getSelection().toString()") == "tale of lamp 1500x"


def test_from_row_to_row_by_keys_and_back_to_the_same_place(page: Page) -> None:
    page.get_by_label("Go to number").fill("1700")
    page.keyboard.press("Enter")
    link = row(page, 1700).locator("a.issue-name")
    expect(link).to_be_focused()
    expect(row(page, 1700)).to_be_in_viewport()
    for _ in range(60):  # rows of a link and two buttons, past the end of a chunk
        page.keyboard.press("Tab")
    expect(row(page, 1720).locator("a.issue-name")).to_be_focused()
    expect(row(page, 1720)).to_be_in_viewport()
    at_rest(page)
    before = page.evaluate(TOP)
    page.keyboard.press("Enter")
    page.wait_for_url("**/read/**")
    page.go_back()
    expect(row(page, 1720).locator("a.issue-name")).to_be_focused()
    expect(row(page, 1720).locator(".cover")).to_be_visible()
    drawn(page)
    assert abs(page.evaluate(TOP) - before) <= 2


def test_what_is_in_use_stays_whole_far_away(page: Page) -> None:
    row(page, 3).locator(".issue-more").click()
    expect(row(page, 3).get_by_role("link", name="Details")).to_be_visible()
    page.evaluate("() => window.scrollTo(0, 60000)")
    expect(page.locator(f"{WHOLE}[data-no='3']")).to_have_count(1)
    expect(row(page, 30).locator(".cover")).to_have_count(0)
    expect(row(page, 3).get_by_role("link", name="Details")).to_have_count(1)


def test_all_of_them_are_chosen_whether_whole_or_not(page: Page) -> None:
    page.get_by_role("button", name="Select issues").click()
    bar = page.get_by_role("toolbar")
    row(page, 2).click()
    page.evaluate("() => window.scrollTo(0, document.documentElement.scrollHeight)")
    row(page, ISSUES).locator(".check").click(modifiers=["Shift"])
    expect(bar).to_contain_text(f"{ISSUES - 1:,} selected")
    page.evaluate("() => window.scrollTo(0, 60000)")
    expect(page.locator(f"{WHOLE} .check:checked").first).to_be_attached()
    expect(page.locator(f"{WHOLE} .check:not(:checked)")).to_have_count(0)
    bar.locator("summary").click()
    bar.get_by_role("button", name="Select all or none").click()
    expect(bar).to_contain_text(f"{ISSUES:,} selected")
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    expect(page.locator(".issue.is-picked")).to_have_count(0)


def test_covers_in_whole_lines_in_every_width(page: Page) -> None:
    page.locator("input[name='issue-view'][value='covers']").check(force=True)
    tiles = page.locator(".tile")
    expect(tiles).to_have_count(ISSUES)
    held = page.evaluate(HELD)
    assert held["all"] < 4 * ISSUES
    assert held["whole"] < 100
    for width in (1440, 1100, 700):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(f"() => ({RAGGED})() === 0")
    assert page.evaluate("() => window.find('#1500')")
    expect(page.locator("#book-made1500 .cover")).to_be_visible()
    expect(page.locator("#book-made1500")).to_be_in_viewport()
    page.locator("#book-made1500").click()
    page.wait_for_url("**/read/**")
    page.go_back()
    expect(page.locator("#book-made1500")).to_be_focused()
    expect(page.locator("#book-made1500")).to_be_in_viewport()
    drawn(page)
