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
A_SECOND_AT = """async (speed) => {                         // px in a ms
  const begun = await new Promise(requestAnimationFrame)
  for (let last = begun; last - begun < 1500;) {
    const now = await new Promise(requestAnimationFrame)
    scrollBy(0, speed * (now - last))
    last = now
  }
}"""
# A device, or one that has much else to do, on which a frame takes longer than the pause that is a rest.
LONG_FRAMES = """(() => {
  const frame = window.requestAnimationFrame
  window.requestAnimationFrame = (run) => setTimeout(() => frame(run), 200)
})()"""
NODES = 450  # elements of the grid in the document, at the most
SIZES = range(5)  # of the covers, as the slider has them
SLIDE = "(input, size) => { input.value = size; input.dispatchEvent(new Event('input')) }"
COUNT = "() => document.querySelectorAll('.windowed *').length"
# Is there a cell wherever the list is in view beneath the bars?
COVERED = """() => {
  const GAP = 25                                           // px between two rows, at the most
  const list = document.querySelector('.windowed').getBoundingClientRect()
  const top = Math.max(list.top, document.querySelector('.toolbar').getBoundingClientRect().bottom) + 1
  const cells = [...document.querySelectorAll('.windowed > .cell')].map((cell) => cell.getBoundingClientRect())
  const first = Math.min(...cells.map(({top}) => top))
  const last = Math.max(...cells.map(({bottom}) => bottom))
  return top > list.bottom || (first <= top + GAP && last >= Math.min(innerHeight, list.bottom) - GAP)
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


@pytest.mark.parametrize(
    ("way", "frames"),
    [([ROWS_A_FRAME, 60], ""), ([A_SECOND_AT, 6], ""), ([A_SECOND_AT, 12], LONG_FRAMES)],
    ids=["leaping", "in a hurry", "in frames that take long"],
)
def test_covers_that_rush_by_are_not_fetched(web: Any, way: list[Any], frames: str) -> None:
    page: Page = web.new_page()
    page.add_init_script(frames)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/cover/" in request.url else None)
    page.goto(web.url + "/browse?show=comics")
    drawn(page)
    before = len(asked)
    page.evaluate(*way)
    passed = max(page.evaluate(ORDER))
    drawn(page)
    expect(page.locator(".windowed .is-waiting")).to_have_count(0)
    page.wait_for_function(
        """() => [...document.querySelectorAll('.windowed .cover')].every((box) =>
          box.matches('.cover-broken, .generating, .is-in'))"""
    )
    cells = page.locator(".windowed > .cell").count()
    assert passed > 3 * cells
    assert len(asked) - before <= 2 * cells, "those at the end, and at most as many on the way"


@pytest.mark.parametrize("show", ["series", "comics"])
def test_a_very_wide_window_keeps_few_nodes(web: Any, show: str) -> None:
    page: Page = web.new_page(2560, 1440)
    most: dict[str, int] = {}
    for view in ("grid", "list", "detailed"):
        page.goto(f"{web.url}/browse?show={show}&view={view}")
        drawn(page)
        for size in SIZES:
            page.locator(".density input").evaluate(SLIDE, size)
            for pixels in (0, 900, 100_000, -700):
                page.evaluate("(pixels) => scrollBy(0, pixels)", pixels)
                page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
                assert page.evaluate(COVERED), f"{view} {size}: something in view has no cell"
                most[f"{view} {size}"] = max(most.get(f"{view} {size}", 0), page.evaluate(COUNT))
    print(show, most)
    assert max(most.values()) < NODES
