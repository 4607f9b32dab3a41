"""The web app around the library, in a real browser: login, keys, the way back, and what must never happen there."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Route, expect

from tests.web.axe import in_all_themes
from tests.web.quiet import at_rest
from tests.web.shelves import drawn, in_view, sign_in

HOSTILE = '<img src=x onerror="document.title=`broken into`"><script>document.title=`broken into`</script>'
PAGES = ["/", "/browse", "/browse?show=comics&view=list", "/search?q=a", "/scan", "/libraries", "/no/such/page"]
DESKTOP = {"viewport": {"width": 1440, "height": 900}}


def first_series(page: Page) -> dict[str, Any]:
    found = page.evaluate("() => fetch('/api/series?limit=1').then((answer) => answer.json())")
    series: dict[str, Any] = found["items"][0]
    return series


@pytest.fixture
def signed_in(web: Any) -> Page:
    page: Page = web.new_page()
    page.goto(web.url + "/")
    expect(page.locator("main h1")).to_be_attached()
    return page


def test_login_cannot_be_dismissed(web: Any) -> None:
    page: Page = web.page(**DESKTOP)
    page.goto(web.url + "/")
    dialog = page.get_by_role("dialog", name="Sign in")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.mouse.click(5, 5)
    expect(dialog).to_be_visible()
    assert page.evaluate("() => document.getElementById('app').inert")
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.querySelector('.login').contains(document.activeElement)")
    page.get_by_label("Name", exact=True).fill(web.admin["username"])
    page.get_by_label("Password", exact=True).fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    expect(dialog).to_be_visible()


def test_a_login_whose_form_does_not_come_has_a_way_on(web: Any) -> None:
    page: Page = web.page(**DESKTOP)
    page.route("**/js/auth-forms.js", lambda route: route.fulfill(status=404))
    page.goto(web.url + "/")
    dialog = page.get_by_role("dialog", name="This page did not arrive")
    expect(dialog).to_contain_text("Loading it again usually helps.")
    page.unroute("**/js/auth-forms.js")
    dialog.get_by_role("button", name="Try again").click()
    sign_in(page, **web.admin)
    expect(page.locator(".login")).to_have_count(0)


def test_deep_link_goes_on_after_the_login(web: Any, signed_in: Page) -> None:
    series = first_series(signed_in)
    page: Page = web.page(**DESKTOP)
    page.goto(f"{web.url}/series/{series['id']}")
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()
    sign_in(page, **web.admin)
    expect(page.locator(".login")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text(series["name"])
    assert page.url == f"{web.url}/series/{series['id']}"


def test_a_lost_session_keeps_the_place(web: Any, signed_in: Page) -> None:
    """The login comes over the page, and the request that found it out is made again."""
    signed_in.goto(web.url + "/browse")
    expect(signed_in.locator(".windowed a.card").first).to_be_visible()
    at_rest(signed_in)
    signed_in.context.clear_cookies()
    signed_in.get_by_role("radio", name="Comics").click()
    expect(signed_in.get_by_role("dialog", name="Sign in")).to_be_visible()
    sign_in(signed_in, **web.admin)
    expect(signed_in.locator(".login")).to_have_count(0)
    expect(signed_in.locator("main a.card[href^='/read/']").first).to_be_visible()
    assert "show=comics" in signed_in.url


def test_keys_move_through_the_grid(signed_in: Page, web: Any) -> None:
    signed_in.goto(web.url + "/browse?show=comics")
    expect(signed_in.locator(".windowed a.card").first).to_be_visible()
    total = int(signed_in.locator(".cell").first.get_attribute("aria-setsize") or "0")
    signed_in.locator(".cell[data-index='0'] a").focus()

    def at(index: int) -> None:
        expect(signed_in.locator(f".cell[data-index='{index}'] a")).to_be_focused()

    signed_in.keyboard.press("ArrowRight")
    at(1)
    signed_in.keyboard.press("End")
    at(total - 1)
    signed_in.evaluate("() => window.scrollTo(0, 0)")
    expect(signed_in.locator(".cell[data-index='0'] a")).to_be_visible()
    at(total - 1)
    signed_in.keyboard.press("Home")
    at(0)


def test_back_returns_to_the_same_place(signed_in: Page, web: Any) -> None:
    signed_in.goto(web.url + "/browse")
    expect(signed_in.locator(".windowed a.card").first).to_be_visible()
    signed_in.locator("#filter-read").click()
    signed_in.get_by_role("checkbox", name=re.compile("^Unread")).check()
    signed_in.keyboard.press("Escape")
    expect(signed_in.locator(".windowed a.card").first).to_be_visible()
    signed_in.evaluate("() => window.scrollTo(0, 900)")
    card = in_view(signed_in)
    name = card.locator(".card-title").inner_text()
    card.focus()
    before = signed_in.evaluate("() => window.scrollY")
    signed_in.keyboard.press("Enter")
    expect(signed_in.get_by_role("heading", level=1)).to_have_text(name)
    signed_in.go_back()
    expect(signed_in.locator(".windowed a.card", has_text=name).first).to_be_visible()
    signed_in.wait_for_function("(y) => Math.abs(window.scrollY - y) < 2", arg=before)
    assert "read=unread" in signed_in.url
    expect(signed_in.get_by_role("button", name="Take off Progress: Unread")).to_be_visible()


def test_open_branches_are_remembered(signed_in: Page, web: Any) -> None:
    twisty = signed_in.locator(".tree .twisty").first
    twisty.click()
    expect(twisty).to_have_attribute("aria-expanded", "true")
    signed_in.reload()
    expect(signed_in.locator(".tree .twisty").first).to_have_attribute("aria-expanded", "true")


def test_names_are_text(signed_in: Page, web: Any) -> None:
    """Whatever a file or a folder is called, it is shown and never run."""
    named = {"name", "title", "series", "category", "subcategory", "summary", "publisher", "problem"}

    def poison(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: poison(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [poison(item, key) for item in value]
        return HOSTILE if key in named and isinstance(value, str) else value

    def answer(route: Route) -> None:
        response = route.fetch()
        body = (
            json.dumps(poison(response.json()))
            if "json" in response.headers.get("content-type", "")
            else response.body()
        )
        route.fulfill(response=response, body=body)

    series = first_series(signed_in)
    for pattern in ("**/api/series**", "**/api/tree**", "**/api/home", "**/api/search**"):
        signed_in.route(pattern, answer)
    for path in ("/", "/browse", "/search?q=x", f"/series/{series['id']}"):
        signed_in.goto(web.url + path)
        expect(signed_in.get_by_text(HOSTILE).first).to_be_attached()
        expect(signed_in.locator("main")).not_to_be_empty()
        assert signed_in.locator("script:not([src]), img[src='x']").count() == 0
        assert signed_in.title() != "broken into"
    signed_in.unroute_all(behavior="wait")


@pytest.mark.parametrize("width", [390, 1440])
def test_no_console_error(web: Any, width: int) -> None:
    page: Page = web.new_page(width, 900, service_workers="allow")
    page.goto(web.url + "/")
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(f"{page.url}: {message.text}")

    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    for path in [*PAGES, f"/series/{first_series(page)['id']}"]:
        page.goto(web.url + path)
        drawn(page)
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide at {width}"
    assert said == []


def test_the_login_is_for_everyone(web: Any) -> None:
    page: Page = web.page(**(DESKTOP | {"reduced_motion": "reduce"}))
    page.goto(web.url + "/")
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()
    assert in_all_themes(page) == {}
