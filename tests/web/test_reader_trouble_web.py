"""What the reader says and offers where a page, a comic or the server fails it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.web.reading import Reader, wait_for

pytestmark = pytest.mark.web


@pytest.fixture
def reader(web: Any) -> Reader:
    return Reader(web, web.new_page(1440, 900))


@pytest.fixture
def phone(web: Any) -> Reader:
    return Reader(web, web.new_page(390, 844, touch=True))


@pytest.mark.parametrize("mode", ["one", "two", "scroll"])
def test_a_page_of_which_not_all_is_there_is_seen_and_says_so(reader: Reader, mode: str) -> None:
    def torn(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.body()[:20_000])

    reader.use(pages=mode)
    reader.page.route(re.compile(rf"/api/read/{reader.issue['id']}/page/2\?(?!.*width)"), torn)
    reader.open("?page=3")
    leaf = reader.page.locator(".leaf", has=reader.page.locator("img.page[alt='Page 3']"))
    expect(leaf.locator("img")).to_be_visible()
    expect(leaf).to_contain_text("The picture of this page is damaged in the file.")
    expect(reader.page.locator(".page-cut")).to_have_count(1)


def test_a_comic_that_cannot_be_opened_says_why_once_and_every_way_on_can_be_read(phone: Reader) -> None:
    why = "The archive ends early: none of its pages can be read."

    def broken(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "pages": None, "problem": why})

    def unreadable(route: Route) -> None:
        route.fulfill(
            status=422, content_type="application/problem+json", json={"code": "comic_unreadable", "detail": why}
        )

    phone.page.route(re.compile(rf"/api/read/{phone.issue['id']}$"), broken)
    phone.page.route(re.compile(rf"/api/read/{phone.issue['id']}/page"), unreadable)
    phone.open()
    trouble = phone.page.get_by_role("alert")
    expect(trouble).to_contain_text(why)
    expect(phone.page.locator(".toast")).to_have_count(0)
    ways = trouble.locator(".btn")
    expect(ways).to_have_text(["Try again", re.compile("^Read "), re.compile("^Back to ")])
    heights = [box["height"] for way in ways.all() if (box := way.bounding_box())]
    assert max(heights) <= 48, "in one line each, not a letter a line"


def test_a_page_comes_by_itself_when_the_server_answers_again(reader: Reader) -> None:
    """The browser sees a network all the time: only the server was gone."""
    page = reader.page
    page.clock.install()
    page.route("**/page/1?*", lambda route: route.abort())
    reader.open("?page=2")
    broken = page.locator(".page-broken")

    def given_up() -> bool:  # it asks again after a second and after three more
        page.clock.run_for(1000)
        return broken.is_visible()

    wait_for(given_up, "the page given up")
    page.unroute("**/page/1?*")
    page.clock.run_for(5000)  # then the server is asked
    reader.sees(2)
