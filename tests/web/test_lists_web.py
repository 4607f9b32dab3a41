"""Lists in a real browser: adding, ordering, taking out, removing; CBL in and out. What hurts can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import wait_until
from tests.web.shelves import WIDTHS, ask, books_of, drawn, opened, series_named, too_wide

CBL = """<?xml version="1.0" encoding="utf-8"?><ReadingList><Name>Lights at sea</Name><Books>
<Book Series="Lantern Riders" Number="2" Volume="2021" Year="2021"/>
<Book Series="A Ship Nobody Built" Number="7" Volume="1999" Year="1999"/>
<Book Series="Far Harbour" Number="1"/></Books></ReadingList>"""


@pytest.fixture
def page(web: Any) -> Iterator[Page]:
    made = opened(web, "/browse")
    yield made
    for one in ask(made, "GET", "/api/lists")["items"]:
        if one["kind"] == "want":
            for item in ask(made, "GET", "/api/lists/want/items")["items"]:
                ask(made, "DELETE", f"/api/lists/want/items/{item['id']}")
        else:
            ask(made, "DELETE", f"/api/lists/{one['id']}")


def a_list(page: Page, name: str, series: str) -> dict[str, Any]:
    """A reading list of the comics of a series."""
    made: dict[str, Any] = ask(page, "POST", "/api/lists", {"name": name, "kind": "reading"})
    ask(page, "POST", f"/api/lists/{made['id']}/items", {"ids": [book["id"] for book in books_of(page, series)]})
    return made


def order(page: Page, made: dict[str, Any]) -> list[str]:
    return [item["book"]["title"] for item in ask(page, "GET", f"/api/lists/{made['id']}/items")["items"]]


def test_adding_to_what_one_wants_to_read_can_be_undone(page: Page) -> None:
    series = series_named(page, "Far Harbour")
    page.locator(f"#series-{series['id']}").focus()
    page.keyboard.press("l")
    dialog = page.get_by_role("dialog", name="Add to a list")
    dialog.get_by_role("button", name="Want to read").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".toast")).to_contain_text("Added to “Want to read”")
    expect(page.locator(".nav a", has_text="Want to read")).to_contain_text("1")
    expect(page.locator(f"#series-{series['id']}")).to_be_focused()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".nav a", has_text="Want to read").locator(".count")).to_be_empty()
    wait_until(lambda: ask(page, "GET", "/api/lists/want/items")["total"] == 0, "the server to hear of it")


def test_a_new_list_is_made_of_what_is_added(page: Page) -> None:
    for name in ("Far Harbour", "Glass Alibi"):
        page.locator(f"#series-{series_named(page, name)['id']}").focus()
        page.keyboard.press("x")
    page.get_by_role("toolbar", name="With the selection").get_by_role("button", name="Add to list").click()
    page.get_by_role("button", name="New list...").click()
    page.get_by_label("Name of the list").fill("Harbours and glass")
    page.get_by_role("button", name="Make it and add").click()
    page.get_by_role("button", name="Leave selection").click()
    page.locator(".nav a", has_text="Harbours and glass").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbours and glass")
    expect(page.locator(".item")).to_have_count(2)


def test_a_series_goes_into_a_reading_list_comic_by_comic(page: Page) -> None:
    made = ask(page, "POST", "/api/lists", {"name": "In order", "kind": "reading"})
    page.reload()
    drawn(page)
    page.locator(f"#series-{series_named(page, 'Lantern Riders')['id']}").focus()
    page.keyboard.press("l")
    page.get_by_role("dialog").get_by_role("button", name="In order").click()
    expect(page.locator(".toast")).to_contain_text("6 added")
    assert order(page, made) == [book["title"] for book in books_of(page, "Lantern Riders")]


def test_order_by_keyboard(page: Page, web: Any) -> None:
    made = a_list(page, "Riders", "Lantern Riders")
    before = order(page, made)
    page.goto(f"{web.url}/lists/{made['id']}")
    page.locator(".item .handle").first.focus()
    with page.expect_response("**/move"):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#announcer")).to_have_text("Position 2 of 6")
    expect(page.locator(".item .handle").nth(1)).to_be_focused()
    assert order(page, made) == [before[1], before[0], *before[2:]]


def test_order_by_dragging(page: Page, web: Any) -> None:
    made = a_list(page, "Riders", "Lantern Riders")
    before = order(page, made)
    page.goto(f"{web.url}/lists/{made['id']}")
    drawn(page)
    first, last = page.locator(".item .handle").first.bounding_box(), page.locator(".item").last.bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + 8, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(first["x"] + 8, last["y"] + last["height"] - 4, steps=8)
    expect(page.locator(".item").last).to_have_class("item is-dragged")
    with page.expect_response("**/move"):
        page.mouse.up()
    assert order(page, made) == [*before[1:], before[0]]


@pytest.mark.parametrize("at", [2, 5])
def test_what_is_taken_out_can_be_put_back_where_it_was(page: Page, web: Any, at: int) -> None:
    made = a_list(page, "Riders", "Lantern Riders")
    before = order(page, made)
    page.goto(f"{web.url}/lists/{made['id']}")
    page.locator(".item").nth(at).get_by_role("button", name="Take").click()
    expect(page.locator(".item")).to_have_count(5)
    undo = page.locator(".toast").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    assert order(page, made) == before[:at] + before[at + 1 :]
    undo.click()
    expect(page.locator(".item")).to_have_count(6)
    assert order(page, made) == before
    expect(page.locator(".item b").nth(at)).to_contain_text(f"#{at + 1}")


def test_a_removed_list_comes_back(page: Page, web: Any) -> None:
    made = a_list(page, "Riders", "Lantern Riders")
    page.goto(f"{web.url}/lists/{made['id']}")
    page.get_by_label("More for this list").click()
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Name of the list").fill("Riders by night")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Riders by night")
    page.get_by_label("More for this list").click()
    page.get_by_role("button", name="Remove the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lists")
    expect(page.locator(".nav a", has_text="Riders by night")).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Riders by night")
    expect(page.locator(".item")).to_have_count(6)


def test_reading_on_opens_the_first_that_is_not_read(page: Page, web: Any) -> None:
    made = a_list(page, "Riders", "Lantern Riders")
    first, second = books_of(page, "Lantern Riders")[:2]
    ask(page, "POST", "/api/progress/bulk", {"comic_ids": [first["id"]], "completed": True})
    page.goto(f"{web.url}/lists/{made['id']}")
    page.get_by_role("button", name="Read on").click()
    page.wait_for_url(f"**/read/{second['id']}*")
    ask(page, "POST", "/api/progress/bulk", {"comic_ids": [first["id"]], "completed": False})


def test_a_cbl_file_is_taken_in_with_what_is_not_here(page: Page, web: Any) -> None:
    page.goto(web.url + "/lists")
    drawn(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import CBL").click()
    chooser.value.set_files({"name": "lights.cbl", "mimeType": "application/xml", "buffer": CBL.encode()})
    report = page.get_by_role("dialog", name="“Lights at sea” is made")
    expect(report).to_contain_text("2 of 3 books are here")
    expect(report).to_contain_text("A Ship Nobody Built #7 (1999)")
    report.get_by_role("button", name="Open the list").click()
    expect(page.locator(".item")).to_have_count(2)
    page.get_by_label("More for this list").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CBL").click()
    assert "Far Harbour" in download.value.path().read_text()


def test_what_is_no_cbl_file_is_refused_in_words(page: Page, web: Any) -> None:
    page.goto(web.url + "/lists")
    drawn(page)
    page.locator("input[type='file']").set_input_files(
        {"name": "no.cbl", "mimeType": "application/xml", "buffer": b"not a list"}
    )
    expect(page.locator(".toast")).to_be_visible()
    assert [one["kind"] for one in ask(page, "GET", "/api/lists")["items"]] == ["want"]


@pytest.mark.parametrize("width", WIDTHS)
def test_lists_fit_every_window(page: Page, web: Any, width: int) -> None:
    made = a_list(page, "A list of which the name is longer than a telephone is wide, by far", "Lantern Riders")
    there = opened(web, "/lists", width)
    assert too_wide(there) <= 0
    there.locator("main a.list-card", has_text="by far").click()
    expect(there.locator(".item")).to_have_count(6)
    assert too_wide(there) <= 0
    ask(there, "DELETE", f"/api/lists/{made['id']}")
