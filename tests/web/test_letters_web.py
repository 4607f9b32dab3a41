"""The rail of letters under a finger: the whole strip takes it along, and says large where it is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.web.axe import in_all_themes
from tests.web.shelves import drawn, opened, too_wide

FINGER = 44  # px, the least that a thumb hits for certain
BUBBLE_BESIDE = """() => {
  const box = (one) => document.querySelector(one).getBoundingClientRect();
  const [bubble, rail] = [box('.letter-bubble'), box('.letters')];
  return bubble.right <= rail.left + 1 && bubble.left >= 0 && bubble.width >= 64;
}"""
SMALLEST = """() => {
  const all = [...document.querySelectorAll('.letters-rail button')];
  const sizes = all.map((one) => parseFloat(getComputedStyle(one).fontSize));
  return Math.min(...sizes.filter((size) => size > 0));
}"""


def rail_of(page: Page) -> Locator:
    rail = page.get_by_role("group", name="Jump to a letter")
    expect(rail.locator("button").first).to_be_attached()
    return rail


def touch(session: CDPSession, kind: str, *where: tuple[float, float]) -> None:
    session.send(
        "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": [{"x": x, "y": y} for x, y in where]}
    )


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 568), (844, 390)])
def test_a_finger_goes_along_the_letters(web: Any, width: int, height: int) -> None:
    page = web.new_page(width, height, touch=True, reduced_motion="reduce")
    page.goto(f"{web.url}/browse?show=comics")
    drawn(page)
    rail, session = rail_of(page), page.context.new_cdp_session(page)
    bubble, current = page.locator(".letter-bubble"), rail.locator("[aria-current]")
    strip = page.locator(".letters").bounding_box()
    assert strip["width"] >= FINGER
    assert strip["x"] + strip["width"] == width, "it goes to the edge, where the thumb is"
    expect(bubble).to_be_hidden()
    names = rail.locator("button").all_text_contents()
    top, bottom, edge = strip["y"], strip["y"] + strip["height"], width - 3
    touch(session, "Start", (edge, bottom - 2))
    expect(bubble).to_have_text(names[-1])
    for at, name in enumerate(names):  # also those for which only a dot stands
        touch(session, "Move", (edge - at, top + (bottom - top) * (at + 0.5) / len(names)))
        expect(bubble).to_have_text(name)
        assert page.evaluate(BUBBLE_BESIDE)
    assert in_all_themes(page) == {}
    touch(session, "Move", (40, bottom + 200))
    expect(bubble).to_have_text(names[-1])
    touch(session, "End")
    expect(current).to_have_text(names[-1])
    expect(page.locator(".windowed a.card:visible", has_text="Zephyr").first).to_be_visible()
    expect(bubble).to_be_hidden()
    expect(page.locator("#announcer")).to_contain_text(names[-1])
    assert page.evaluate(SMALLEST) >= 11
    assert too_wide(page) <= 0


def test_with_room_letters_are_as_tall_as_a_finger(web: Any) -> None:
    page = opened(web, "/browse?show=comics", 820)
    rail = rail_of(page)
    few = [one.bounding_box() for one in rail.locator("button").all()]
    assert 2 <= len(few) < 12
    assert {round(one["height"]) for one in few if one} == {FINGER}


def test_the_mouse_has_no_bubble(web: Any) -> None:
    page = opened(web, "/browse?show=comics")
    rail = rail_of(page)
    rail.locator("button", has_text="L").click()
    expect(rail.locator("[aria-current]")).to_have_text("L")
    expect(page.locator(".letter-bubble")).to_be_hidden()
