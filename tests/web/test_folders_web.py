"""The disk as it is: folders are gone through, and their comics opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.axe import in_all_themes
from tests.web.shelves import WIDTHS, opened

pytestmark = pytest.mark.web


@pytest.mark.parametrize("width", WIDTHS)
def test_folders_are_gone_through_to_a_comic(web: Any, width: int, artefacts: Path) -> None:
    page = opened(web, "/folders", width)
    page.locator(".tag-list a").first.click()
    for name in ("Comics", "Adventure", "Lantern Riders"):
        page.get_by_role("list", name="Folders").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    cards = page.locator(".care-listing a.card")
    expect(cards).to_have_count(6)
    expect(page.locator(".page-head").get_by_role("status")).to_have_text("6 comics")
    expect(cards.first.locator(".cover.is-in")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert in_all_themes(page) == {}
    page.screenshot(path=artefacts / f"folders-{width}.png")
    page.get_by_label("Where you are").get_by_role("link", name="Adventure").click()
    expect(page.get_by_role("list", name="Folders").get_by_role("link", name="Wide Country")).to_be_visible()
    page.go_back()
    cards.first.click()
    expect(page.locator(".stage")).to_be_visible()
