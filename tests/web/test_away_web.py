"""A server that says nothing from the start: what is on the device is offered soon, and the page goes on by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.house import House, running_house
from tests.web.axe import in_all_themes
from tests.web.device import Device
from tests.web.waiting import away, silent

pytestmark = pytest.mark.web

SLOW = "The server is taking its time"
# Every word that the frame says of being offline, from the opening of the page on.
WATCH = """
  window.said = [];
  addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
    const chip = document.querySelector('.offline-slot')?.textContent;
    if (chip) window.said.push(chip);
  }).observe(document.body, { childList: true, subtree: true }));
"""


@pytest.fixture(scope="module")
def web_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("away")) as house:
        yield house


def test_what_is_saved_is_offered_while_a_slow_server_is_waited_for(device: Device, web_house: House) -> None:
    page, url = device.page, device.web.url
    page.add_init_script(WATCH)
    device.save({"series_id": device.series("Glass Alibi")["id"]}, 2)
    with silent(web_house):
        page.goto(url)
        expect(page.get_by_role("status").filter(has_text=SLOW)).to_be_visible(timeout=15_000)
        rail = page.get_by_role("region", name="Saved offline")
        expect(rail.locator(".card")).to_have_count(2)
        expect(rail.locator(".cover img.is-in")).to_have_count(2)  # from the device
        expect(page.get_by_role("heading", name="No answer")).to_have_count(0)
        page.emulate_media(reduced_motion="reduce")
        assert in_all_themes(page) == {}
    expect(page.get_by_role("heading", name="New arrivals")).to_be_visible(timeout=15_000)
    expect(page.get_by_text(SLOW)).to_have_count(0)
    assert page.evaluate("said") == [], "slow is not away"


def test_every_page_says_so_and_search_looks_on_the_device(device: Device, web_house: House) -> None:
    page, url = device.page, device.web.url
    series = device.series("Glass Alibi")["id"]
    device.save({"series_id": series}, 2)
    with silent(web_house):
        for path in ("/browse", "/admin/system", "/account", "/statistics", "/problems"):
            page.goto(url + path)
            expect(page.get_by_role("status").filter(has_text=SLOW)).to_be_visible(timeout=15_000)
        page.goto(f"{url}/series/{series}")
        expect(page.get_by_role("region", name="Saved of this").locator(".card")).to_have_count(2)
        page.goto(f"{url}/search?q=bear")
        expect(page.locator(".search-results").get_by_text(SLOW)).to_be_visible(timeout=15_000)
        expect(page.locator(".search-results a.card")).to_have_count(0)
        page.goto(f"{url}/search?q=alibi")
        expect(page.locator(".search-results a.card")).to_have_count(2)
    expect(page.locator(".search-results")).to_contain_text("results for", timeout=15_000)


def test_a_saved_comic_opens_while_the_server_says_nothing(device: Device, web_house: House) -> None:
    page = device.page
    device.save({"series_id": device.series("A Bear Abroad")["id"]}, 1)
    with silent(web_house):
        page.goto(device.web.url)
        page.get_by_role("link", name=re.compile("A Bear Abroad")).click()
        expect(page.locator(".stage img.page[alt='Page 1']")).to_be_visible()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".stage img.page[alt='Page 2']")).to_be_visible()
        page.goto(device.web.url)  # and the card knows the place
        expect(page.get_by_role("region", name="Saved offline")).to_contain_text("p. 2 of 4")
        page.goto(f"{device.web.url}/offline")
        expect(page.locator(".saved")).to_contain_text("p. 2 of 4")


def test_who_was_here_last_is_asked_for_once_the_server_says_that_nobody_is(device: Device, web_house: House) -> None:
    page = device.page
    page.goto(device.web.url)
    expect(page.get_by_role("heading", name="New arrivals")).to_be_visible()
    device.context.clear_cookies()
    with silent(web_house):
        page.goto(device.web.url)
        expect(page.get_by_text(SLOW)).to_be_visible(timeout=15_000)
        expect(page.locator(".user-menu summary")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible(timeout=15_000)


def test_a_browser_that_nobody_is_known_in_says_what_it_waits_for(device: Device, web_house: House) -> None:
    page = device.page
    page.evaluate("localStorage.removeItem('quarterbin.user')")
    with silent(web_house):
        page.goto(device.web.url)
        expect(page.get_by_text(SLOW)).to_be_visible(timeout=15_000)
    expect(page.get_by_role("heading", name="New arrivals")).to_be_visible(timeout=15_000)


def test_a_server_that_refuses_is_away_at_once_and_is_found_again(device: Device, web_house: House) -> None:
    page = device.page
    with away(web_house):
        page.goto(f"{device.web.url}/statistics")
        expect(page.get_by_role("heading", name="No answer")).to_be_visible()
        expect(page.locator(".offline-slot")).to_contain_text("Offline")
    expect(page.get_by_role("heading", name="Statistics", level=1)).to_be_visible(timeout=30_000)
    expect(page.locator(".offline-slot")).to_be_empty()
