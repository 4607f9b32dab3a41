"""A new build of the app: it announces itself, and nothing changes before somebody agrees."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.house import House, running_house
from tests.web.device import Device
from tests.web.reading import wait_for

pytestmark = pytest.mark.web

WEB = Path(__file__).parents[2] / "gateway" / "web"


@pytest.fixture(scope="module")
def web_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app's files, to be changed as an update does."""
    return Path(shutil.copytree(WEB, tmp_path_factory.mktemp("app") / "web"))


@pytest.fixture(scope="module")
def web_house(tmp_path_factory: pytest.TempPathFactory, web_dir: Path) -> Iterator[House]:
    settings = {"WEB_DIR": str(web_dir), "WEB_RELOAD": "1"}
    with running_house(tmp_path_factory.mktemp("update"), environment=settings) as house:
        yield house


def test_a_new_build_announces_itself_and_breaks_nothing(device: Device, web_dir: Path) -> None:
    page = device.page
    old = page.evaluate("document.querySelector('script[src*=start]').src")
    page.evaluate("window.same = true")
    comic = device.web.comics[0]["id"]
    page.evaluate("path => { history.pushState({ depth: 1, memory: {} }, '', path); }", f"/read/{comic}")
    page.evaluate("dispatchEvent(new PopStateEvent('popstate', { state: { depth: 1, memory: {} } }))")
    expect(page.locator(".stage img.page").first).to_be_visible()
    words = web_dir / "locales" / "en.json"
    words.write_text(words.read_text().replace("There is no such page", "This page is of the new build"))
    page404 = web_dir / "js" / "pages" / "not-found.js"
    page404.write_text("throw new Error('the new build has another module here');\n")
    device.look_for_update()
    wait_for(
        lambda: page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.waiting !== null)"),
        "a new worker that waits",
    )
    expect(page.get_by_text("A new version is ready")).to_have_count(0)  # nobody is disturbed while reading
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.get_by_text("A new version is ready")).to_be_visible()
    page.evaluate("history.pushState({ depth: 1, memory: {} }, '', '/no/such/page')")
    page.evaluate("dispatchEvent(new PopStateEvent('popstate', { state: { depth: 1, memory: {} } }))")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()  # a module of the old build
    assert page.evaluate("window.same === true")
    page404.write_text((WEB / "js" / "pages" / "not-found.js").read_text())
    device.look_for_update()
    with page.expect_event("load"):
        page.get_by_role("button", name="Reload").click()
    assert page.evaluate("window.same !== true")
    assert page.evaluate("document.querySelector('script[src*=start]').src") != old


def test_an_update_agreed_to_in_one_tab_leaves_the_reader_in_another_alone(device: Device, web_dir: Path) -> None:
    reading, other = device.page, device.context.new_page()
    comic = next(one["id"] for one in device.web.comics if one["series"] == "Glass Alibi")
    reading.evaluate("localStorage.setItem('quarterbin.reader', JSON.stringify({ pages: 'one' }))")
    reading.goto(f"{device.web.url}/read/{comic}")
    expect(reading.locator(".stage img.page[alt='Page 1']")).to_be_visible()
    reading.evaluate("window.same = true")
    other.goto(device.web.url)
    expect(other.locator("main h1")).to_be_attached()
    words, sheet = web_dir / "locales" / "en.json", web_dir / "js" / "reader" / "help-sheet.js"
    kept = {file: file.read_text() for file in (words, sheet)}
    english = json.loads(kept[words])
    words.write_text(json.dumps({**english, "lost.title": "Another build again"}))
    sheet.write_text("throw new Error('the new build has another module here');\n")
    try:
        device.look_for_update()
        with other.expect_event("load"):
            other.get_by_role("button", name="Reload").click()
        other.goto(f"{device.web.url}/no/such/page")
        expect(other.get_by_role("heading", name="Another build again")).to_be_visible()
        for number in (2, 3):  # the reader goes on, with the modules it began with
            reading.keyboard.press("ArrowRight")
            expect(reading.locator(f".stage img.page[alt='Page {number}']")).to_be_visible()
        reading.keyboard.press("?")
        expect(reading.get_by_role("button", name="Change keys")).to_be_visible()
        assert reading.evaluate("window.same === true")
        expect(reading.get_by_text("A new version is ready")).to_have_count(0)
        assert not [one for one in device.errors if "another module" in one]
    finally:
        for file, text in kept.items():
            file.write_text(text)
