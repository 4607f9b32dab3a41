"""The reader under a hand: the wheel turns pages, the arrow rests, long strips are known by their shape."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from tests.web.reading import Reader, call, wait_for

pytestmark = pytest.mark.web
# One movement of a pad, without a pause between its steps however busy the machine is.
GLIDE = """(stage) => {
  const step = { deltaY: 15, bubbles: true, cancelable: true };
  for (let at = 0; at < 12; at++) stage.dispatchEvent(new WheelEvent('wheel', step));
}"""


@pytest.fixture
def reader(web: Any) -> Reader:
    return Reader(web, web.new_page())


def notch(reader: Reader, by: int) -> None:
    """One step of a wheel, and the quiet after it."""
    reader.page.mouse.move(700, 450)
    reader.page.mouse.wheel(0, by)
    reader.page.wait_for_timeout(200)  # what comes sooner belongs to the same movement


def test_a_notch_of_the_wheel_is_a_page(reader: Reader) -> None:
    reader.open("?page=2")
    reader.sees(2)
    notch(reader, 100)
    reader.sees(3)
    notch(reader, -100)
    reader.sees(2)


def test_the_glide_of_a_pad_is_one_page(reader: Reader) -> None:
    reader.open("?page=2")
    reader.sees(2)
    reader.page.locator(".stage").evaluate(GLIDE)
    reader.sees(3)
    notch(reader, 0)
    reader.sees(3)


def test_a_large_page_scrolls_before_it_turns(reader: Reader) -> None:
    reader.use(pages="one", fit="width")
    reader.open("?page=2")
    reader.sees(2)
    stage = reader.page.locator(".stage")
    room = stage.evaluate("one => one.scrollHeight - one.clientHeight")
    assert room > 100
    notch(reader, 100)
    reader.page.wait_for_function("document.querySelector('.stage').scrollTop > 50")
    reader.sees(2)
    stage.evaluate("one => one.scrollTo({ top: one.scrollHeight, behavior: 'instant' })")
    notch(reader, 100)
    reader.sees(3)
    notch(reader, -100)
    reader.sees(2)
    assert stage.evaluate("one => one.scrollTop") > room - 5, "one comes back to the end of a page"


def test_a_wheel_ends_at_the_end_page(reader: Reader) -> None:
    reader.open(f"?page={reader.pages}")
    reader.sees(reader.pages)
    notch(reader, 100)
    expect(reader.page.locator(".end .head")).to_be_visible()
    for _ in range(4):
        notch(reader, 100)
    expect(reader.page.locator(".end .head")).to_be_visible()
    assert reader.issue["id"] in reader.page.url
    notch(reader, -100)
    reader.sees(reader.pages)


def test_pages_of_one_long_strip_scroll_by_themselves(reader: Reader) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (200, 900), "#704020").save(drawn, "JPEG")

    def tall(route: Route) -> None:
        route.fulfill(body=drawn.getvalue(), content_type="image/jpeg")

    reader.use(pages="two")
    reader.page.route("**/api/read/*/page/*", tall)
    reader.open("?page=2")
    stage = reader.page.locator(".stage")
    expect(stage).to_have_attribute("data-up", "scroll")
    expect(reader.page).to_have_url(f"{reader.web.url}/read/{reader.issue['id']}?page=2")
    reader.page.keyboard.press("1")  # who wants them otherwise has them so, for this series
    expect(stage).to_have_attribute("data-up", "one")
    series = reader.issue["series_id"]

    def kept() -> Any:
        return call(reader.page, "GET", "/api/preferences")["body"].get("reader", {}).get("series", {}).get(series)

    assert wait_for(kept, "the choice on the server") == {"pages": "one"}
    reader.page.reload()
    expect(stage).to_have_attribute("data-up", "one")


def test_the_arrow_rests_when_the_hand_does(reader: Reader) -> None:
    reader.page.clock.install()
    reader.open("?page=2")
    reader.sees(2)
    reader.page.keyboard.press("ArrowRight")
    reader.sees(3)
    stage = reader.page.locator(".stage")
    reader.page.mouse.move(600, 400)
    reader.page.mouse.move(620, 420)
    expect(stage).not_to_have_css("cursor", "none")
    reader.page.clock.run_for(3000)
    expect(stage).to_have_css("cursor", "none")
    reader.page.mouse.move(640, 440)
    expect(stage).not_to_have_css("cursor", "none")


def test_the_line_at_the_foot_runs_as_one_reads(reader: Reader) -> None:
    reader.open("?page=2")
    reader.sees(2)
    expect(reader.page.locator(".fold")).to_have_attribute("dir", "ltr")
    reader.page.keyboard.press("d")
    expect(reader.page.locator(".fold")).to_have_attribute("dir", "rtl")


def test_the_help_names_what_hands_do(reader: Reader) -> None:
    reader.open("?page=2")
    reader.sees(2)
    reader.page.keyboard.press("?")
    hands = reader.page.locator(".hands")
    expect(hands).to_contain_text("Pinch")
    expect(hands).to_contain_text("Scroll, then turn the page")
