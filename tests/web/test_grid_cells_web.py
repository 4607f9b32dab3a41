"""The cells of a windowed grid: few, used again and again, read in order; covers only of what somebody can look at."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.shelves import drawn, opened

ROWS_A_FRAME = """async (frames) => {
  for (let frame = 0; frame < frames; frame++) {
    scrollBy(0, 700)
    await new Promise(requestAnimationFrame)
  }
}"""
ORDER = "() => [...document.querySelectorAll('.windowed > .cell')].map((cell) => Number(cell.dataset.index))"
IN_ORDER = """() => {
  const indexes = [...document.querySelectorAll('.windowed > .cell')].map((cell) => Number(cell.dataset.index))
  return indexes[0] > 0 && indexes.every((index, at) => at === 0 || index === indexes[at - 1] + 1)
}"""
SAYS_WHAT_IT_IS = """() => [...document.querySelectorAll('.windowed > .cell:not(.is-waiting)')].every((cell) => {
  const card = cell.querySelector('a.card')
  const at = Number(cell.dataset.index) + 1
  return cell.ariaPosInSet === String(at) && card.id && card.href.endsWith(card.id.replace('book-', ''))
})"""


@pytest.mark.parametrize("view", ["grid", "list", "detailed"])
def test_cells_are_used_again_and_stay_in_order(web: Any, view: str) -> None:
    page = opened(web, f"/browse?show=comics&view={view}")
    page.evaluate("() => { window.made = new Set(document.querySelectorAll('.windowed > .cell')) }")
    first = page.evaluate(ORDER)
    assert first == list(range(len(first)))
    page.evaluate(ROWS_A_FRAME, 8)
    page.wait_for_function(IN_ORDER)
    assert page.evaluate("() => [...document.querySelectorAll('.windowed > .cell')].every((cell) => made.has(cell))")
    assert len(page.evaluate(ORDER)) == len(first)
    drawn(page)
    expect(page.locator(".windowed .is-waiting")).to_have_count(0)
    assert page.evaluate(SAYS_WHAT_IT_IS)


def test_the_cell_with_the_focus_stays(web: Any) -> None:
    page = opened(web, "/browse?show=comics")
    card = page.locator(".cell[data-index='1'] a")
    card.focus()
    href = card.get_attribute("href")
    page.evaluate(ROWS_A_FRAME, 8)
    page.wait_for_function("() => document.querySelector('.windowed > .cell:last-child').dataset.index > 30")
    expect(card).to_be_focused()
    assert card.get_attribute("href") == href
    page.keyboard.press("ArrowRight")
    expect(page.locator(".cell[data-index='2'] a")).to_be_focused()
    expect(page.locator(".cell[data-index='2'] a")).to_be_in_viewport()


def test_covers_that_rush_by_are_not_fetched(web: Any) -> None:
    page: Page = web.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/cover/" in request.url else None)
    page.goto(web.url + "/browse?show=comics")
    drawn(page)
    before = len(asked)
    page.evaluate(ROWS_A_FRAME, 60)
    passed = page.evaluate("() => Number(document.querySelector('.windowed > .cell:last-child').dataset.index)")
    drawn(page)
    expect(page.locator(".windowed .is-waiting")).to_have_count(0)
    page.wait_for_function(
        """() => [...document.querySelectorAll('.windowed .cover')].every((box) =>
          box.matches('.cover-broken, .generating') || box.querySelector('img.is-in'))"""
    )
    cells = page.locator(".windowed > .cell").count()
    assert passed > 300
    assert len(asked) - before <= 2 * cells, "those at the end, and at most as many on the way"
