"""What is done with all that a list holds, far more than is seen: in parts, with a way to stop and a way back."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.server import wait_until
from tests.web.conftest import MANY
from tests.web.shelves import ask, opened

IN_ONE = 200  # comics of one export


@pytest.fixture
def shelf(web: Any) -> Page:
    """All comics of the library, every one of them picked."""
    page = opened(web, "/browse?show=comics")
    page.get_by_role("button", name="Select", exact=True).click()
    bar = page.get_by_role("toolbar", name="With the selection")
    bar.get_by_role("button", name="All", exact=True).click()
    expect(bar).to_contain_text(f"{total(page):,} comics")
    return page


def total(page: Page) -> int:
    count: int = ask(page, "GET", "/api/books?limit=1")["total"]
    assert count > MANY
    return count


def read(page: Page) -> set[str]:
    """The comics that are read."""
    found: set[str] = set()
    cursor = ""
    while True:
        answer = ask(page, "GET", f"/api/books/ids?read=read&cursor={cursor}" if cursor else "/api/books/ids?read=read")
        found |= set(answer["ids"])
        cursor = answer["next_cursor"]
        if not cursor:
            return found


def test_all_are_marked_and_given_back(shelf: Page) -> None:
    before = read(shelf)
    shelf.get_by_role("button", name="Mark read").click()
    toast = shelf.locator(".toast")
    expect(toast).to_contain_text("are marked as read", timeout=30_000)
    expect(shelf.get_by_role("dialog")).to_have_count(0)
    undo = toast.get_by_role("button", name="Undo")
    undo.focus()  # so that it stays
    assert len(read(shelf)) == total(shelf)
    undo.click()
    expect(toast).to_have_count(0)
    wait_until(lambda: read(shelf) == before, "all of them given back")
    expect(shelf.get_by_role("dialog")).to_have_count(0)


def test_what_takes_long_says_how_far_it_is_and_can_be_stopped(shelf: Page) -> None:
    before = read(shelf)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    shelf.route("**/api/progress/bulk", hold)
    with shelf.expect_request("**/api/progress/bulk"):
        shelf.get_by_role("button", name="Mark read").click()
    dialog = shelf.get_by_role("dialog", name="At work")
    expect(dialog).to_contain_text(f"0 of {total(shelf):,} done")
    shelf.mouse.click(5, 5)
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Stop").click()
    held[0].continue_()
    toast = shelf.locator(".toast")
    expect(toast).to_contain_text("It was stopped before the end.")
    assert len(held) == 1
    shelf.unroute("**/api/progress/bulk")
    assert len(before) < len(read(shelf)) <= len(before) + 1_000
    with shelf.expect_response("**/api/progress/bulk"):
        toast.get_by_role("button", name="Undo").click()
    wait_until(lambda: read(shelf) == before, "what was marked given back")


def test_more_than_one_file_holds_come_as_several(shelf: Page) -> None:
    shelf.get_by_role("button", name="Export").click()
    dialog = shelf.get_by_role("dialog", name=f"Export {total(shelf):,} comics")
    links = dialog.get_by_role("link")
    parts = [parse_qs(urlparse(link.get_attribute("href") or "").query) for link in links.all()]
    assert [len(one["comic"]) for one in parts[:-1]] == [IN_ONE] * (len(parts) - 1)
    every = [comic for one in parts for comic in one["comic"]]
    assert every == ask(shelf, "GET", "/api/books/ids")["ids"]
    assert parts[0]["name"] == [f"Comics, part 1 of {len(parts)}"]
    with shelf.expect_download() as download:
        links.last.click()
    assert download.value.suggested_filename.endswith(f"part {len(parts)} of {len(parts)}.cbz")
    expect(links.last).to_contain_text("Begun")
    download.value.cancel()


def test_series_say_how_many_comics_are_in_them_whatever_is_left_out(web: Any) -> None:
    page = opened(web, "/browse")
    page.get_by_role("button", name="Select", exact=True).click()
    bar = page.get_by_role("toolbar", name="With the selection")
    bar.get_by_role("button", name="All", exact=True).click()
    series = ask(page, "GET", "/api/series?limit=1")
    expect(bar).to_contain_text(f"{series['total']:,} series, {total(page):,} comics")
    first = series["items"][0]
    page.locator(f"#series-{first['id']}").click()
    left = total(page) - first["issue_count"]
    expect(bar).to_contain_text(f"{series['total'] - 1:,} series, {left:,} comics")
