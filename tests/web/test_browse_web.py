"""Browse in a real browser: filters with counts, the rail of letters, selecting and its deeds, smart lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.caring import undo
from tests.web.shelves import WIDTHS, ask, books_of, cells, drawn, opened, series_named, too_wide

NAMED = {"Lantern Riders": ["Adventure", "Night"], "Far Harbour": ["Night", "Sea"], "Glass Alibi": ["Sea"]}


@pytest.fixture
def browse(web: Any) -> Iterator[Page]:
    page = opened(web, "/browse")
    for name, genres in NAMED.items():
        ask(page, "PATCH", f"/api/series/{series_named(page, name)['id']}/metadata", {"set": {"genres": genres}})
    page.reload()
    drawn(page)
    yield page
    for name in NAMED:
        ask(page, "PATCH", f"/api/series/{series_named(page, name)['id']}/metadata", {"unset": ["genres"]})


def choice(page: Page, name: str) -> Any:
    return page.locator(".filter-panel:visible").get_by_role("checkbox", name=re.compile(f"^{name}"))


def test_filters_say_what_they_leave_and_stand_in_the_address(browse: Page) -> None:
    browse.locator("#filter-genre").click()
    assert choice(browse, "Night").locator("xpath=..").inner_text().split() == ["Night", "2"]
    choice(browse, "Night").check()
    expect(browse.get_by_role("status").filter(has_text="2 series")).to_be_visible()
    choice(browse, "Sea").check()
    expect(browse.get_by_role("status").filter(has_text="3 series")).to_be_visible()
    assert browse.url.endswith("genre=Night&genre=Sea")
    browse.keyboard.press("Escape")
    expect(browse.locator("#filter-genre")).to_be_focused()
    browse.locator("#filter-publisher, #filter-more").first.click()
    browse.keyboard.press("Escape")
    browse.get_by_role("button", name="Take off Genre: Sea").click()
    expect(browse.get_by_role("status").filter(has_text="2 series")).to_be_visible()
    browse.reload()
    expect(browse.get_by_role("status").filter(has_text="2 series")).to_be_visible()
    browse.get_by_role("button", name="Clear", exact=True).click()
    expect(browse.get_by_role("button", name="Take off Genre: Night")).to_have_count(0)
    assert "genre" not in browse.url


def test_counts_are_those_under_the_other_filters(browse: Page) -> None:
    browse.goto(browse.url + "?genre=Adventure")
    drawn(browse)
    browse.locator("#filter-genre").click()
    assert choice(browse, "Sea").locator("xpath=..").inner_text().split() == ["Sea", "2"], "within a field any counts"
    browse.keyboard.press("Escape")
    browse.locator("#filter-format").click()
    assert choice(browse, "CBZ").locator("xpath=..").inner_text().split() == ["CBZ", "1"]


def test_a_filter_without_a_match_says_so_and_can_be_cleared(browse: Page) -> None:
    browse.goto(browse.url + "?genre=Adventure&format=cbr")
    expect(browse.get_by_role("heading", name="Nothing here matches")).to_be_visible()
    browse.get_by_role("button", name="Clear the filters").click()
    expect(browse.locator(".windowed a.card").first).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_rail_of_letters_leads_and_follows(web: Any, width: int) -> None:
    page = opened(web, "/browse?show=comics", width)
    letters = page.get_by_role("group", name="Jump to a letter")
    total = cells(page)
    letters.locator("button", has_text="Z").click()
    zephyr = page.locator(".windowed a.card:visible", has_text="Zephyr").first
    expect(zephyr).to_be_visible()
    expect(letters.locator("[aria-current]")).to_have_text("Z")
    page.evaluate("() => window.scrollTo(0, 0)")
    expect(letters.locator("[aria-current]")).not_to_have_text("Z")
    letters.locator("[aria-current]").focus()
    page.keyboard.press("End")
    expect(letters.locator("[aria-current]")).to_have_text("Z")
    page.keyboard.press("Alt+l")
    expect(letters.locator("[aria-current]")).to_have_text("L")
    expect(page.locator(".windowed a.card:visible", has_text="Lantern Riders").first).to_be_visible()
    assert cells(page) == total
    assert too_wide(page) <= 0


def test_picking_by_keys_and_by_hand(browse: Page, web: Any) -> None:
    browse.goto(web.url + "/browse?show=comics")
    drawn(browse)
    bar = browse.get_by_role("toolbar", name="With the selection")
    browse.locator(".cell[data-index='2'] a").focus()
    browse.keyboard.press("x")
    expect(bar).to_be_visible()
    expect(browse.locator(".cell[data-index='2'] a")).to_have_attribute("aria-checked", "true")
    browse.keyboard.press("Shift+ArrowRight")
    browse.keyboard.press("Shift+ArrowRight")
    expect(bar).to_contain_text("3 comics")
    expect(browse.locator(".cell[data-index='4'] a")).to_be_focused()
    browse.locator(".cell[data-index='8'] a").click(modifiers=["Shift"])
    expect(bar).to_contain_text("7 comics")
    browse.locator(".cell[data-index='2'] a").click()
    expect(bar).to_contain_text("6 comics")
    bar.get_by_role("button", name="All", exact=True).click()
    expect(bar).to_contain_text(f"{cells(browse):,} comics")
    bar.get_by_role("button", name="None", exact=True).click()
    expect(bar).to_contain_text("Nothing picked")
    browse.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    assert browse.locator("[role='checkbox'][aria-checked]").count() == 0


def test_a_long_press_begins_to_pick(web: Any) -> None:
    page = opened(web, "/browse", 390)
    card = page.locator(".cell[data-index='1'] a")
    box = card.locator(".cover").bounding_box()
    assert box
    session = page.context.new_cdp_session(page)
    point = {"x": box["x"] + 30, "y": box["y"] + 40}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(card).to_have_attribute("aria-checked", "true")
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(card).to_have_attribute("aria-checked", "true")
    page.locator(".cell[data-index='0'] a").tap()
    expect(page.get_by_role("toolbar", name="With the selection")).to_contain_text("2 series")
    assert "/browse" in page.url
    assert too_wide(page) <= 0


def test_marking_many_as_read_can_be_taken_back(browse: Page) -> None:
    before = [book["progress"] for book in books_of(browse, "Glass Alibi")]
    series = series_named(browse, "Glass Alibi")
    browse.locator(f"#series-{series['id']}").focus()
    browse.keyboard.press("x")
    browse.get_by_role("button", name="Mark read").click()
    toast = browse.locator(".toast")
    expect(toast).to_contain_text("2 comics are marked as read")
    assert all(book["progress"]["completed"] for book in books_of(browse, "Glass Alibi"))
    expect(browse.locator(f"#series-{series['id']} [data-unread]")).to_have_count(0)
    undo(browse)
    assert [book["progress"] for book in books_of(browse, "Glass Alibi")] == before
    expect(browse.locator(f"#series-{series['id']} [data-unread='2']")).to_be_visible()


def test_what_is_picked_is_exported(browse: Page) -> None:
    series = series_named(browse, "Glass Alibi")
    browse.locator(f"#series-{series['id']}").focus()
    browse.keyboard.press("x")
    with browse.expect_download() as download:
        browse.get_by_role("button", name="Export").click()
    assert download.value.suggested_filename.endswith(".cbz")


def test_a_filter_is_kept_changed_and_removed(browse: Page, web: Any) -> None:
    browse.goto(web.url + "/browse?genre=Night")
    drawn(browse)
    browse.get_by_role("button", name="Save as list").click()
    browse.get_by_label("Name of the list").fill("By night")
    browse.get_by_role("button", name="Keep it").click()
    browse.locator(".toast").get_by_role("button", name="Open").click()
    expect(browse.get_by_role("heading", level=1)).to_have_text("By night")
    expect(browse.get_by_role("list", name="2 series")).to_be_visible()
    expect(browse.locator(".smart-filter")).to_contain_text("Night")
    expect(browse.locator(".nav a", has_text="By night")).to_contain_text("2")
    browse.get_by_role("link", name="Change the filter").click()
    drawn(browse)
    browse.locator("#filter-genre").click()
    choice(browse, "Sea").check()
    browse.keyboard.press("Escape")
    browse.get_by_role("button", name="Save “By night”").click()
    expect(browse.get_by_role("heading", level=1)).to_have_text("By night")
    expect(browse.get_by_role("list", name="3 series")).to_be_visible()
    browse.get_by_label("More for this list").click()
    browse.get_by_role("button", name="Remove the list").click()
    expect(browse.locator(".nav a", has_text="By night")).to_have_count(0)
    browse.locator(".toast").get_by_role("button", name="Undo").click()
    expect(browse.get_by_role("heading", level=1)).to_have_text("By night")
    kept = next(one for one in ask(browse, "GET", "/api/smart-lists")["items"] if one["name"] == "By night")
    assert kept["filter"]["genre"] == ["Night", "Sea"]
    ask(browse, "DELETE", f"/api/smart-lists/{kept['id']}")
