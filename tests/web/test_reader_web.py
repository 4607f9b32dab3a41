"""The reader, in a real browser against running services.

The fixture `web` gives `.url`, `.admin`, `.comics` (Books as GET /api/books has them) and
`.new_page(width, height, touch=False)`, a page that is already logged in.
At least one series must have two issues, the first of them with four pages or more.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.axe import in_all_themes
from tests.web.reading import HELD, Reader, call, swipe, tap, wait_for

pytestmark = pytest.mark.web
TURNS = "performance.getEntriesByName('page-turn').length"


@pytest.fixture
def reader(web: Any) -> Reader:
    page = web.new_page(1440, 900)
    return Reader(web, page)


@pytest.fixture
def phone(web: Any) -> Reader:
    page = web.new_page(390, 844, touch=True)
    return Reader(web, page)


def test_keys_turn_and_the_place_is_kept(reader: Reader) -> None:
    reader.open()
    reader.sees(1)
    reader.page.keyboard.press("ArrowRight")
    reader.sees(2)
    reader.page.keyboard.press("Space")
    reader.sees(3)
    reader.page.keyboard.press("ArrowLeft")
    reader.sees(2)
    expect(reader.page.locator(".chrome-title")).to_contain_text(f"Page 2 of {reader.pages}")
    wait_for(lambda: reader.page.evaluate(TURNS) >= 4, "each turn to be measured")

    place = wait_for(
        lambda: (found := reader.progress()) and found["current_page"] == 1 and found, "the place to arrive"
    )
    assert place["completed"] is False

    reader.open()  # without a page in the address: where one was
    reader.sees(2)
    reader.open("?page=3")  # the address goes before
    reader.sees(3)
    assert reader.errors == []


def test_without_network_the_place_waits_and_goes_later_with_its_own_time(reader: Reader) -> None:
    reader.open()
    reader.sees(1)
    wait_for(lambda: reader.page.evaluate(HELD, 2), "the second page held ready")
    reader.page.context.set_offline(True)
    reader.page.keyboard.press("ArrowRight")
    reader.sees(2)
    waiting = wait_for(
        lambda: reader.page.evaluate("JSON.parse(localStorage.getItem('quarterbin.waiting') ?? '[]')"),
        "a written place",
    )
    assert [(one["kind"], one["id"], one["data"]["current_page"]) for one in waiting] == [
        ("place", reader.issue["id"], 1)
    ]
    # As if it had waited long: then its own time counts, not that of its arrival.
    reader.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 3600_000 }")
    reader.page.context.set_offline(False)
    place = wait_for(reader.progress, "the place that waited")
    assert place["current_page"] == 1
    assert place["updated_at"] == waiting[0]["at"]
    wait_for(lambda: reader.page.evaluate("localStorage.getItem('quarterbin.waiting')") == "[]", "an empty queue")


def test_touch_taps_swipes_and_shows_the_zones_once(phone: Reader) -> None:
    phone.page.evaluate("localStorage.removeItem('quarterbin.reader.zones')")
    phone.open()
    expect(phone.page.locator(".zones")).to_be_visible()
    tap(phone.page, 370, 400)  # only takes the zones away
    expect(phone.page.locator(".zones")).to_be_hidden()
    phone.sees(1)
    tap(phone.page, 370, 400)
    phone.sees(2)
    expect(phone.page.locator(".chrome-top")).to_be_hidden()
    tap(phone.page, 195, 400)
    expect(phone.page.locator(".chrome-top")).to_be_visible()
    swipe(phone.page, 330, 60)
    phone.sees(3)
    swipe(phone.page, 60, 330)
    phone.sees(2)
    swipe(phone.page, 200, 140, back=30)  # too little, however quick it was
    tap(phone.page, 20, 400)
    phone.sees(1)
    phone.open("?page=3")
    phone.sees(3)
    expect(phone.page.locator(".zones")).to_be_hidden()
    assert phone.errors == []


def test_the_bars_never_move_the_page(reader: Reader) -> None:
    reader.open()
    reader.sees(1)
    box = reader.page.locator(".stage img.page").bounding_box()
    reader.page.keyboard.press("m")
    expect(reader.page.locator(".chrome-end")).to_be_hidden()
    assert reader.page.locator(".stage img.page").bounding_box() == box
    reader.page.keyboard.press("s")
    expect(reader.page.get_by_role("dialog", name="Reader")).to_be_visible()
    assert reader.page.locator(".stage img.page").bounding_box() == box


def test_the_end_page_stands_between_issues(reader: Reader) -> None:
    reader.open()
    reader.sees(1)
    reader.page.keyboard.press("End")
    reader.sees(reader.pages)
    reader.page.keyboard.press("ArrowRight")
    end = reader.page.get_by_role("region", name="End of the issue")
    expect(end).to_be_visible()
    expect(end).to_contain_text("You finished")
    expect(end.get_by_role("link", name=re.compile("^Read "))).to_be_visible()
    assert f"/read/{reader.issue['id']}" in reader.page.url
    for _ in range(5):  # a key held down
        reader.page.evaluate(
            "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', repeat: true, bubbles: true }))"
        )
    expect(end).to_be_visible()
    assert f"/read/{reader.issue['id']}" in reader.page.url

    place = wait_for(lambda: (found := reader.progress()) and found["completed"] and found, "the finished comic")
    assert place["current_page"] == reader.pages - 1

    reader.page.keyboard.press("ArrowLeft")
    reader.sees(reader.pages)
    reader.page.keyboard.press("ArrowRight")
    expect(end).to_be_visible()

    def once_more() -> bool:  # a turn that comes too soon after the end page counts for nothing
        reader.page.keyboard.press("ArrowRight")
        return end.is_hidden()

    wait_for(once_more, "the next issue")
    expect(reader.page).to_have_url(re.compile(f"/read/{reader.issue['next']['id']}"))
    expect(reader.page.locator(".stage img.page")).to_be_visible()


def test_right_to_left_turns_the_arrows_round_and_is_kept_for_the_series(reader: Reader) -> None:
    reader.open("?page=2")
    reader.sees(2)
    reader.page.keyboard.press("d")
    expect(reader.page.locator(".stage")).to_have_attribute("data-dir", "rtl")
    reader.page.keyboard.press("ArrowLeft")
    reader.sees(3)
    reader.page.keyboard.press("ArrowRight")
    reader.sees(2)
    kept = {"direction": "rtl"}
    wait_for(
        lambda: (
            call(reader.page, "GET", "/api/preferences")["body"]
            .get("reader", {})
            .get("series", {})
            .get(reader.issue["series_id"])
            == kept
        ),
        "the direction among the preferences",
    )
    reader.open("?page=2")
    expect(reader.page.locator(".stage")).to_have_attribute("data-dir", "rtl")


def test_a_comic_that_is_not_there_says_so_and_leads_back(reader: Reader) -> None:
    reader.open(comic="no-such-comic")
    alert = reader.page.get_by_role("alert")
    expect(alert).to_contain_text("This comic is not here")
    expect(alert.get_by_role("link", name="Back to the library")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious_in_any_state_and_theme(web: Any, width: int) -> None:
    reader = Reader(web, web.new_page(width, 844, reduced_motion="reduce"))
    page = reader.page
    reader.open("?page=2")
    reader.sees(2)
    expect(page.locator(".strip img").first).to_be_visible()
    assert in_all_themes(page) == {}, "the bars"
    page.keyboard.press("b")
    for key, title in (("s", "Reader"), ("?", "Keys"), ("g", "Go to page"), ("n", "Bookmarks")):
        page.keyboard.press(key)
        sheet = page.get_by_role("dialog", name=title)
        expect(sheet).to_be_visible()
        assert sheet.evaluate("one => one.scrollWidth <= one.clientWidth"), f"{title}: all of it can be seen"
        assert in_all_themes(page) == {}, title
        page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("End")
    reader.sees(reader.pages)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("region", name="End of the issue")).to_be_visible()
    assert in_all_themes(page) == {}, "the end page"
    reader.open(comic="0000000000000")
    expect(page.get_by_role("heading", name="This comic is not here")).to_be_visible()
    assert in_all_themes(page) == {}, "a comic that is not there"
