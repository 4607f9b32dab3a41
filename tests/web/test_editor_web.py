"""The editor of metadata: values with their sources, locks and ways back, many at once, nothing lost by accident."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.axe import in_all_themes
from tests.web.caring import undo
from tests.web.shelves import WIDTHS, ask, books_of, drawn, opened, series_named, too_wide


def open_editor(web: Any, name: str = "Tidewright", width: int = 1440) -> tuple[Page, Locator]:
    page = opened(web, "/lists", width)
    page.goto(f"{web.url}/series/{series_named(page, name)['id']}")
    drawn(page)
    page.locator(".actions summary").click()
    page.get_by_role("button", name="Edit", exact=True).click()
    sheet = page.get_by_role("dialog", name=f"Edit {name}")
    expect(sheet).to_be_visible()
    return page, sheet


def row(sheet: Locator, field: str) -> Locator:
    return sheet.locator(f".meta-row[data-field='{field}']")


def metadata(page: Page, name: str = "Tidewright") -> dict[str, Any]:
    found: dict[str, Any] = ask(page, "GET", f"/api/series/{series_named(page, name)['id']}/metadata")
    return found


def test_an_edit_and_its_undo(care: Any) -> None:
    page, sheet = open_editor(care)
    expect(row(sheet, "publisher")).to_contain_text("from its issues")
    sheet.get_by_label("Publisher", exact=True).fill("Harbour House")
    expect(row(sheet, "publisher")).to_contain_text("changed")
    sheet.get_by_label("Tags", exact=True).fill("Clocks")
    page.keyboard.press("Enter")
    row(sheet, "tags").get_by_role("button", name="Take “Whales” out of Tags").click()
    sheet.get_by_label("Creators: Role").first.fill("story")
    sheet.get_by_role("button", name="Save").click()
    expect(sheet).to_have_count(0)
    expect(page.locator(".facts").first).to_contain_text("Harbour House")
    told = metadata(page)
    assert told["publisher"]["locked"]
    assert told["tags"]["value"] == ["Sea", "Clocks"]
    assert told["authors"]["value"][0] == {"name": "Marit Osei", "role": "story"}
    undo(page)
    expect(page.locator(".facts").first).to_contain_text("Lowtide Press")
    assert not metadata(page)["tags"]["locked"]


def test_lock_and_back_to_the_source(care: Any) -> None:
    page, sheet = open_editor(care)
    row(sheet, "year").get_by_role("button", name="Year: keep as it is").click()
    sheet.get_by_label("Status", exact=True).fill("Ended")
    sheet.get_by_role("button", name="Save").click()
    expect(page.locator(".facts").first).to_contain_text("2024, Ended")
    told = metadata(page)
    assert (told["year"]["locked"], told["year"]["value"], told["status"]["value"]) == (True, 2024, "Ended")
    page.locator(".actions summary").click()
    page.get_by_role("button", name="Edit", exact=True).click()
    sheet = page.get_by_role("dialog", name="Edit Tidewright")
    expect(row(sheet, "status")).to_contain_text("edited here")
    sheet.get_by_role("button", name="Reset all to their sources").click()
    expect(sheet.get_by_label("Status", exact=True)).to_have_value("")
    sheet.get_by_role("button", name="Save").click()
    expect(page.locator(".facts").first).not_to_contain_text("Ended")
    assert not [field for field, value in metadata(page).items() if value["locked"]]


def test_what_the_server_does_not_take_is_said_beside_the_field(care: Any) -> None:
    page, sheet = open_editor(care)
    sheet.get_by_label("Year", exact=True).fill("soon")
    sheet.get_by_role("button", name="Save").click()
    year = sheet.get_by_label("Year", exact=True)
    expect(year).to_be_focused()
    expect(year).to_have_attribute("aria-invalid", "true")
    expect(row(sheet, "year")).to_contain_text("This must be a number")
    year.fill("2023")
    expect(year).not_to_have_attribute("aria-invalid", "true")
    assert metadata(page)["year"]["value"] == 2024


def test_changes_are_not_lost_by_accident(care: Any) -> None:
    page, sheet = open_editor(care)
    summary = sheet.get_by_label("Summary", exact=True)
    summary.fill("A clock that winds the sea.")
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(sheet.get_by_text("Your changes are not saved.")).to_be_visible()
    sheet.get_by_role("button", name="Keep editing").click()
    page.mouse.click(10, 400)
    expect(sheet.get_by_text("Your changes are not saved.")).to_be_visible()
    expect(summary).to_have_value("A clock that winds the sea.")
    sheet.get_by_role("button", name="Discard").click()
    expect(sheet).to_have_count(0)
    assert metadata(page)["summary"]["value"] is None


def test_a_lost_session_keeps_what_was_typed(care: Any) -> None:
    page, sheet = open_editor(care)
    sheet.get_by_label("Summary", exact=True).fill("Kept.")
    page.context.clear_cookies()
    sheet.get_by_role("button", name="Save").click()
    login = page.get_by_role("dialog", name="Sign in")
    expect(login).to_be_visible()
    page.get_by_label("Name", exact=True).last.fill(care.admin["username"])
    page.get_by_label("Password", exact=True).fill(care.admin["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".synopsis")).to_have_text("Kept.")
    undo(page)
    expect(page.locator(".synopsis")).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_editor_in_every_width_and_theme(care: Any, width: int) -> None:
    page, sheet = open_editor(care, width=width)
    box = sheet.bounding_box()
    assert box
    if width == 390:
        assert (box["x"], box["width"]) == (0, 390)
    assert sheet.evaluate("node => node.querySelector('.sheet-body').scrollWidth <= node.clientWidth")
    assert too_wide(page) <= 0
    assert in_all_themes(page) == {}


def test_many_at_once_set_only_what_is_filled_in(care: Any) -> None:
    page = opened(care, "/lists")
    books = books_of(page, "Tidewright")[:2]
    page.goto(f"{care.url}/series/{books[0]['series_id']}")
    drawn(page)
    page.get_by_role("button", name="Select issues").click()
    page.locator(".issue").nth(0).click()
    page.locator(".issue").nth(1).click()
    page.get_by_role("toolbar").get_by_role("button", name="Edit").click()
    sheet = page.get_by_role("dialog", name="Edit 2 comics")
    expect(row(sheet, "summary")).to_contain_text("different values")
    expect(row(sheet, "publisher")).to_contain_text("Lowtide Press")
    sheet.get_by_label("Imprint", exact=True).fill("Deep Water")
    sheet.get_by_label("Tags to add to all").fill("Clocks")
    sheet.get_by_label("Tags to take away from all").fill("Whales")
    sheet.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("2 comics are edited")

    def told(book: dict[str, Any]) -> tuple[Any, ...]:
        fields = ask(page, "GET", f"/api/books/{book['id']}/metadata")
        return fields["imprint"]["value"], fields["tags"]["value"], fields["summary"]["locked"]

    assert [told(book) for book in books] == [("Deep Water", ["Sea", "Clocks"], False)] * 2
    undo(page)
    assert [told(book) for book in books] == [(None, ["Sea", "Whales"], False)] * 2
