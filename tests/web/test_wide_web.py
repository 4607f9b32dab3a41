"""Windows of 1920 and 2560 px: what belongs together lies beside each other."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.shelves import drawn, open_room, series_named, too_wide

SIZES = [(1920, 1080), (2560, 1440)]


def box(page: Page, selector: str, nth: int = 0) -> dict[str, float]:
    found = page.locator(selector).nth(nth).bounding_box()
    assert found is not None, selector
    return dict(found)  # type: ignore[arg-type]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_series_has_its_facts_beside_its_head_and_rows_in_two_columns(care: Any, width: int, height: int) -> None:
    page = open_room(care, "/lists", width=width, height=height)
    page.goto(f"{care.url}/series/{series_named(page, 'Tidewright')['id']}")
    drawn(page)
    assert too_wide(page) <= 0
    hero, aside, body = (box(page, f".series > .{name}") for name in ("series-hero", "aside", "series-body"))
    assert aside["y"] < hero["y"] + 40
    assert aside["x"] >= hero["x"] + hero["width"]
    assert body["width"] > width / 2
    first, second, third = (box(page, ".issue", nth) for nth in range(3))
    assert (first["y"] == second["y"]) == (width == 2560)
    assert third["y"] > first["y"]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_rails_of_few_covers_share_the_width(care: Any, width: int, height: int) -> None:
    page = open_room(care, "/", width=width, height=height)
    drawn(page)
    assert too_wide(page) <= 0
    for name in ("New arrivals", "You may like"):
        expect(page.get_by_role("region", name=name)).to_be_visible()
    few = page.locator(".main > .rail-few")
    assert few.count() >= 1
    assert box(page, ".main > .rail-few")["width"] < width / 2
