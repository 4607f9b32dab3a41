"""What the server will not take when it comes stays to be seen; two accounts on one device never mix."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.house import House, client, log_in, running_house
from tests.web.axe import in_all_themes
from tests.web.device import Device
from tests.web.reading import call, wait_for
from tests.web.waiting import KEPT, OTHER, forget, kinds, read_of, sent

pytestmark = pytest.mark.web


@pytest.fixture(scope="module")
def web_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("waiting")) as house:
        with house.client() as http:
            http.post("/api/users", json=OTHER).raise_for_status()
        yield house


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
