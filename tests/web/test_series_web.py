"""The page of a series: what is known, what is read, rating, lists, selection, merging, splitting, and the way back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.e2e.server import wait_until
from tests.web.axe import in_all_themes
from tests.web.caring import as_reader, undo
from tests.web.shelves import WIDTHS, ask, books_of, drawn, opened, series_named, too_wide


def open_series(web: Any, name: str, width: int = 1440) -> Page:
    page = opened(web, "/lists", width)
    page.goto(f"{web.url}/series/{series_named(page, name)['id']}")
    drawn(page)
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_series_in_every_width_and_theme(care: Any, width: int) -> None:
    page = open_series(care, "Tidewright", width)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidewright")
    about = page.get_by_role("region", name="About this series")
    expect(about).to_contain_text("Missing: numbers 4, 6\u20137")
    expect(about.get_by_role("link", name="Marit Osei")).to_have_attribute("href", "/browse?creator=Marit+Osei")
    expect(page.locator(".facts").first).to_contain_text("Lowtide Press")
    assert too_wide(page) <= 0
    assert in_all_themes(page) == {}
    page.get_by_role("button", name="Sources").click()
    expect(about.get_by_text("from its issues").first).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_text_of_twice_the_size(care: Any, width: int) -> None:
    page = open_series(care, "Tidewright", width)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    assert too_wide(page) <= 0
    expect(page.locator(".issue-name").first).to_contain_text("The Lamp")


def test_the_tree_shows_where_a_series_lies(care: Any) -> None:
    page = open_series(care, "Tidewright")
    branch = page.locator(".tree > li", has=page.get_by_role("link", name=re.compile("^Comics")))
    expect(branch.locator("> .nav-row")).to_have_class(re.compile("is-within"))
    branch.locator("> .nav-row .twisty").click()
    for twisty in branch.locator("ul .is-within .twisty").all():
        twisty.click()
    leaf = branch.get_by_role("link", name=re.compile(r"^Tidewright \d"))
    expect(leaf).to_have_attribute("aria-current", "page")
    page.goto(f"{care.url}/issue/{books_of(page, 'Tidewright')[0]['id']}")
    expect(branch.locator("> .nav-row")).to_have_class(re.compile("is-within"))
    expect(leaf).not_to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Home").first.click()
    expect(page.locator(".is-within")).to_have_count(0)


def test_rating_by_hand_and_by_key(care: Any) -> None:
    page = open_series(care, "Tidewright")
    series = series_named(page, "Tidewright")["id"]
    stars = page.get_by_role("group", name="Your rating")
    stars.get_by_role("radio", name="4 stars").check(force=True)
    expect(stars).to_contain_text("4.0 of 5, from 1 rating")
    page.keyboard.press("2")
    expect(stars).to_contain_text("2.0 of 5")
    assert ask(page, "GET", f"/api/ratings/series/{series}")["mine"] == 2
    page.keyboard.press("Backspace")
    expect(stars).to_contain_text("Not rated yet")
    assert ask(page, "GET", f"/api/ratings/series/{series}")["mine"] is None


def test_all_read_and_back(care: Any) -> None:
    page = open_series(care, "Octopus Post")
    page.get_by_role("button", name="Mark #1 as read").click()
    expect(page.locator(".read-facts")).to_contain_text("1 of 3 read")
    undo(page)
    expect(page.locator(".read-facts")).to_contain_text("0 of 3 read")
    page.locator(".actions summary").click()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".read-facts")).to_contain_text("3 of 3 read")
    expect(page.locator(".issue.is-read")).to_have_count(3)
    undo(page)
    expect(page.locator(".read-facts")).to_contain_text("0 of 3 read")
    expect(page.locator(".issue.is-read")).to_have_count(0)


def test_want_to_read_is_a_switch(care: Any) -> None:
    page = open_series(care, "Paper Kaiju")
    switch = page.get_by_role("button", name="Want to read")
    expect(switch).to_be_enabled()
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    undo(page)
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    wait_until(lambda: ask(page, "GET", "/api/lists/want/items")["total"] == 0, "the server to hear of it")


def test_chosen_issues_are_marked_together(care: Any) -> None:
    page = open_series(care, "Tidewright", 390)
    page.get_by_role("button", name="Select issues").click()
    page.locator(".issue").nth(1).click()
    page.locator(".issue").nth(3).click()
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_role("button", name="Mark read").click()
    expect(page.locator(".issue.is-read")).to_have_count(2)
    expect(bar).to_have_count(0)
    undo(page)
    expect(page.locator(".issue.is-read")).to_have_count(0)


def test_split_off_and_back(care: Any) -> None:
    page = open_series(care, "Tidewright")
    page.get_by_role("button", name="Select issues").click()
    page.locator(".issue .check").nth(3).check()
    page.keyboard.press("Tab")
    page.locator(".issue .check").nth(4).check()
    page.get_by_role("toolbar").locator("summary").click()
    page.get_by_role("button", name="Split off as a new series").click()
    sheet = page.get_by_role("dialog", name="Split off 2 comics")
    sheet.get_by_label("Name of the new series").fill("Tidewright: High Water")
    sheet.get_by_role("button", name="Split off").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidewright: High Water")
    expect(page.locator(".issue")).to_have_count(2)
    undo(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidewright")
    expect(page.locator(".issue")).to_have_count(5)


def test_merge_and_back(care: Any) -> None:
    page = open_series(care, "Tidewright Annual")
    page.locator(".actions summary").click()
    page.get_by_role("button", name="Merge into another").click()
    sheet = page.get_by_role("dialog", name="Merge Tidewright Annual into")
    sheet.get_by_role("button", name="Merge", exact=True).click()
    expect(sheet.get_by_role("alert")).to_have_text("Choose the series that they go into.")
    sheet.get_by_role("radio", name=re.compile("^Tidewright ?5 issues")).check()
    sheet.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidewright")
    expect(page.locator(".issue")).to_have_count(7)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".issue")).to_have_count(5)
    assert len(books_of(page, "Tidewright Annual")) == 2


def test_readers_see_nothing_to_administer(care: Any) -> None:
    page = as_reader(care, "/lists")
    page.goto(f"{care.url}/series/{series_named(page, 'Tidewright')['id']}")
    drawn(page)
    page.locator(".actions summary").click()
    expect(page.get_by_role("button", name="Mark all as read")).to_be_visible()
    for name in ("Edit", "Merge into another"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More about #2").click()
    expect(page.get_by_role("link", name="Details")).to_be_visible()
    expect(page.get_by_role("button", name="Edit", exact=True)).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Select issues").click()
    page.locator(".issue").nth(1).click()
    page.get_by_role("toolbar").locator("summary").click()
    expect(page.get_by_role("button", name="Split off as a new series")).to_have_count(0)


def test_a_slow_answer_does_not_take_back_what_was_marked_since(care: Any) -> None:
    page = open_series(care, "Octopus Post")
    late: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if late:
            return route.continue_()
        return late.append((route, route.fetch()))

    page.route(f"**/api/series/{series_named(page, 'Octopus Post')['id']}", hold_the_first)
    page.get_by_role("button", name="Mark #1 as read").click()
    expect(page.locator(".issue.is-read")).to_have_count(1)
    wait_until(lambda: page.evaluate("1") and late, "the question after the first mark")
    page.get_by_role("button", name="Mark #2 as read").click()
    expect(page.locator(".read-facts")).to_contain_text("2 of 3 read")
    route, answer = late[0]
    with page.expect_response(f"**/api/series/{series_named(page, 'Octopus Post')['id']}"):
        route.fulfill(response=answer)
    expect(page.locator(".issue.is-read")).to_have_count(2)
    expect(page.locator(".read-facts")).to_contain_text("2 of 3 read")
    for number in (1, 2):
        page.get_by_role("button", name=f"Mark #{number} as unread").click()
    expect(page.locator(".read-facts")).to_contain_text("0 of 3 read")
