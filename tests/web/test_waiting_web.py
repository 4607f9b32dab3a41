"""What is marked and listed while the server is really away: shown at once, kept through a reload, and sent later."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.house import House, running_house
from tests.web.device import Device
from tests.web.reading import call
from tests.web.waiting import KEPT, away, forget, kinds, read_of, sent, silent

pytestmark = pytest.mark.web

SHOWN_BEFORE_IT_IS_SAID = """() => /Read/.test(document.querySelector('.issue-state')?.textContent)
  && !document.querySelector('.toast')"""


@pytest.fixture(scope="module")
def web_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("waiting")) as house:
        yield house


def test_marks_and_lists_wait_survive_a_reload_and_go_later(device: Device, web_house: House) -> None:
    page, url = device.page, device.web.url
    series = device.series("Lantern Riders")["id"]
    books = forget(web_house, series)
    device.save({"comic_ids": [books[1]["id"]]}, 1)
    page.goto(f"{url}/series/{series}")
    rows = page.locator(".issue")
    expect(rows).to_have_count(len(books))
    expect(page.get_by_role("button", name="Want to read")).to_be_enabled()
    with away(web_house):
        rows.nth(0).get_by_role("button", name="Mark").first.click()
        expect(page.locator(".toast")).to_have_text(KEPT)
        expect(rows.nth(0)).to_contain_text("Waits for the server")
        expect(rows.nth(0)).to_have_class(re.compile("is-read"))
        expect(page.locator(".read-of")).to_contain_text(f"1 of {len(books)}")
        expect(page.locator("#go-on")).to_contain_text("#2")
        page.get_by_role("button", name="Want to read").click()
        expect(page.locator(".toast")).to_have_text(KEPT)
        expect(page.get_by_role("button", name="Want to read")).to_have_attribute("aria-pressed", "true")
        page.locator(".series-hero .drop summary").click()
        page.get_by_role("button", name="Mark all as read").click()
        expect(page.locator(".toast")).to_have_text(KEPT)
        expect(page.locator(".issue.is-read")).to_have_count(len(books))
        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(page.locator(".issue.is-read")).to_have_count(1)
        page.locator(".series-hero .drop summary").click()
        page.get_by_role("button", name="Mark all as read").click()
        expect(page.locator(".issue.is-read")).to_have_count(len(books))
        rows.nth(1).get_by_role("button", name="Mark").first.click()  # and one of them unread again
        expect(page.locator(".issue.is-read")).to_have_count(len(books) - 1)

        page.goto(url)
        expect(page.get_by_role("region", name="Want to read").locator("a.card")).to_contain_text("Lantern Riders")
        page.goto(f"{url}/offline")
        changes = page.get_by_role("region", name="Changes made here")
        expect(changes.locator("li")).to_have_count(4)
        expect(changes).to_contain_text("Put on “Want to read”")
        expect(changes).to_contain_text("Waits for the server")
        page.goto(f"{url}/read/{books[1]['id']}")  # what is saved here knows it too
        expect(page.locator(".stage img.page[alt='Page 1']")).to_be_visible()
        page.goto(f"{url}/offline")
        expect(changes.locator("li").first).to_be_visible()
    sent(page)
    expect(changes).to_have_count(0)
    assert read_of(web_house, series) == [True, False, *[True] * (len(books) - 2)]
    want = call(page, "GET", "/api/lists/want/items")["body"]["items"]
    assert series in [one["id"] for one in want]
    forget(web_house, series)


def test_a_silent_server_is_not_waited_for(device: Device, web_house: House) -> None:
    page, url = device.page, device.web.url
    series = device.series("Glass Alibi")["id"]
    books = forget(web_house, series)
    page.goto(f"{url}/issue/{books[0]['id']}")
    mark = page.locator(".issue-hero").get_by_role("button", name="Mark as read")
    expect(mark).to_be_visible()
    with silent(web_house):
        mark.click()
        page.wait_for_function(SHOWN_BEFORE_IT_IS_SAID)
        expect(page.locator(".toast")).to_have_text(KEPT, timeout=10_000)
        assert kinds(page) == ["place"]
    sent(page)
    assert read_of(web_house, series)[0]
    forget(web_house, series)


def test_a_selection_is_marked_in_the_grid(device: Device, web_house: House) -> None:
    page = device.page
    page.goto(f"{device.web.url}/browse")
    card = page.locator(".card", has_text="Lantern Riders")
    series = device.series("Lantern Riders")["id"]
    n = len(forget(web_house, series))
    page.reload()
    expect(card.locator(".card-title")).to_have_attribute("data-unread", str(n))
    with away(web_house):
        page.get_by_role("button", name="Select").click()
        card.click()
        page.get_by_role("button", name="Mark read").click()
        expect(page.locator(".toast")).to_have_text(KEPT)
        expect(card.locator("[data-unread]")).to_have_count(0)
        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(card.locator(".card-title")).to_have_attribute("data-unread", str(n))
        page.get_by_role("button", name="Mark read").click()
        expect(card.locator("[data-unread]")).to_have_count(0)
        expect(page.get_by_role("alert")).to_have_count(0)  # the list that is here stays, without complaint
    sent(page)
    assert all(read_of(web_house, series))
    expect(card.locator("[data-unread]")).to_have_count(0)
    forget(web_house, series)


def test_a_list_is_changed_and_what_another_device_did_later_stands(device: Device, web_house: House) -> None:
    page = device.page
    series = device.series("Lantern Riders")["id"]
    books = forget(web_house, series)
    ids = [one["id"] for one in books]
    made = call(page, "POST", "/api/lists", {"name": "Riders", "kind": "reading"})["body"]["id"]
    call(page, "POST", f"/api/lists/{made}/items", {"ids": ids[:3]})
    page.goto(f"{device.web.url}/lists/{made}")
    rows = page.locator(".item")
    expect(rows).to_have_count(3)
    page.context.set_offline(True)
    rows.nth(0).get_by_role("button", name="Take").click()
    expect(page.locator(".toast")).to_have_text(KEPT)
    expect(rows).to_have_count(2)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(3)
    assert kinds(page) == []
    rows.nth(1).get_by_role("button", name="Take").click()
    expect(rows).to_have_count(2)
    handle = rows.nth(1).locator(".handle")
    handle.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".toast")).to_have_text(KEPT)
    assert kinds(page) == ["listed", "moved"]
    with web_house.client() as http:  # meanwhile, elsewhere
        assert http.delete(f"/api/lists/{made}/items/{ids[0]}").status_code == 200
        http.post(f"/api/lists/{made}/items", json={"ids": [ids[3]]}).raise_for_status()
    page.context.set_offline(False)
    sent(page)
    now = [one["id"] for one in call(page, "GET", f"/api/lists/{made}/items")["body"]["items"]]
    assert sorted(now) == sorted([ids[2], ids[3]])
    call(page, "DELETE", f"/api/lists/{made}")


def test_a_silent_server_keeps_nobody_from_what_is_saved(device: Device, web_house: House) -> None:
    page, url = device.page, device.web.url
    book = forget(web_house, device.series("Glass Alibi")["id"])[0]["id"]
    device.save({"comic_ids": [book]}, 1)
    with silent(web_house):
        page.goto(f"{url}/statistics")
        expect(page.get_by_text("The server is taking its time")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("heading", name="No answer")).to_be_visible(timeout=30_000)  # not for ever
        page.get_by_role("link", name=re.compile("Glass Alibi #1")).click()
        expect(page.locator(".stage img.page[alt='Page 1']")).to_be_visible(timeout=30_000)
        page.keyboard.press("ArrowRight")
        expect(page.locator(".stage img.page[alt='Page 2']")).to_be_visible()
    page.goto(f"{url}/statistics")
    expect(page.get_by_role("heading", name="Statistics", level=1)).to_be_visible()
    sent(page)
