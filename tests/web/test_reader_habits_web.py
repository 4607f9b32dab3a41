"""What the reader keeps, asks and remembers: settings in layers, keys, bookmarks, incognito, requests, memory."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.reading import HELD, REMEMBER_IMAGES, Reader, call, wait_for

pytestmark = pytest.mark.web


@pytest.fixture
def reader(web: Any) -> Reader:
    return Reader(web, web.new_page(1440, 900))


def kept(page: Page) -> dict[str, Any]:
    """What the account has of the reader."""
    found: dict[str, Any] = call(page, "GET", "/api/preferences")["body"].get("reader", {})
    return found


def test_settings_lie_in_layers_and_mine_come_back(reader: Reader) -> None:
    page = reader.page
    reader.use(back="grey")
    reader.open("?page=2")
    expect(page.locator(".stage")).to_have_attribute("aria-label", re.compile("^Pages 2 and 3 of"))
    page.keyboard.press("w")
    wait_for(lambda: kept(page).get("mine") == {"fit": "width"}, "the fit among mine")
    # Meanwhile another device sets something of its own: writing here must not take it away.
    call(page, "PUT", "/api/preferences", {"other": 1, "reader": {"mine": {"fit": "width", "sepia": 20}}})
    page.keyboard.press("s")
    scopes = page.get_by_role("radiogroup", name="Changes are for")
    scopes.get_by_text("This series").click()
    page.keyboard.press("h")
    expect(page.locator(".stage")).to_have_attribute("data-fit", "height")
    series = reader.issue["series_id"]
    wait_for(lambda: kept(page).get("series", {}).get(series) == {"fit": "height"}, "the fit of this series")
    assert kept(page)["mine"] == {"fit": "width", "sepia": 20}
    assert call(page, "GET", "/api/preferences")["body"]["other"] == 1
    scopes.get_by_text("This device").click()
    page.get_by_role("dialog").get_by_text("Original").click()
    expect(page.locator(".stage")).to_have_attribute("data-fit", "original")
    expect(page.locator(".opt .label").filter(has_text=re.compile("^Fit")).locator(".level-mark")).to_have_text(
        "This device"
    )
    level = page.locator(".level")
    expect(level.filter(has=page.get_by_text("This device", exact=True))).to_contain_text("Background, Fit")
    page.get_by_role("button", name="Reset This device").click()
    expect(page.locator(".stage")).to_have_attribute("data-fit", "height")
    expect(page.locator(".opt .label").filter(has_text=re.compile("^Fit")).locator(".level-mark")).to_have_text(
        "This series"
    )
    page.get_by_role("button", name="Reset This series").click()
    expect(page.locator(".stage")).to_have_attribute("data-fit", "width")
    expect(page.locator(".level-mark")).to_have_count(0)
    wait_for(lambda: series not in kept(page).get("series", {}), "nothing left of this series")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".stage")).to_have_attribute("data-fit", "height")
    wait_for(lambda: kept(page).get("series", {}).get(series) == {"fit": "height"}, "the fit of this series again")
    page.get_by_role("button", name="Reset This series").click()
    expect(page.get_by_role("button", name=re.compile("^Reset"))).to_have_count(1)
    page.get_by_role("slider", name="Saturation").fill("40")
    page.get_by_role("switch", name="Invert").check()
    expect(page.locator(".stage img.page").first).to_have_css(
        "filter", re.compile(r"(?=.*saturate\(0\.4\)).*invert\(1\)")
    )
    assert reader.errors == []


def test_keys_can_be_changed_and_a_conflict_is_said(reader: Reader) -> None:
    page = reader.page
    reader.open("?page=2")
    reader.sees(2)
    page.keyboard.press("?")
    page.get_by_role("button", name="Change keys").click()
    page.get_by_role("button", name="Change the key: Page to the right").click()
    page.keyboard.press("b")
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text("B is the key of “Bookmark this page”.")
    alert.get_by_role("button", name="Use it for “Page to the right”").click()
    wait_for(lambda: kept(page).get("keys") == {"right": ["b"], "bookmark": []}, "the keys on the account")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    reader.sees(3)
    reader.open("?page=2")
    reader.sees(2)
    page.keyboard.press("b")
    reader.sees(3)
    page.keyboard.press("?")
    page.get_by_role("button", name="Change keys").click()
    page.get_by_role("button", name="As they were").click()
    wait_for(lambda: not kept(page).get("keys"), "no keys on the account")
    page.get_by_role("button", name="Undo").click()  # a press in vain costs nobody their keys
    wait_for(lambda: kept(page).get("keys") == {"right": ["b"], "bookmark": []}, "the keys again")
    page.get_by_role("button", name="As they were").click()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    reader.sees(2)


def test_bookmarks_bear_notes_and_are_listed(reader: Reader) -> None:
    page = reader.page
    reader.open("?page=3")
    reader.sees(3)
    page.keyboard.press("b")
    page.get_by_role("button", name="Write a note").click()
    note = page.get_by_role("textbox", name="Note to page 3")
    note.fill("the lamp goes out: see 1")
    note.press("Tab")
    path = f"/api/bookmarks?comic_id={reader.issue['id']}"
    wait_for(
        lambda: [one["note"] for one in call(page, "GET", path)["body"]["items"]] == ["the lamp goes out: see 1"],
        "the note on the server",
    )
    reader.open("?page=1")
    reader.sees(1)
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="Note to page 3")).to_have_value("the lamp goes out: see 1")
    page.get_by_role("button", name="Page 3", exact=True).click()
    reader.sees(3)
    page.keyboard.press("n")
    page.get_by_role("button", name="Remove the bookmark of page 3").click()
    expect(page.get_by_role("dialog")).to_contain_text("No page of this issue is bookmarked yet.")
    wait_for(lambda: call(page, "GET", path)["body"]["items"] == [], "no bookmark on the server")
    assert reader.errors == []


def test_incognito_keeps_no_place_and_says_so(reader: Reader) -> None:
    page = reader.page
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/api/progress") else None)
    reader.open("?page=1")
    reader.sees(1)
    page.keyboard.press("i")
    expect(page.locator(".chrome-title")).to_contain_text("Incognito: your place is not kept")
    page.keyboard.press("ArrowRight")
    reader.sees(2)
    page.reload()
    reader.sees(2)
    page.keyboard.press("ArrowRight")
    reader.sees(3)
    page.goto("about:blank")
    page.goto(reader.web.url)
    assert (sent, reader.progress()) == ([], None)


def test_pages_turn_by_themselves_until_the_end(reader: Reader) -> None:
    page = reader.page
    reader.use(pages="one", seconds=5)
    page.clock.install()
    reader.open(f"?page={reader.pages - 1}")
    reader.sees(reader.pages - 1)
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))  # from here on time goes as it is told
    page.keyboard.press("a")
    stop = page.get_by_role("button", name="Stop turning by itself")
    expect(stop).to_have_text("5")
    page.clock.run_for(2_200)
    expect(stop).to_have_text("3")
    page.keyboard.press("s")  # an open sheet holds it
    page.clock.run_for(8_000)
    expect(stop).to_have_text("5")
    page.keyboard.press("s")
    page.clock.run_for(5_500)
    where = page.locator(".stage")
    expect(where).to_have_attribute("aria-label", f"Page {reader.pages} of {reader.pages}")

    def ended() -> bool:
        page.clock.run_for(500)
        return page.locator(".end").is_visible()

    wait_for(ended, "the end page")
    expect(stop).to_be_hidden()
    page.clock.run_for(20_000)
    assert f"/read/{reader.issue['id']}" in page.url


def test_small_pages_come_only_where_they_are_seen(reader: Reader) -> None:
    page = reader.page
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "width=480" in one.url else None)
    reader.open("?page=1", reader.comic("Endless Stair"))
    expect(page.locator(".strip a[aria-current] img")).to_be_visible()
    wait_for(lambda: page.locator(".strip img").count() > 20, "the small pages in view")
    assert page.locator(".strip a").count() == 64
    assert len(asked) < 45
    page.keyboard.press("m")
    expect(page.locator(".strip img")).to_have_count(0)
    page.keyboard.press("End")
    before = len(asked)
    page.keyboard.press("m")
    expect(page.locator(".strip a[aria-current]")).to_have_attribute("aria-label", "Page 64")
    expect(page.locator(".strip a[aria-current] img")).to_be_in_viewport()
    wait_for(lambda: page.evaluate("1") and len(asked) > before, "what is in view, asked for again")
    page.locator(".strip a").nth(60).click()
    expect(page.locator(".stage")).to_have_attribute("aria-label", "Page 61 of 64")
    assert reader.errors == []


def test_a_page_that_fails_costs_one_request(reader: Reader) -> None:
    asked: list[str] = []

    def broken(route: Route) -> None:
        asked.append(route.request.url)
        problem = {"status": 422, "code": "page_unreadable", "detail": "Page 3 is damaged in the file."}
        route.fulfill(status=422, content_type="application/problem+json", json=problem)

    reader.page.route(re.compile(rf"/api/read/{reader.issue['id']}/page/2\?(?!.*width)"), broken)
    reader.open("?page=2")
    reader.sees(2)
    reader.page.keyboard.press("ArrowRight")
    expect(reader.page.locator(".page-broken")).to_contain_text("Page 3 is damaged in the file.")
    assert len(asked) == 1
    reader.page.get_by_role("button", name="Try again").click()
    wait_for(lambda: len(asked) == 2, "the second request, asked for")


def test_without_network_the_next_issue_leaves_one_where_one_is(reader: Reader) -> None:
    page = reader.page
    reader.open("?page=1")
    reader.sees(1)
    wait_for(lambda: page.evaluate(HELD, 2), "the second page held ready")
    page.context.set_offline(True)
    page.keyboard.press("]")
    expect(page.locator("#toasts")).to_contain_text("The issue did not come.")
    reader.sees(1)
    page.keyboard.press("ArrowRight")
    reader.sees(2)
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page).to_have_url(re.compile(f"/read/{reader.issue['next']['id']}"))


def test_end_asks_how_many_pages_there_are(reader: Reader) -> None:
    page = reader.page

    def unknown(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "pages": None})

    page.route(re.compile(rf"/api/read/{reader.issue['id']}$"), unknown)
    fails = [1]

    def once(route: Route) -> None:
        if fails and fails.pop():
            route.abort()
        else:
            route.continue_()

    page.route(re.compile("/api/read/[^/]+/pages$"), once)
    reader.open("?page=1")
    reader.sees(1)
    page.keyboard.press("End")
    reader.sees(reader.pages)


def test_what_waited_on_the_device_goes_after_the_login(web: Any, reader: Reader) -> None:
    user = call(reader.page, "GET", "/api/auth/me")["body"]["id"]
    comic = reader.issue["id"]
    page = web.new_page(login=False)
    page.goto(web.url)
    place = {"user": user, "comic_id": comic, "current_page": 2, "total_pages": None, "completed": False}
    page.evaluate(
        """place => {
          const waiting = [{ ...place, updated_at: new Date().toISOString() }];
          localStorage.setItem('quarterbin.progress', JSON.stringify(waiting));
        }""",
        place,
    )
    page.reload()
    page.get_by_label("User name").or_(page.get_by_label("Name")).first.fill(web.admin["username"])
    page.locator("input[type=password]").first.fill(web.admin["password"])
    page.keyboard.press("Enter")
    found = wait_for(reader.progress, "the place that waited")
    assert found["current_page"] == 2


def test_a_long_comic_takes_bounded_memory_and_turns_at_once(reader: Reader) -> None:
    page = reader.page
    page.add_init_script(REMEMBER_IMAGES)
    comic = reader.comic("Endless Stair")
    for look, step, most in (({"pages": "one"}, 1, 8), ({"pages": "two"}, 2, 12)):
        reader.use(**look)
        reader.open("?page=1", comic)
        reader.sees(1)
        held = 0
        for number in range(2, 33, step):  # far more than are held
            page.keyboard.press("ArrowLeft")  # it is read from right to left
            reader.sees(number)
            held = max(held, page.evaluate("window.pagesHeld()"))
        assert 5 < held <= most
        turns = sorted(page.evaluate("performance.getEntriesByName('page-turn').map(one => one.duration)")[1:])
        median, slowest = turns[len(turns) // 2], turns[-1]
        print(f"{look}: {len(turns)} turns, median {median:.1f} ms, slowest {slowest:.1f} ms, {held} held")
    assert reader.errors == []
