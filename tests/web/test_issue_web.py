"""The page of an issue: what it is, where one is in it, its file, pages and copies, and what administrators can do."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.axe import in_all_themes
from tests.web.caring import as_reader, undo
from tests.web.reading import wait_for
from tests.web.shelves import WIDTHS, ask, books_of, drawn, opened, too_wide


def open_issue(web: Any, series: str, at: int = 0, width: int = 1440) -> tuple[Page, dict[str, Any]]:
    page = opened(web, "/lists", width)
    book = books_of(page, series)[at]
    page.goto(f"{web.url}/issue/{book['id']}")
    drawn(page)
    return page, book


@pytest.mark.parametrize("width", WIDTHS)
def test_issue_in_every_width_and_theme(care: Any, width: int) -> None:
    page, book = open_issue(care, "Tidewright", 2, width)
    mark = ask(page, "POST", "/api/bookmarks", {"comic_id": book["id"], "page_number": 3, "note": "The whale speaks"})
    page.reload()
    drawn(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Undertow")
    expect(page.locator(".issue-label")).to_have_text("#3")
    expect(page.locator(".synopsis")).to_contain_text("Part 3.")
    about = page.get_by_role("region", name="About this issue")
    expect(about.get_by_role("link", name="The Stopped Clock")).to_have_attribute(
        "href", "/browse?story_arc=The+Stopped+Clock"
    )
    expect(page.get_by_role("region", name="File")).to_contain_text("Tidewright #03.cbz")
    expect(page.get_by_role("region", name="Bookmarks")).to_contain_text("The whale speaks")
    page.locator("summary", has_text="Pages").click()
    expect(page.locator(".page-grid li")).to_have_count(8)
    assert too_wide(page) <= 0
    assert in_all_themes(page) == {}
    page.get_by_role("button", name="Sources").click()
    expect(about.get_by_text("from ComicInfo").first).to_be_visible()
    ask(page, "DELETE", f"/api/bookmarks/{mark['id']}")


def test_progress_and_undo(care: Any) -> None:
    page, book = open_issue(care, "Tidewright", 1)
    ask(page, "POST", "/api/progress", {"comic_id": book["id"], "current_page": 3})
    page.reload()
    drawn(page)
    expect(page.get_by_role("link", name="Continue, p. 4")).to_have_attribute("href", f"/read/{book['id']}")
    page.get_by_role("button", name="Mark as read").click()
    expect(page.locator(".issue-state")).to_contain_text("Read")
    undo(page)
    expect(page.locator(".issue-state")).to_contain_text("p. 4 of 8")
    wait_for(lambda: ask(page, "GET", f"/api/progress/{book['id']}")["current_page"] == 3, "the server to hear of it")
    ask(page, "DELETE", f"/api/progress/{book['id']}")


def test_the_lists_it_stands_on(care: Any) -> None:
    page, book = open_issue(care, "Octopus Post", 1)
    expect(page.get_by_role("region", name="On lists")).to_have_count(0)
    made = ask(page, "POST", "/api/lists", {"name": "Rainy Sundays", "kind": "reading"})
    ask(page, "POST", f"/api/lists/{made['id']}/items", {"ids": [book["id"]]})
    page.reload()
    drawn(page)
    page.get_by_role("region", name="On lists").get_by_role("link", name="Rainy Sundays").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rainy Sundays")
    ask(page, "DELETE", f"/api/lists/{made['id']}")


def test_neighbours_by_key_and_copies_by_link(care: Any) -> None:
    page, _ = open_issue(care, "Tidewright", 0)
    page.keyboard.press("]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Salt Debt")
    page.keyboard.press("[")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Lamp")
    page, _ = open_issue(care, "Velvet Orbit")
    page.get_by_role("region", name="The same comic elsewhere").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Velvet Orbit Again")


def test_the_file_comes_as_it_is_and_as_cbz(care: Any) -> None:
    page, book = open_issue(care, "Tidewright")
    page.locator(".actions summary").click()
    with page.expect_download() as original:
        page.get_by_role("link", name="Download the file").click()
    assert original.value.path().stat().st_size == book["size_bytes"]
    page.locator(".actions summary").click()
    with page.expect_download() as packed:
        page.get_by_role("link", name="Download as CBZ").click()
    assert packed.value.suggested_filename.endswith(".cbz")
    assert packed.value.path().read_bytes().startswith(b"PK")


def test_a_broken_comic_says_why_and_is_tried_again(care: Any) -> None:
    page, _ = open_issue(care, "Cellar Door", width=390)
    notice = page.locator(".notice-warn")
    expect(notice).to_contain_text("none of its pages can be read")
    expect(page.locator("#go-on")).to_have_count(0)
    with page.expect_response("**/retry") as answer:
        notice.get_by_role("button", name="Try again").click()
    assert answer.value.status == 202


def test_another_page_becomes_the_cover(care: Any) -> None:
    page, book = open_issue(care, "Octopus Post")
    page.locator(".actions summary").click()
    page.get_by_role("button", name="Choose another cover").click()
    sheet = page.get_by_role("dialog", name="Cover of")
    sheet.get_by_role("button", name="Take this page").click()
    expect(sheet.get_by_role("alert")).to_have_text("Choose a page.")
    sheet.get_by_role("radio", name="p. 3 of 6").check(force=True)
    sheet.get_by_role("button", name="Take this page").click()
    expect(page.locator(".toast")).to_contain_text("The cover is p. 3 now")
    assert ask(page, "GET", f"/api/books/{book['id']}")["cover"] != book["cover"]
    undo(page)
    assert ask(page, "GET", f"/api/books/{book['id']}")["cover_page"] is None
    page.locator(".actions summary").click()
    page.get_by_role("button", name="Choose another cover").click()
    sheet.get_by_role("button", name="Take the usual one").click()
    expect(page.locator(".toast")).to_contain_text("usual cover")


def test_readers_see_no_path_and_nothing_to_administer(care: Any) -> None:
    page = as_reader(care, "/lists")
    page.goto(f"{care.url}/issue/{books_of(page, 'Tidewright')[0]['id']}")
    drawn(page)
    expect(page.get_by_role("region", name="File")).not_to_contain_text("Where it lies")
    page.locator(".actions summary").click()
    expect(page.get_by_role("link", name="Download as CBZ")).to_be_visible()
    for name in ("Edit", "Choose another cover", "Open the file anew"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    page.goto(f"{care.url}/issue/{books_of(page, 'Cellar Door')[0]['id']}")
    drawn(page)
    expect(page.locator(".notice-warn")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
