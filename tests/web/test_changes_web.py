"""What is changed while the server is away, or as the page goes: it waits, is shown, and none of it is lost."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.axe import in_all_themes
from tests.web.device import Device
from tests.web.reading import Reader, call, wait_for

pytestmark = pytest.mark.web

NO_ROOM = """() => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
}"""
WAITING = "JSON.parse(localStorage.getItem('quarterbin.waiting') ?? '[]')"


@pytest.fixture
def reader(web: Any) -> Reader:
    return Reader(web, web.new_page(1440, 900))


def marks(page: Page, comic: str) -> dict[int, Any]:
    """Notes of the bookmarks of a comic, by page from 0, as the server has them."""
    items = call(page, "GET", f"/api/bookmarks?comic_id={comic}")["body"]["items"]
    return {one["page_number"]: one["note"] for one in items}


def unmark(page: Page, comic: str) -> None:
    for one in marks(page, comic):
        call(page, "DELETE", f"/api/bookmarks/{comic}/{one}")


def nothing_waits(page: Page) -> bool:
    return bool(page.evaluate(WAITING) == [])


def test_bookmarks_notes_and_settings_made_offline_survive_and_go_later(web: Any) -> None:
    device = Device(web)
    page = device.page
    series = device.series("Glass Alibi")
    comic = call(page, "GET", f"/api/books?series={series['id']}&sort=number")["body"]["items"][0]["id"]
    unmark(page, comic)
    call(page, "PUT", "/api/preferences", {})
    call(page, "PUT", f"/api/bookmarks/{comic}/0", {"note": "made before"})
    device.save({"comic_ids": [comic]}, 1)
    page.evaluate("localStorage.setItem('quarterbin.reader', JSON.stringify({ pages: 'one' }))")
    page.goto(f"{web.url}/read/{comic}?page=3")
    expect(page.locator(".stage img.page[alt='Page 3']")).to_be_visible()
    device.offline(True)
    page.keyboard.press("b")
    page.get_by_role("button", name="Write a note").click()
    page.get_by_role("textbox", name="Note to page 3").fill("without a network")
    page.get_by_role("textbox", name="Note to page 3").press("Tab")
    page.get_by_role("button", name="Remove the bookmark of page 1").click()
    expect(page.locator(".notes li")).to_have_count(1)
    expect(page.locator(".notes")).to_contain_text("Waits for the server")
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    page.reload()  # all of it is still there, from the device alone
    expect(page.locator(".stage")).to_have_attribute("data-fit", "width")
    expect(page.get_by_role("button", name="Bookmark this page")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="Note to page 3")).to_have_value("without a network")
    expect(page.locator(".notes .waits")).to_have_count(1)
    page.goto(f"{web.url}/offline")
    changes = page.get_by_role("region", name="Changes made here")
    for words in ("Bookmark on page 1 taken away", "Bookmark on page 3", "Your settings"):
        expect(changes).to_contain_text(words)
    device.offline(False)
    wait_for(lambda: nothing_waits(page), "all of it to be sent")
    assert marks(page, comic) == {2: "without a network"}
    assert call(page, "GET", "/api/preferences")["body"]["reader"]["mine"] == {"fit": "width"}
    expect(changes).to_have_count(0)
    unmark(page, comic)
    assert device.errors == []


def test_the_later_change_wins_and_the_reader_shows_it(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    unmark(page, comic)
    call(page, "PUT", f"/api/bookmarks/{comic}/0", {"note": "first"})
    reader.open("?page=1")
    reader.sees(1)
    page.keyboard.press("n")
    page.context.set_offline(True)
    note = page.get_by_role("textbox", name="Note to page 1")
    note.fill("here, earlier")
    note.press("Tab")
    wait_for(lambda: len(page.evaluate(WAITING)) == 1, "the note on the device")
    page.evaluate(
        """() => {
          const [change] = JSON.parse(localStorage.getItem('quarterbin.waiting'));
          change.at = new Date(Date.now() - 3600_000).toISOString();
          localStorage.setItem('quarterbin.waiting', JSON.stringify([change]));
        }"""
    )
    path = f"{reader.web.url}/api/bookmarks/{comic}/0"
    page.context.set_offline(False)
    page.evaluate("path => fetch(path, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, "
                  "body: JSON.stringify({ note: 'elsewhere, later' }) })", path)  # fmt: skip
    wait_for(lambda: nothing_waits(page), "the note to be sent")
    assert marks(page, comic) == {0: "elsewhere, later"}
    unmark(page, comic)


def test_a_bookmark_that_the_server_refuses_goes_and_is_told(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    unmark(page, comic)

    def refuse(route: Route) -> None:
        problem = '{"code": "comic_not_found", "detail": "There is no such comic."}'
        route.fulfill(status=404, body=problem, content_type="application/problem+json")

    page.route("**/api/bookmarks/**", refuse)
    reader.open("?page=1")
    reader.sees(1)
    page.keyboard.press("b")
    expect(page.get_by_text("A change was not taken. There is no such comic.")).to_be_visible()
    expect(page.get_by_role("button", name="Bookmark this page")).to_have_attribute("aria-pressed", "false")
    assert nothing_waits(page)


def test_what_the_device_has_no_room_for_is_sent_all_the_same(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    unmark(page, comic)
    reader.open("?page=1")
    reader.sees(1)
    page.evaluate(NO_ROOM)
    page.context.set_offline(True)
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Bookmark this page")).to_have_attribute("aria-pressed", "true")
    page.context.set_offline(False)
    wait_for(lambda: marks(page, comic) == {0: None}, "the bookmark on the server")
    unmark(page, comic)


def test_a_setting_changed_as_the_tab_closes_is_kept(reader: Reader) -> None:
    page = reader.page
    other = page.context.new_page()
    other.goto(reader.web.url)
    page.bring_to_front()
    reader.open("?page=1")
    reader.sees(1)
    page.keyboard.press("h")
    page.close(run_before_unload=True)
    mine = wait_for(
        lambda: call(other, "GET", "/api/preferences")["body"].get("reader"), "the setting of the closed tab"
    )
    assert mine == {"mine": {"fit": "height"}}


def test_all_bookmarks_stand_on_a_page_and_can_be_taken_away(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    unmark(page, comic)
    call(page, "PUT", f"/api/bookmarks/{comic}/2", {"note": "the turn of the tide"})
    page.goto(reader.web.url)
    page.get_by_role("link", name="Bookmarks").click()
    expect(page.get_by_role("heading", name="Bookmarks", level=1)).to_be_visible()
    entry = page.locator(".marks li").filter(has_text="the turn of the tide")
    expect(entry).to_contain_text("p. 3 of")
    assert in_all_themes(page) == {}
    entry.get_by_role("button").click()
    expect(entry).to_have_count(0)
    wait_for(lambda: marks(page, comic) == {}, "the bookmark gone from the server")
    page.get_by_role("button", name="Undo").click()
    wait_for(lambda: marks(page, comic) == {2: "the turn of the tide"}, "the bookmark back")
    entry.get_by_role("link").click()
    reader.sees(3)
    unmark(page, comic)


def test_a_rating_waits_too(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    call(page, "DELETE", f"/api/ratings/comic/{comic}")
    page.goto(f"{reader.web.url}/issue/{comic}")
    star = page.get_by_role("radio", name="4 stars")
    expect(star).to_be_attached()
    page.context.set_offline(True)
    star.focus()
    page.keyboard.press("4")
    expect(page.locator(".rate-said")).to_have_text("Waits for the server")
    expect(star).to_be_checked()
    page.context.set_offline(False)
    wait_for(lambda: nothing_waits(page), "the rating to be sent")
    expect(page.locator(".rate-said")).not_to_have_text("Waits for the server")
    assert call(page, "DELETE", f"/api/ratings/comic/{comic}")["status"] == 200


def test_signing_out_with_unsent_changes_asks_first(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    unmark(page, comic)
    page.route("**/api/bookmarks/**", lambda route: route.abort())
    reader.open("?page=1")
    reader.sees(1)
    page.keyboard.press("b")
    wait_for(lambda: len(page.evaluate(WAITING)) == 1, "the bookmark on the device")
    page.goto(reader.web.url)
    sign_out = page.get_by_role("button", name="Sign out", exact=True)
    page.locator(".user-menu summary").click()
    sign_out.click()
    dialog = page.get_by_role("dialog", name="1 change has not reached the server")
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_have_count(0)
    assert call(page, "GET", "/api/auth/me")["status"] == 200
    if not sign_out.is_visible():
        page.locator(".user-menu summary").click()
    sign_out.click()
    dialog.get_by_role("button", name="Send now").click()  # in vain: it asks again
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Sign out anyway").click()
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()
    assert page.evaluate(WAITING) == [], "nothing of it stays on the device"
    page.unroute("**/api/bookmarks/**")
    page.get_by_label("Name", exact=True).fill(reader.web.admin["username"])
    page.get_by_label("Password", exact=True).fill(reader.web.admin["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".login")).to_have_count(0)
    assert page.evaluate(WAITING) == [], "nor does it come back with its owner"
    unmark(page, comic)


def test_signing_out_can_send_what_waits_first(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    unmark(page, comic)
    page.route("**/api/bookmarks/**", lambda route: route.abort())
    reader.open("?page=1")
    reader.sees(1)
    page.keyboard.press("b")
    wait_for(lambda: len(page.evaluate(WAITING)) == 1, "the bookmark on the device")
    page.goto(reader.web.url)
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    dialog = page.get_by_role("dialog", name="1 change has not reached the server")
    expect(dialog).to_be_visible()
    page.unroute("**/api/bookmarks/**")
    dialog.get_by_role("button", name="Send now").click()
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()
    page.get_by_label("Name", exact=True).fill(reader.web.admin["username"])
    page.get_by_label("Password", exact=True).fill(reader.web.admin["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".login")).to_have_count(0)
    assert list(marks(page, comic)) == [0]
    unmark(page, comic)


def test_time_read_is_sent_once_and_shown_and_incognito_sends_none(reader: Reader) -> None:
    page, comic = reader.page, reader.issue["id"]
    before = call(page, "GET", f"/api/read/{comic}")["body"]["time"]["seconds"]
    sent: list[dict[str, Any]] = []
    page.on("request", lambda one: sent.append(one.post_data_json) if "/api/reading-time/" in one.url else None)
    now = datetime.now(UTC)
    page.clock.install(time=now - timedelta(minutes=10) if now.minute > 50 else now)  # a session is of one hour
    begun = time.monotonic()
    reader.open("?page=1")
    reader.sees(1)
    page.clock.fast_forward(70_000)
    page.keyboard.press("ArrowRight")
    reader.sees(2)
    page.clock.fast_forward(30_000)
    page.keyboard.press("ArrowRight")
    reader.sees(3)
    page.clock.fast_forward(3_000)
    wait_for(lambda: sent, "the time read")
    page.keyboard.press("Escape")
    took = time.monotonic() - begun

    def known() -> int:
        return int(call(page, "GET", f"/api/read/{comic}")["body"]["time"]["seconds"]) - before

    wait_for(lambda: known() >= 100, "all of the time")
    assert known() <= 103 + took + 1, "no more than the clock has passed"
    assert max(one["pages"] for one in sent) in (2, 3), "what stayed long enough to be read"
    page.goto(f"{reader.web.url}/issue/{comic}")
    expect(page.locator(".issue-state")).to_contain_text(re.compile("Read (for|in)"))
    page.goto(f"{reader.web.url}/statistics")
    expect(page.get_by_role("heading", name="Minutes read by day")).to_be_visible()
    sent.clear()
    page.evaluate("sessionStorage.setItem('quarterbin.reader.incognito', '1')")
    reader.open("?page=1")
    reader.sees(1)
    page.clock.fast_forward(70_000)
    page.keyboard.press("ArrowRight")
    reader.sees(2)
    page.keyboard.press("Escape")
    page.goto(reader.web.url)
    assert sent == []
