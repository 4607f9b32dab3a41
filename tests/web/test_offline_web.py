"""The app without a network: the shell, what is saved, and whose it is, in a browser with its worker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.house import House, running_house
from tests.web.axe import in_all_themes
from tests.web.device import HOLD_PAGES, PRIVATE, PURGE, SAVE, Device
from tests.web.reading import call, wait_for

pytestmark = pytest.mark.web

OTHER = {"username": "second", "password": "another lantern, another tide"}


@pytest.fixture(scope="module")
def web_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("offline")) as house:
        with house.client() as http:
            http.post("/api/users", json=OTHER).raise_for_status()
        yield house


def test_the_shell_opens_without_a_network_and_says_so(device: Device) -> None:
    page = device.page
    device.offline(True)
    page.goto(f"{device.web.url}/browse")
    expect(page.get_by_role("heading", name="No answer")).to_be_visible()
    expect(page.locator(".offline-slot")).to_contain_text("Offline")
    for path in ("/statistics", "/offline", "/series/1", "/read/1", "/scan"):  # every page's modules are there
        page.goto(device.web.url + path)
        expect(page.locator("main h1, .reader h2").first).to_be_visible()
    assert not [one for one in device.errors if "import" in one], device.errors
    page.goto(device.web.url)
    expect(page.get_by_role("heading", name="No answer")).to_be_visible()
    expect(page.get_by_text("Nothing is saved on this device yet")).to_be_visible()
    page.locator(".nav").get_by_role("link", name="Saved offline").click()
    expect(page.get_by_role("heading", name="Saved offline")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="No answer")).to_be_visible()
    device.offline(False)  # and goes on by itself
    expect(page.get_by_role("heading", name="New arrivals")).to_be_visible(timeout=15_000)
    expect(page.locator(".offline-slot")).to_be_empty()


def test_a_saved_series_is_read_without_a_network_and_the_places_go_later(device: Device) -> None:
    page = device.page
    series = device.series("Glass Alibi")
    device.save({"series_id": series["id"]}, 2)
    first, second = call(page, "GET", f"/api/books?series={series['id']}&sort=number")["body"]["items"]
    for book in (first, second):
        call(page, "DELETE", f"/api/progress/{book['id']}")
    page.evaluate("localStorage.setItem('quarterbin.reader', JSON.stringify({ pages: 'one' }))")
    device.offline(True)
    page.goto(device.web.url)  # home cannot come, but what is saved is there
    page.goto(f"{device.web.url}/search?q=alibi")
    expect(page.locator(".search-results .card")).to_have_count(2)
    page.goto(f"{device.web.url}/series/{series['id']}")
    expect(page.get_by_role("region", name="Saved of this").locator(".card")).to_have_count(2)
    page.goto(f"{device.web.url}/read/nothing")
    expect(page.get_by_text("this comic is not saved on this device")).to_be_visible()
    page.goto(device.web.url)
    card = page.get_by_role("link", name=re.compile("Glass Alibi #1"))
    expect(card).to_be_visible()
    assert card.locator("img").evaluate("img => img.decode().then(() => img.naturalWidth > 0)")
    card.click()
    expect(page.locator(".stage img.page[alt='Page 1']")).to_be_visible(timeout=15_000)
    for number in range(2, 6):
        page.keyboard.press("ArrowRight")
        image = page.locator(f".stage img.page[alt='Page {number}']")
        expect(image).to_be_visible(timeout=15_000)
        assert image.evaluate("img => img.complete && img.naturalWidth > 0")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("region", name="End of the issue")).to_be_visible()
    page.wait_for_timeout(500)  # a turn that comes sooner is not meant
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(rf"/read/{second['id']}"))
    expect(page.locator(".stage img.page[alt='Page 1']")).to_be_visible()
    assert call_progress(device, first["id"]) is None
    device.offline(False)
    place = wait_for(lambda: call_progress(device, first["id"]), "the place read without a network")
    assert (place["completed"], place["current_page"]) == (True, 4)
    page.goto(f"{device.web.url}/read/{second['id']}?page=2")
    expect(page.locator(".stage img.page[alt='Page 2']")).to_be_visible()
    page.keyboard.press("ArrowRight")
    wait_for(lambda: (at := call_progress(device, second["id"])) and at["current_page"] == 2, "the place, sent at once")
    device.offline(True)  # only this device knows it now, though it was sent
    page.goto(f"{device.web.url}/read/{second['id']}")
    expect(page.locator(".stage img.page[alt='Page 3']")).to_be_visible()


def call_progress(device: Device, comic: str) -> dict[str, Any] | None:
    answer = device.page.request.get(f"{device.web.url}/api/progress/{comic}") if not offline(device) else None
    return answer.json() if answer and answer.ok else None


def offline(device: Device) -> bool:
    return bool(device.page.evaluate("!navigator.onLine"))


def test_signing_out_leaves_nothing_private_behind(device: Device) -> None:
    page = device.page
    device.save({"series_id": device.series("A Bear Abroad")["id"]}, 1)
    page.locator(".saved-open").click()
    expect(page.locator(".stage img.page").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator(".saved")).to_have_count(1)
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()
    left = page.evaluate(PRIVATE)
    assert (left["caches"], left["entries"]) == (0, [])
    assert not {"quarterbin.user", "quarterbin.reader.issues", "quarterbin.preferences"} & set(left["keys"])
    device.offline(True)
    page.goto(device.web.url)  # and without a network nobody is taken for the one before
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(".card")).to_have_count(0)


def test_another_user_on_the_same_browser_sees_nothing_of_the_first(device: Device) -> None:
    page = device.page
    series = device.series("A Bear Abroad")
    device.save({"series_id": series["id"]}, 1)
    comic = call(page, "GET", f"/api/books?series={series['id']}")["body"]["items"][0]["id"]
    device.context.clear_cookies()  # the session ends without a word; the same person comes back and finds it all
    page.goto(f"{device.web.url}/browse")
    device.sign_in(device.web.admin)
    expect(page.locator("main h1")).to_be_attached()
    assert device.all_saved(1)
    device.context.clear_cookies()
    page.goto(device.web.url)
    device.sign_in(OTHER)
    expect(page.locator("main h1")).to_be_attached()
    left = page.evaluate(PRIVATE)
    assert (left["caches"], left["entries"]) == (0, [])
    page.goto(f"{device.web.url}/offline")
    expect(page.get_by_text("Nothing is saved on this device")).to_be_visible()
    device.offline(True)
    page.goto(f"{device.web.url}/read/{comic}")
    expect(page.get_by_role("heading", name="The comic did not come")).to_be_visible()


def test_the_worker_lets_ranges_downloads_and_other_answers_pass(device: Device) -> None:
    page = device.page
    series = device.series("A Bear Abroad")
    device.save({"series_id": series["id"]}, 1)
    comic = call(page, "GET", f"/api/books?series={series['id']}")["body"]["items"][0]["id"]
    url = call(page, "GET", f"/api/read/{comic}")["body"]["page_url"].replace("{n}", "0")
    part = page.evaluate(
        "url => fetch(url, { headers: { Range: 'bytes=0-9' } })"
        ".then(async (answer) => [answer.status, (await answer.blob()).size])",
        url,
    )
    assert part == [206, 10]
    whole = page.evaluate("url => fetch(url).then((answer) => answer.headers.get('X-Saved'))", url)
    assert whole == "1"
    answer = page.goto(f"{device.web.url}/api/books?limit=1")
    assert answer
    assert answer.headers["content-type"] == "application/json"
    answer = page.goto(device.web.url + "/no.such.file")
    assert answer
    assert answer.status == 404


def test_failures_are_named_and_the_rest_is_saved(web: Any) -> None:
    device = Device(web, HOLD_PAGES)
    device.tell(broken=[2])
    series = device.series("A Bear Abroad")
    device.save({"series_id": series["id"]}, 1)
    page = device.page
    expect(page.locator(".saved")).to_contain_text("3 pages")
    page.get_by_text("1 page is missing").click()
    expect(page.locator(".saved")).to_contain_text("Page 3: This page is damaged in the file.")
    device.tell()
    page.get_by_role("button", name=re.compile("^Try .* again$")).click()
    expect(page.locator(".saved")).to_contain_text("4 pages")
    expect(page.get_by_text("is missing")).to_have_count(0)


def test_saving_goes_on_after_the_page_was_closed_and_can_be_cancelled(web: Any) -> None:
    device = Device(web, HOLD_PAGES)
    page = device.page
    device.tell(held=[2, 3])
    ids = [book["id"] for book in device.web.comics if book["series"] == "Glass Alibi"]
    page.evaluate(SAVE, {"comic_ids": ids})
    expect(page.locator(".offline-slot")).to_contain_text("Saving 1 of 2")
    wait_for(lambda: [one["done"] for one in page.evaluate(PRIVATE)["entries"]] == [3, 0], "three pages")
    device.tell()
    page.reload()
    wait_for(lambda: device.all_saved(2), "the rest after the page was opened again")
    assert [one["done"] for one in page.evaluate(PRIVATE)["entries"]] == [5, 5]
    page.goto(f"{web.url}/offline")
    page.get_by_role("button", name="Remove all").click()
    expect(page.locator(".saved")).to_have_count(0)
    page.evaluate(PURGE)  # as when another tab is opened in this moment
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".saved")).to_have_count(2)
    device.tell(held=[1])
    page.evaluate(SAVE, {"series_id": device.series("A Bear Abroad")["id"]})
    expect(page.locator(".saved")).to_have_count(3)
    page.get_by_role("button", name="Cancel").first.click()
    expect(page.locator(".saved")).to_have_count(2)
    wait_for(lambda: page.evaluate(PRIVATE)["caches"] == 2, "the half-saved one to go")


def test_what_does_not_fit_is_not_saved_and_says_so(web: Any) -> None:
    small = "navigator.storage.estimate = async () => ({ usage: 0, quota: 30_050_000 });"
    device = Device(web, small)
    page = device.page
    page.evaluate(SAVE, {"series_id": device.series("Glass Alibi")["id"]})
    page.goto(f"{web.url}/offline")
    expect(page.locator(".saved .state-warn")).to_have_count(2)
    expect(page.locator(".saved").first).to_contain_text("There is no room for it")


def test_axe_finds_nothing_serious_in_any_theme(web: Any) -> None:
    device = Device(web, reduced_motion="reduce")
    page = device.page
    page.goto(f"{web.url}/offline")
    expect(page.get_by_text("Nothing is saved on this device")).to_be_visible()
    assert in_all_themes(page) == {}, "empty"
    device.save({"series_id": device.series("Glass Alibi")["id"]}, 2)
    assert in_all_themes(page) == {}, "the list"
    device.offline(True)
    page.goto(web.url)
    expect(page.locator(".card").first).to_be_visible()
    assert in_all_themes(page) == {}, "without a network"


def test_a_later_build_may_change_the_index_while_this_one_is_open(device: Device) -> None:
    device.page.goto(f"{device.web.url}/offline")
    expect(device.page.get_by_role("heading", name="Nothing is saved on this device")).to_be_visible()
    other = device.context.new_page()
    other.goto(f"{device.web.url}/healthz")
    change = """() => new Promise((done) => {
      const request = indexedDB.deleteDatabase('quarterbin-offline');
      request.onsuccess = () => done('changed');
      request.onblocked = () => done('blocked');
    })"""
    assert other.evaluate(change) == "changed"
    device.save({"series_id": device.series("A Bear Abroad")["id"]}, 1)  # and this one opens it again
