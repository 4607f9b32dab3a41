"""What is marked and listed while the server is really away: shown at once, kept through a reload, sent later, and what
the server will not take then is told until it was seen."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import House, client, log_in, running_house
from tests.e2e.server import exists
from tests.web.axe import in_all_themes
from tests.web.device import Device
from tests.web.reading import call, wait_for

pytestmark = pytest.mark.web

OTHER = {"username": "second", "password": "another lantern, another tide"}
WAITING = "JSON.parse(localStorage.getItem('quarterbin.waiting') ?? '[]')"
KEPT = re.compile("Saved on this device, sent when the server is back")


@pytest.fixture(scope="module")
def web_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("waiting")) as house:
        with house.client() as http:
            http.post("/api/users", json=OTHER).raise_for_status()
        yield house


@pytest.fixture
def device(web: Any) -> Iterator[Device]:
    made = Device(web)
    yield made
    assert not made.errors, made.errors


@contextmanager
def away(house: House) -> Iterator[None]:
    """The server is stopped, and is started again afterwards."""
    house.server.stop()
    try:
        yield
    finally:
        house.server.start()


@contextmanager
def silent(house: House) -> Iterator[None]:
    """The server takes connections and says nothing."""
    pid = house.server.pid_on("gateway")
    assert pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        if exists(pid):
            os.kill(pid, signal.SIGCONT)


def kinds(page: Page) -> list[str]:
    return [one["kind"] for one in page.evaluate(WAITING)]


def sent(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")  # as the browser says when a network is there again
    wait_for(lambda: page.evaluate(WAITING) == [], "all that waits to be sent")


def read_of(house: House, series: str) -> list[bool]:
    """Which issues of a series are read, as the server has it."""
    with house.client() as http:
        items = http.get("/api/books", params={"series": series, "sort": "number"}).json()["items"]
    return [bool(one["progress"] and one["progress"]["completed"]) for one in items]


def forget(house: House, series: str) -> list[dict[str, Any]]:
    """All of a series is unread, and wanted by nobody."""
    with house.client() as http:
        http.post("/api/progress/bulk", json={"series_id": series, "completed": False}).raise_for_status()
        http.request("DELETE", f"/api/lists/want/items/{series}")
        items: list[dict[str, Any]] = http.get("/api/books", params={"series": series, "sort": "number"}).json()[
            "items"
        ]
    return items


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

        page.goto(f"{url}/offline")
        changes = page.get_by_role("region", name="Changes made here")
        expect(changes.locator("li")).to_have_count(4)
        expect(changes).to_contain_text("Put on “Want to read”")
        expect(changes).to_contain_text("Waits for the server")
        page.goto(f"{url}/read/{books[1]['id']}")  # what is saved here knows it too
        expect(page.locator(".stage img.page[alt='Page 1']")).to_be_visible()
        page.goto(f"{url}/offline")
        expect(changes.locator("li").first).to_be_visible()
    assert read_of(web_house, series) == [False] * len(books)
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
        expect(page.locator(".issue-state")).to_contain_text("Read", timeout=2000)
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
    expect(card.locator(".bug")).to_have_text(str(n))
    with away(web_house):
        page.get_by_role("button", name="Select").click()
        card.click()
        page.get_by_role("button", name="Mark read").click()
        expect(page.locator(".toast")).to_have_text(KEPT)
        expect(card.locator(".bug")).to_be_hidden()
        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(card.locator(".bug")).to_have_text(str(n))
        page.get_by_role("button", name="Mark read").click()
        expect(card.locator(".bug")).to_be_hidden()
        expect(page.get_by_role("alert")).to_have_count(0)  # the list that is here stays, without complaint
    sent(page)
    assert all(read_of(web_house, series))
    expect(card.locator(".bug")).to_be_hidden()
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


def test_what_is_refused_stays_to_be_seen(device: Device, web_house: House) -> None:
    page, url = device.page, device.web.url
    series = device.series("Lantern Riders")["id"]
    books = forget(web_house, series)
    made = call(page, "POST", "/api/lists", {"name": "Soon gone", "kind": "reading"})["body"]["id"]
    page.goto(f"{url}/issue/{books[0]['id']}")
    page.get_by_role("button", name="Add to list").first.click()
    expect(page.get_by_role("button", name=re.compile("Soon gone"))).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name=re.compile("Soon gone")).click()
    expect(page.locator(".toast")).to_have_text(KEPT)
    page.goto(f"{url}/offline")  # the page that did it is gone
    expect(page.get_by_role("region", name="Changes made here").locator("li")).to_have_count(1)
    with web_house.client() as http:
        assert http.delete(f"/api/lists/{made}").status_code == 200
    page.context.set_offline(False)
    sent(page)
    changes = page.get_by_role("region", name="Changes made here")
    expect(changes).to_contain_text("There is no such list")
    expect(changes).to_contain_text("Put on “Soon gone”")
    chip = page.get_by_role("link", name="1 change refused")
    expect(chip).to_be_visible()
    for at in ("/browse", "/offline"):
        page.goto(url + at)  # through reloads
        expect(chip).to_be_visible()
    in_all_themes(page)
    changes.get_by_role("button", name=re.compile("^Send the change")).click()
    expect(page.locator(".toast")).to_contain_text("There is no such list")
    page.reload()
    expect(chip).to_have_count(0)


def test_a_refused_change_can_be_dismissed_and_one_that_waits_discarded(device: Device, web_house: House) -> None:
    page, url = device.page, device.web.url
    user = call(page, "GET", "/api/auth/me")["body"]["id"]
    late = "2025-01-01T00:00:00.000Z"
    gone = {"comic_id": "gone", "gone": True, "said": True, "name": "A comic of old"}
    page.evaluate(
        "changes => localStorage.setItem('quarterbin.waiting', JSON.stringify(changes))",
        [{"user": user, "kind": "place", "id": "gone", "data": gone, "at": late}],
    )
    page.goto(f"{url}/offline")
    changes = page.get_by_role("region", name="Changes made here")
    expect(changes).to_contain_text("There is no such comic")
    expect(changes).to_contain_text("A comic of old")
    changes.get_by_role("button", name="Dismiss").click()
    expect(changes).to_have_count(0)
    comic = forget(web_house, device.series("Glass Alibi")["id"])[0]["id"]
    page.goto(f"{url}/issue/{comic}")
    mark = page.locator(".issue-hero").get_by_role("button", name="Mark as read")
    expect(mark).to_be_visible()
    page.context.set_offline(True)
    mark.click()
    expect(page.locator(".toast")).to_have_text(KEPT)
    page.goto(f"{url}/offline")
    changes.get_by_role("button", name="Discard").click()
    expect(changes).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(changes.locator("li")).to_have_count(1)
    changes.get_by_role("button", name="Discard").click()
    page.context.set_offline(False)
    sent(page)
    assert call(page, "GET", f"/api/progress/{comic}")["status"] == 404


def test_another_account_in_another_tab_gets_nothing_of_the_first(device: Device, web_house: House) -> None:
    page = device.page
    comic = forget(web_house, device.series("Glass Alibi")["id"])[0]["id"]
    page.goto(f"{device.web.url}/issue/{comic}")
    mark = page.locator(".issue-hero").get_by_role("button", name="Mark as read")
    expect(mark).to_be_visible()
    with client(device.web.url) as http:
        http.post("/api/auth/login", json=OTHER).raise_for_status()
        token = http.cookies["session_token"]
    cookie = {"name": "session_token", "value": token, "url": device.web.url, "httpOnly": True, "sameSite": "Lax"}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    with page.expect_event("load"):  # the server says for whom that is, and the page begins anew
        mark.click()
    expect(page.get_by_role("button", name="Mark as read").first).to_be_visible()
    assert call(page, "GET", "/api/auth/me")["body"]["username"] == OTHER["username"]
    assert call(page, "GET", f"/api/progress/{comic}")["status"] == 404
    assert kinds(page) == ["place"], "it waits for its owner"
    page.goto(f"{device.web.url}/offline")
    expect(page.get_by_text("1 change of another account waits here too")).to_be_visible()
    expect(page.locator(".change")).to_have_count(0)
    with client(device.web.url) as http:
        log_in(http, web_house.admin)
        token = http.cookies["session_token"]
    page.context.add_cookies([{**cookie, "value": token}])  # type: ignore[list-item]
    page.goto(device.web.url)
    wait_for(lambda: kinds(page) == [], "the change of the first, sent as theirs")
    assert read_of(web_house, device.series("Glass Alibi")["id"])[0]
    forget(web_house, device.series("Glass Alibi")["id"])


def test_signing_out_in_one_tab_empties_the_other(device: Device) -> None:
    page = device.page
    device.save({"series_id": device.series("A Bear Abroad")["id"]}, 1)
    second = page.context.new_page()
    second.goto(f"{device.web.url}/offline")
    expect(second.locator(".saved")).to_have_count(1)
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    for one in (page, second):
        expect(one.get_by_role("dialog", name="Sign in")).to_be_visible()
        expect(one.locator(".saved")).to_have_count(0)
