"""The app without a network: the shell, what is saved, whose it is, and a new build, in a browser with its worker."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.reading import call, wait_for

pytestmark = pytest.mark.web

SAVE = """async (what) => {
  const at = document.querySelector('script[type=module]').src.replace('/js/main.js', '');
  const { saveOffline } = await import(`${at}/js/offline/save.js`);
  await saveOffline(what);
}"""
CONTROLLED = "navigator.serviceWorker.controller !== null"
PRIVATE = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith('quarterbin-saved-'));
  const database = await new Promise((done) => {
    const request = indexedDB.open('quarterbin-offline');
    request.onsuccess = () => done(request.result);
  });
  const all = await new Promise((done) => {
    const request = database.transaction('comics').objectStore('comics').getAll();
    request.onsuccess = () => done(request.result);
  });
  database.close();
  const entries = all.map(({ name, state, done }) => ({ name, state, done }));
  return { caches: names.length, entries, keys: Object.keys(localStorage) };
}"""


class Device:
    """A browser with a service worker, somebody logged in, and the whole app on it."""

    def __init__(self, web: Any, **options: Any) -> None:
        self.web = web
        self.page: Page = web.new_page(service_workers="allow", **options)
        self.context: BrowserContext = self.page.context
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(web.url)
        self.ready()

    def ready(self) -> None:
        """The worker has everything and answers for this page."""
        expect(self.page.locator("main h1")).to_be_attached()
        wait_for(lambda: self.page.evaluate(CONTROLLED), "the worker")

    def series(self, name: str) -> dict[str, Any]:
        found = call(self.page, "GET", f"/api/series?q={name.replace(' ', '+')}&limit=1")["body"]["items"]
        one: dict[str, Any] = found[0]
        return one

    def save(self, what: dict[str, Any], comics: int) -> None:
        """Saves, and waits until so many comics are whole."""
        self.page.evaluate(SAVE, what)
        self.page.goto(f"{self.web.url}/offline")
        expect(self.page.locator(".saved")).to_have_count(comics)
        wait_for(lambda: self.all_saved(comics), f"{comics} saved comics")

    def all_saved(self, comics: int) -> bool:
        entries = self.page.evaluate(PRIVATE)["entries"]
        return len(entries) == comics and all(one["state"] == "saved" for one in entries)

    def offline(self, on: bool) -> None:
        self.context.set_offline(on)


@pytest.fixture
def device(web: Any) -> Device:
    return Device(web)


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
    device.offline(True)
    page.goto(device.web.url)  # home cannot come, but what is saved is there
    card = page.get_by_role("link", name=re.compile("Glass Alibi #1"))
    expect(card).to_be_visible()
    assert card.locator("img").evaluate("img => img.decode().then(() => img.naturalWidth > 0)")
    card.click()
    expect(page.locator(".stage img.page[alt='Page 1']")).to_be_visible(timeout=15_000)
    page.keyboard.press("1")
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


def call_progress(device: Device, comic: str) -> dict[str, Any] | None:
    answer = device.page.request.get(f"{device.web.url}/api/progress/{comic}") if not offline(device) else None
    return answer.json() if answer and answer.ok else None


def offline(device: Device) -> bool:
    return bool(device.page.evaluate("!navigator.onLine"))
