"""What the reader asks of the server and tells it: a busy one, a tab that closes, how soon a place arrives."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Request, Route, expect

from tests.web.quiet import at_rest
from tests.web.reading import REMEMBER_IMAGES, Reader, wait_for

pytestmark = pytest.mark.web
TURN_TWICE = """() => {
  const key = { key: 'ArrowRight', bubbles: true };
  for (let turn = 0; turn < 2; turn++) document.dispatchEvent(new KeyboardEvent('keydown', key));
  return performance.now();
}"""


@pytest.fixture
def reader(web: Any) -> Reader:
    return Reader(web, web.new_page(1440, 900))


def test_a_busy_server_is_waited_for_as_long_as_it_asks(reader: Reader) -> None:
    page = reader.page
    asked: list[float] = []

    def busy_once(route: Route) -> None:
        if "width=" in route.request.url:  # of the strip of small pages
            return route.continue_()
        asked.append(time.monotonic())
        if len(asked) > 1:
            return route.continue_()
        problem = {"code": "busy", "detail": "Too many pages are being opened."}
        return route.fulfill(status=503, headers={"Retry-After": "2"}, json=problem)

    page.route("**/page/1?*", busy_once)
    reader.open("?page=2")
    expect(page.locator(".stage")).to_contain_text("The server is busy. Trying again in 2 s.")
    reader.sees(2)
    assert len(asked) == 2
    assert asked[1] - asked[0] >= 2, "not sooner than it asked for"


def test_a_place_reaches_the_server_from_a_tab_that_closes(reader: Reader) -> None:
    page = reader.page
    reader.open()
    reader.sees(1)
    other = page.context.new_page()
    other.goto(reader.web.url)
    page.bring_to_front()
    page.keyboard.press("ArrowRight")
    reader.sees(2)
    page.close(run_before_unload=True)
    address = f"{reader.web.url}/api/progress/{reader.issue['id']}"
    place = wait_for(lambda: (a := other.request.get(address)).ok and a.json(), "the place of the closed tab")
    assert place["current_page"] == 1


def test_a_place_is_sent_soon_after_the_last_turn(reader: Reader) -> None:
    page = reader.page
    reader.open()
    reader.sees(1)
    with page.expect_response(lambda answer: answer.url.endswith("/api/progress") and answer.ok) as sent:
        turned = page.evaluate(TURN_TWICE)
    assert sent.value.request.post_data_json["current_page"] == 2, "one request for both turns"
    came = page.evaluate(
        "Math.max(...performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/progress'))"
        ".map((one) => one.responseEnd))"
    )
    print(f"\nfrom the last turn to the server's answer: {came - turned:.0f} ms")


def test_the_strip_of_small_pages_follows_the_scrubber(reader: Reader) -> None:
    page = reader.page
    reader.open("?page=1", reader.comic("Endless Stair"))
    reader.sees(1)
    page.locator(".scrub .range").evaluate("""(range) => {
      range.value = '40';
      range.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }""")
    expect(page.locator(".chrome-title")).to_contain_text("Page 40 of 64")
    small = page.locator(".strip a").nth(39)
    expect(small).to_be_in_viewport()
    expect(small.locator("img")).to_be_visible()
    reader.sees(1)  # nothing is turned before it is let go
    page.locator(".scrub .range").evaluate("range => range.dispatchEvent(new Event('change', { bubbles: true }))")
    reader.sees(40)


def test_of_very_large_pages_few_are_held_and_none_is_asked_for_twice(reader: Reader) -> None:
    page = reader.page
    page.add_init_script(REMEMBER_IMAGES)
    page.add_init_script("""for (const side of ['naturalWidth', 'naturalHeight']) {  // 26 million pixels each
      const { get } = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, side);
      Object.defineProperty(HTMLImageElement.prototype, side, { get() { return get.call(this) * 30; } });
    }""")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/page/" in request.url and "width=" not in request.url:
            asked.append(request.url)

    page.on("request", note)
    reader.open("?page=1", reader.comic("Endless Stair"))
    reader.sees(1)
    for number in range(2, 8):
        page.keyboard.press("ArrowLeft")  # it is read from right to left
        reader.sees(number)
        at_rest(page)
        assert page.evaluate("window.pagesHeld()") <= 5
    assert len(asked) == len(set(asked))
