"""Two pages, the strip, zoom and the ways of laying pages out, in a real browser against running services."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.axe import in_all_themes
from tests.web.reading import REMEMBER_IMAGES, Reader, pinch, swipe, tap, wait_for

pytestmark = pytest.mark.web

LEAVES = "[...document.querySelectorAll('.stage .leaf')].map(one => one.getBoundingClientRect())"
MIDDLE = """() => {
  const leaf = document.elementsFromPoint(innerWidth / 2, innerHeight / 2).find(one => one.matches('.leaf'));
  const image = leaf?.querySelector('img');
  if (!image) return null;
  const box = leaf.getBoundingClientRect();
  return [image.alt, Math.round((innerHeight / 2 - box.top) / box.height * 20)];
}"""


@pytest.fixture
def reader(web: Any) -> Reader:
    made = Reader(web, web.new_page(1440, 900))
    made.use()
    return made


@pytest.fixture
def phone(web: Any) -> Reader:
    return Reader(web, web.new_page(390, 844, touch=True))


def size(page: Page) -> dict[str, float]:
    """Of the first page on the stage, and where it lies."""
    box = page.locator(".stage .leaf").first.bounding_box()
    assert box
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


def shape(page: Page) -> float:
    """Width for a height of 1, of the first page on the stage."""
    box = size(page)
    return box["width"] / box["height"]


def where(page: Page, text: str) -> None:
    expect(page.locator(".stage")).to_have_attribute("aria-label", text)


def seen(page: Page) -> list[str]:
    """The pages laid out on the stage, from left to right."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.stage img.page')]"
        ".sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left).map(one => one.alt)"
    )
    return found


def test_two_pages_pair_up_around_double_pages_and_can_be_shifted(reader: Reader) -> None:
    page = reader.page
    comic = reader.comic("Wide Country")  # pages 5 and 10 are double pages
    reader.open("?page=1", comic)
    where(page, "Page 1 of 12")
    said = ["Pages 2 and 3 of 12", "Page 4 of 12", "Page 5 of 12", "Pages 6 and 7 of 12", "Pages 8 and 9 of 12"]
    for text in said:
        page.keyboard.press("ArrowRight")
        where(page, text)
    expect(page.locator("#announcer")).to_have_text("Pages 8 and 9 of 12")
    expect(page.locator(".stage img.page")).to_have_count(2)
    left, right = page.evaluate(LEAVES)
    assert left["right"] == right["left"], "a pair has no gap"
    for text in reversed(said[:-1]):
        page.keyboard.press("ArrowLeft")
        where(page, text)

    page.keyboard.press("o")
    where(page, "Page 2 of 12")
    page.keyboard.press("ArrowRight")
    where(page, "Pages 3 and 4 of 12")
    reader.open("?page=3", comic)  # remembered for this issue
    where(page, "Pages 3 and 4 of 12")
    page.keyboard.press("o")
    where(page, "Pages 2 and 3 of 12")
    page.keyboard.press("d")
    wait_for(lambda: seen(page) == ["Page 3", "Page 2"], "a pair from right to left")
    page.keyboard.press("d")
    page.keyboard.press("s")
    page.get_by_role("switch", name="Cover stands alone").uncheck()
    where(page, "Pages 1 and 2 of 12")
    assert reader.errors == []


def test_what_is_learnt_late_moves_nothing(reader: Reader) -> None:
    """Page 10, which is wide, is not known yet when what follows it is opened: that stays as it was laid."""
    reader.open("?page=12", reader.comic("Wide Country"))
    where(reader.page, "Page 12 of 12")
    reader.page.keyboard.press("ArrowLeft")  # before or after page 10 has come: page 11 is not skipped
    expect(reader.page.locator(".stage")).to_have_attribute("aria-label", re.compile("^Pages? 11 .*of 12$"))
    reader.page.keyboard.press("ArrowLeft")
    where(reader.page, "Page 10 of 12")


def test_the_strip_keeps_its_place_and_few_pages(reader: Reader) -> None:
    page = reader.page
    page.add_init_script(REMEMBER_IMAGES)
    comic = reader.comic("Endless Stair")
    reader.open("?page=1", comic)
    where(page, "Page 1 of 64")
    page.keyboard.press("3")
    expect(page.locator(".roll .leaf").first).to_be_visible()
    stage = page.locator(".stage")
    boxes = page.evaluate(LEAVES)
    assert all(one["bottom"] == other["top"] for one, other in itertools.pairwise(boxes)), "no gaps"
    most = 0
    for _ in range(12):
        before = stage.evaluate("one => one.scrollTop")
        page.keyboard.press("Space")
        page.wait_for_function("before => document.querySelector('.stage').scrollTop > before + 700", arg=before)
        most = max(most, page.evaluate("window.pagesHeld()"))
        assert page.locator(".roll .leaf").count() <= 12
    assert 1 < most <= 12
    stage.evaluate("one => one.scrollTop = one.scrollHeight * 0.6")  # far away: nothing there is known yet
    place = wait_for(lambda: page.evaluate(MIDDLE), "a page far down")
    page.set_viewport_size({"width": 700, "height": 900})
    wait_for(lambda: page.evaluate(MIDDLE) == place, "the same place after the window changed")
    number = int(place[0].removeprefix("Page "))
    where(page, f"Page {number} of 64")

    def arrived() -> bool:
        answer = page.request.get(f"{reader.web.url}/api/progress/{comic}")
        return bool(answer.ok and answer.json()["current_page"] == number - 1)

    wait_for(arrived, "the page in the middle as the place")
    page.keyboard.press("End")
    where(page, "Page 64 of 64")
    stage.evaluate("one => one.scrollTop = one.scrollHeight")
    page.keyboard.press("Space")
    expect(page.get_by_role("region", name="End of the issue")).to_be_visible()
    assert reader.errors == []


def test_a_vertical_work_is_a_strip_by_itself(reader: Reader) -> None:
    page = reader.page

    def vertical(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "direction": "vertical"})

    page.route(re.compile(rf"/api/read/{reader.issue['id']}$"), vertical)
    reader.open("?page=2")
    where(page, f"Page 2 of {reader.pages}")
    expect(page.locator(".stage")).to_have_attribute("data-up", "scroll")
    expect(page.locator(".roll .leaf").first).to_be_visible()


def test_zoom_by_wheel_keys_and_drag_without_turning(reader: Reader) -> None:
    page = reader.page
    reader.use(pages="one")
    reader.open("?page=2")
    reader.sees(2)
    before = page.locator(".stage .leaf").bounding_box()
    assert before
    page.mouse.move(720, 450)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    wait_for(lambda: size(page)["width"] > before["width"] * 1.4, "a larger page")
    for _ in range(5):
        page.keyboard.press("+")
    expect(page.locator(".stage")).to_have_attribute("data-pan", "")
    left = page.locator(".stage").evaluate("one => one.scrollLeft")
    page.mouse.down()
    page.mouse.move(420, 400, steps=4)
    page.mouse.up()
    wait_for(lambda: page.locator(".stage").evaluate("one => one.scrollLeft") > left + 200, "the page dragged along")
    page.mouse.click(1400, 450)  # zoomed, a press turns nothing
    reader.sees(2)
    page.keyboard.press("0")
    wait_for(lambda: page.locator(".stage .leaf").bounding_box() == before, "the page as it was")
    page.mouse.dblclick(720, 450)
    expect(page.locator(".stage")).to_have_attribute("data-zoomed", "")
    page.keyboard.press("Escape")
    expect(page.locator(".stage")).not_to_have_attribute("data-zoomed", "")
    reader.sees(2)


def test_a_wide_page_pans_from_where_reading_begins_splits_and_turns(reader: Reader, phone: Reader) -> None:
    page = reader.page
    comic = reader.comic("Wide Country")
    reader.use(pages="one", fit="height")
    page.set_viewport_size({"width": 800, "height": 700})
    reader.open("?page=5", comic)
    reader.sees(5)
    page.keyboard.press("d")
    at = "one => Math.round(one.scrollWidth - one.clientWidth - one.scrollLeft)"
    wait_for(lambda: page.locator(".stage").evaluate(at) <= 1, "the right edge")
    page.keyboard.press("d")
    wait_for(lambda: page.locator(".stage").evaluate("one => one.scrollLeft") == 0, "the left edge")

    small = phone.page
    phone.use(pages="one", wide="split")
    phone.open("?page=4", comic)
    phone.sees(4)
    small.keyboard.press("ArrowRight")
    phone.sees(5)
    assert shape(small) < 1, "half a double page is high"
    where(small, "Page 5 of 12, first half")
    moved = small.locator(".stage img.page").evaluate("one => one.style.transform")
    small.keyboard.press("ArrowRight")
    wait_for(lambda: small.locator(".stage img.page").evaluate("one => one.style.transform") != moved, "the other half")
    phone.sees(5)
    small.keyboard.press("ArrowRight")
    phone.sees(6)
    for key in ("d", "g", "5", "Enter"):  # from right to left the right half is the first one
        small.keyboard.press(key)
    where(small, "Page 5 of 12, first half")
    right = small.locator(".stage img.page").evaluate("one => one.style.transform")
    small.keyboard.press("ArrowLeft")
    where(small, "Page 5 of 12, second half")
    left = small.locator(".stage img.page").evaluate("one => one.style.transform")
    assert ("translate" in right, "translate" in left) == (True, False), (right, left)
    small.keyboard.press("d")
    phone.use(pages="one", wide="turn")
    phone.open("?page=5", comic)
    phone.sees(5)
    assert size(small)["width"] == 390, "turned, it fills the phone"
    assert shape(small) < 1


def test_borders_are_cropped(reader: Reader) -> None:
    page = reader.page
    reader.use(pages="one")
    reader.open("?page=2", reader.comic("White Margin"))  # 940 by 1290, of which 120 on each side are white
    reader.sees(2)
    assert shape(page) == pytest.approx(940 / 1290, abs=0.01)
    page.keyboard.press("c")
    wait_for(lambda: shape(page) == pytest.approx(700 / 1050, abs=0.03), "the page without its borders")
    image = page.locator(".stage img.page").bounding_box()
    assert image
    assert image["width"] > size(page)["width"] * 1.2
    page.keyboard.press("c")
    wait_for(lambda: shape(page) == pytest.approx(940 / 1290, abs=0.01), "the whole page again")


def test_a_reading_session_by_touch(phone: Reader) -> None:
    page = phone.page
    phone.use()
    comic = phone.comic("Wide Country")
    phone.open("?page=1", comic)
    phone.sees(1)
    swipe(page, 330, 60)
    phone.sees(2)
    tap(page, 370, 400)
    phone.sees(3)
    pinch(page, (195, 400), 60, 160)
    expect(page.locator(".stage")).to_have_attribute("data-zoomed", "")
    swipe(page, 330, 60)  # pans
    tap(page, 370, 500)  # and turns nothing
    phone.sees(3)
    tap(page, 195, 400, times=2)
    expect(page.locator(".stage")).not_to_have_attribute("data-zoomed", "")
    tap(page, 370, 400)
    phone.sees(4)
    expect(page.locator(".reader")).to_have_attribute("data-chrome", "off")
    tap(page, 195, 400)
    page.get_by_role("button", name="Reader settings").tap()
    page.get_by_role("dialog").get_by_text("Scroll", exact=True).tap()
    page.get_by_role("button", name="Close").tap()
    expect(page.locator(".roll .leaf").first).to_be_visible()
    where(page, "Page 4 of 12")
    page.locator(".strip a").nth(7).tap()
    where(page, "Page 8 of 12")
    end = page.get_by_role("region", name="End of the issue")
    wait_for(lambda: tap(page, 370, 400) if end.is_hidden() else True, "the end page")
    expect(end).to_contain_text("You finished")
    tap(page, 20, 700)
    where(page, "Page 12 of 12")
    assert phone.errors == []


@pytest.mark.parametrize("mode", ["two", "scroll"])
def test_axe_finds_nothing_serious_in_any_theme(web: Any, mode: str) -> None:
    reader = Reader(web, web.new_page(1440, 900, reduced_motion="reduce"))
    reader.use(pages=mode)
    reader.open("?page=2", reader.comic("Wide Country"))
    where(reader.page, "Pages 2 and 3 of 12" if mode == "two" else "Page 2 of 12")
    expect(reader.page.locator(".strip img").first).to_be_visible()
    reader.page.keyboard.press("s")
    assert in_all_themes(reader.page) == {}
