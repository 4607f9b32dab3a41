"""What is shown where the words of the app do not come, or the app itself: never nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.axe import in_all_themes
from tests.web.shelves import drawn, too_wide
from tests.web.test_languages_web import BROKEN, catalogue

pytestmark = pytest.mark.web

LANGUAGE = "document.documentElement.lang"
BROKEN_FILES: dict[str, Callable[[Route], None]] = {
    "no network": lambda route: route.abort(),
    "not there": lambda route: route.fulfill(
        status=404, json={"code": "not_found", "detail": "There is no such file."}
    ),
    "cut off": lambda route: route.fulfill(body='{"about.age": "Ab', content_type="application/json"),
    "another page": lambda route: route.fulfill(body="<html>Log in to this network</html>", content_type="text/html"),
    "no sentences": lambda route: route.fulfill(json={"about.age": 12, "nav.home": {"one": "x"}}),
    "null": lambda route: route.fulfill(json=None),
}


def visit(web: Any, locale: str, **answers: Callable[[Route], None]) -> Page:
    """A phone on which these files (`js_router_js`) are answered so."""
    page: Page = web.new_page(390, 844, touch=True, locale=locale, reduced_motion="reduce")
    for name, answer in answers.items():
        page.route(f"**/{name.replace('__', '.').replace('_', '/')}", answer)
    page.goto(web.url)
    return page


@pytest.mark.parametrize("how", BROKEN_FILES)
def test_a_language_that_does_not_come_is_stood_in_for_by_english(web: Any, how: str) -> None:
    page = visit(web, "de-DE", locales_de__json=BROKEN_FILES[how])
    drawn(page)
    assert page.title() == "Home · Quarterbin"
    assert page.evaluate(LANGUAGE) == "en"
    told = page.locator(".toast")
    expect(told).to_contain_text("Deutsch could not be loaded")
    page.unroute("**/locales/de.json")
    told.get_by_role("button", name="Try again").click()
    expect(page).to_have_title(f"{catalogue('de')['nav.home']} · Quarterbin")
    assert page.evaluate(LANGUAGE) == "de"
    expect(told).to_have_count(0)


def test_a_sentence_that_a_catalogue_lacks_is_said_in_english(web: Any) -> None:
    words = catalogue("de")
    lacking = {key: text for key, text in words.items() if key not in ("nav.home", "shell.browse")}
    page = visit(web, "de-DE", locales_de__json=lambda route: route.fulfill(json=lacking))
    expect(page).to_have_title("Home · Quarterbin")
    drawn(page)
    tabs = page.locator(".tabbar")
    expect(tabs).to_contain_text("Browse")
    expect(tabs).to_contain_text(words["nav.shelves"])
    assert page.evaluate(LANGUAGE) == "de", "all else is in German"


def test_without_any_words_the_page_says_so_and_goes_on(web: Any) -> None:
    page = visit(web, "en-GB", locales_en__json=BROKEN_FILES["no network"])
    stuck = page.locator("#stuck")
    expect(stuck).to_be_visible()
    told = "Quarterbin did not come whole: the network or the server broke off. Try again"
    expect(stuck.locator("p:visible")).to_have_text([told])
    expect(stuck.locator("p:visible")).to_be_in_viewport()
    assert in_all_themes(page) == {}
    assert too_wide(page) <= 0
    page.unroute("**/locales/en.json")
    stuck.get_by_role("link", name="Try again").click()
    drawn(page)
    expect(page).to_have_title("Home · Quarterbin")
    expect(stuck).to_have_count(0)


@pytest.mark.parametrize("lost", ["js_router__js", "js_main__js", "js_state__js"])
def test_a_module_that_does_not_come_leaves_no_empty_page(web: Any, lost: str) -> None:
    page = visit(web, "fr-FR", **{lost: BROKEN_FILES["not there"]})
    stuck = page.locator("#stuck")
    expect(stuck).to_contain_text("Réessayer")
    expect(stuck.locator("p:visible")).to_have_count(1)
    expect(stuck.locator("p:visible")).to_be_in_viewport()


def test_without_any_script_it_is_said_after_a_while(web: Any) -> None:
    page = visit(web, "ja-JP", **{"js_**": BROKEN_FILES["no network"]})
    stuck = page.locator("#stuck")
    expect(stuck).to_be_hidden()
    stuck.evaluate("(element) => element.getAnimations().forEach((one) => one.finish())")
    expect(stuck).to_contain_text("もう一度試す")
    expect(stuck).to_be_visible()
    expect(stuck.locator("p", has_text="Try again")).to_be_in_viewport()


def test_sentences_of_the_server_stay_english_where_theirs_do_not_come(care: Any) -> None:
    page = care.new_page(locale="de-DE")
    page.route("**/locales/server/de.json", BROKEN_FILES["not there"])
    page.goto(f"{care.url}/problems")
    drawn(page)
    expect(page.locator(".care-row")).to_contain_text(BROKEN)
    assert page.title() == f"{catalogue('de')['problems.title']} · Quarterbin"
