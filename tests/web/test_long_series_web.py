"""A series of many issues: only the unread, the newest first, to the next, to a number; and texts of every length."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.axe import in_all_themes
from tests.web.shelves import WIDTHS, ask, books_of, drawn, opened, series_named, too_wide

READ = 12  # of thirty
LONGEST = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def page(web: Any) -> Iterator[Page]:
    """Nothing; but the first twelve issues of a long series are read."""
    made = opened(web, "/lists", 390)
    books = books_of(made, name_of(made))
    read = [book["id"] for book in books[:READ]]
    ask(made, "POST", "/api/progress/bulk", {"comic_ids": read, "completed": True})
    yield made
    ask(made, "POST", "/api/progress/bulk", {"comic_ids": [book["id"] for book in books], "completed": False})


def name_of(page: Page) -> str:
    """The name of a series of thirty issues."""
    found = ask(page, "GET", "/api/series?sort=number&order=desc&limit=1")["items"][0]
    assert found["issue_count"] >= 30
    return str(found["name"])


def go(page: Page, web: Any) -> None:
    page.goto(f"{web.url}/series/{series_named(page, name_of(page))['id']}")
    drawn(page)


def numbers(page: Page) -> list[str]:
    """The numbers of the issues in the order in which they are seen."""
    return page.locator(".issue").evaluate_all("rows => rows.map((row) => row.dataset.no)")


def test_only_what_is_unread_the_newest_first_and_so_again_on_the_way_back(page: Page, web: Any) -> None:
    go(page, web)
    ways = page.get_by_role("group", name="Ways through the issues")
    everything = numbers(page)
    unread = ways.get_by_role("button", name="Unread")
    expect(unread).to_contain_text(str(len(everything) - READ))
    unread.click()
    assert numbers(page) == everything[READ:]
    page.locator(".issue-more").first.click()
    page.get_by_role("button", name="Mark as read", exact=True).click()
    expect(unread).to_contain_text(str(len(everything) - READ - 1))
    assert numbers(page) == everything[READ:], "what is read just now stays under the finger"
    ways.get_by_role("button", name="Newest first").click()
    assert numbers(page) == everything[:READ:-1]
    page.locator("a.issue-name").nth(3).click()
    page.wait_for_url("**/read/**")
    page.go_back()
    expect(unread).to_have_attribute("aria-pressed", "true")
    assert numbers(page) == everything[:READ:-1]


def test_select_all_takes_only_what_is_seen(page: Page, web: Any) -> None:
    go(page, web)
    count = page.locator(".issue").count() - READ
    page.get_by_role("button", name="Unread").click()
    page.get_by_role("button", name="Select issues").click()
    bar = page.get_by_role("toolbar")
    page.locator(".issue").first.click()
    bar.locator("summary").click()
    bar.get_by_role("button", name="Select all or none").click()
    expect(bar).to_contain_text(f"{count} selected")


def test_to_a_number_and_to_the_next(page: Page, web: Any) -> None:
    go(page, web)
    ways = page.get_by_role("group", name="Ways through the issues")
    wanted = numbers(page)[24]
    ways.get_by_label("Go to number").fill(f"#{wanted}")
    page.keyboard.press("Enter")
    row = page.locator(".issue").nth(24)
    expect(row.locator("a.issue-name")).to_be_focused()
    expect(row).to_be_in_viewport()
    ways.get_by_label("Go to number").fill("99999")
    page.keyboard.press("Enter")
    expect(page.get_by_text("There is no number 99999 here.")).to_be_visible()
    ways.get_by_role("button", name="To #").click()
    following = page.locator(".issue.is-next")
    expect(following.locator("a.issue-name")).to_be_focused()
    expect(following).to_be_in_viewport()
    ways.get_by_role("button", name="Unread").click()
    ways.get_by_label("Go to number").fill(numbers(page)[0])
    assert in_all_themes(page) == {}


def test_all_read_says_so(page: Page, web: Any) -> None:
    books = [book["id"] for book in books_of(page, name_of(page))]
    ask(page, "POST", "/api/progress/bulk", {"comic_ids": books, "completed": True})
    go(page, web)
    page.get_by_role("button", name="Unread").click()
    expect(page.get_by_text("Everything here is read.")).to_be_visible()
    page.get_by_role("button", name="Unread").click()
    expect(page.locator(".issue")).to_have_count(len(books))


@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_words_without_a_gap_and_long_texts_push_nothing_away(page: Page, web: Any, width: int) -> None:
    there = opened(web, "/lists", width)

    def long(route: Route) -> None:
        answer = route.fetch()
        body = {**answer.json(), "name": LONGEST, "summary": "The sea has not moved since Tuesday. " * 60}
        body["volumes"][0]["issues"][0]["title"] = LONGEST * 2
        route.fulfill(response=answer, body=json.dumps(body))

    there.route(f"**/api/series/{series_named(there, name_of(there))['id']}", long)
    go(there, web)
    expect(there.locator("h1")).to_have_text(LONGEST)
    assert too_wide(there) <= 0
    more = there.get_by_role("button", name="More", exact=True)
    words = there.locator(".synopsis")
    before = words.bounding_box()
    assert before is not None
    assert before["height"] < 200
    more.click()
    after = words.bounding_box()
    assert after is not None
    assert after["height"] > 2 * before["height"]
    there.get_by_role("button", name="Less").click()
    again = words.bounding_box()
    assert again is not None
    assert again["height"] == before["height"]
    name, pages = there.locator(".issue-name").first, there.locator(".issue .mark").first
    one, other = name.bounding_box(), pages.bounding_box()
    assert one is not None
    assert other is not None
    assert one["x"] + one["width"] <= other["x"] or one["y"] + one["height"] <= other["y"], (
        "the name lies over its mark"
    )
