"""A device whose storage is full: the app opens and works, and what cannot be kept is said or forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.house import House, running_house
from tests.web.device import PRIVATE, SAVE, Device
from tests.web.reading import call, wait_for

pytestmark = pytest.mark.web

FILL = """() => {
  let size = 1 << 20;
  for (let n = 0; size; n += 1) {
    try { localStorage.setItem(`filler ${n}`, 'x'.repeat(size)); } catch { size >>= 1; }
  }
}"""
NO_ROOM = """
  const put = Cache.prototype.put;
  Cache.prototype.put = function (what, answer) {
    if (sessionStorage.getItem('full')) return Promise.reject(new DOMException('No room.', 'QuotaExceededError'));
    return put.call(this, what, answer);
  };
"""


@pytest.fixture(scope="module")
def web_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("full")) as house:
        yield house


def test_the_app_works_where_small_things_cannot_be_kept(device: Device) -> None:
    page = device.page
    page.evaluate("localStorage.clear()")
    page.evaluate(FILL)
    page.goto(device.web.url)
    expect(page.get_by_role("heading", name="New arrivals")).to_be_visible()
    page.locator(".user-menu summary").click()
    page.locator(".menu-theme").get_by_text("Paper").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "paper")
    page.keyboard.press("Escape")
    page.goto(f"{device.web.url}/browse")
    page.locator(".seg label[title='List']").click()
    expect(page.locator("[data-view=list]").first).to_be_attached()
    page.goto(f"{device.web.url}/series/{device.series('Glass Alibi')['id']}")
    page.locator(".issue").first.get_by_role("button", name="Mark").first.click()
    expect(page.locator(".issue.is-read")).to_have_count(1)
    wait_for(
        lambda: call(page, "GET", f"/api/series/{device.series('Glass Alibi')['id']}")["body"]["unread_count"] == 1,
        "the mark to be sent all the same",
    )


def test_a_comic_for_whose_papers_there_is_no_room_says_so(device: Device) -> None:
    page = device.page
    page.add_init_script(NO_ROOM)
    page.goto(f"{device.web.url}/offline")
    page.evaluate("sessionStorage.setItem('full', '1')")
    page.evaluate(SAVE, {"series_id": device.series("Glass Alibi")["id"]})
    expect(page.locator(".saved .state-warn")).to_have_count(2)
    expect(page.locator(".saved").first).to_contain_text("There is no room for it")
    page.evaluate("sessionStorage.removeItem('full')")
    page.get_by_role("button", name="Try").first.click()
    wait_for(lambda: [one["state"] for one in page.evaluate(PRIVATE)["entries"]].count("saved") == 1, "one of them")
