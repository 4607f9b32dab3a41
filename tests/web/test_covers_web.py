"""Covers still being drawn: a quiet placeholder of the same size, and the picture by itself when it is there."""

from __future__ import annotations

import re
import time
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.web.quiet import at_rest
from tests.web.shelves import drawn

SHIFTS = """() => new Promise((done) => {
  const told = (entry) => [entry.value, ...entry.sources.map(({node}) => node?.className || node?.nodeName)]
  new PerformanceObserver((list, observer) => { observer.disconnect(); done(list.getEntries().map(told)) })
    .observe({type: 'layout-shift', buffered: true})
  requestAnimationFrame(() => requestAnimationFrame(() => done([])))
})"""


def undrawn(page: Page) -> None:
    """Makes the server's answers say that no cover is drawn yet."""

    def answer(route: Route) -> None:
        response = route.fetch()
        found = response.json()
        for item in found["items"]:
            item["has_thumbnail"] = False
        route.fulfill(response=response, json=found)

    page.route("**/api/series?*", answer)


def test_a_cover_being_drawn_arrives_by_itself(web: Any) -> None:
    page: Page = web.new_page(reduced_motion="reduce")
    undrawn(page)
    asked: list[str] = []

    def cover(route: Route) -> None:
        asked.append(route.request.url)
        if asked.count(route.request.url) > 1:
            return route.continue_()
        response = route.fetch()
        headers = response.headers | {"x-cover": "generating", "cache-control": "no-store"}
        return route.fulfill(response=response, headers=headers)

    page.route("**/api/cover/**", cover)
    page.goto(web.url + "/browse")
    box = page.locator(".windowed .cover").first
    expect(box).to_contain_text("Generating...")
    before = box.bounding_box()
    expect(box).to_have_class(re.compile("is-in"), timeout=15_000)
    expect(box).not_to_contain_text("Generating...")
    assert box.bounding_box() == before
    assert page.evaluate(SHIFTS) == []
    page.unroute_all(behavior="wait")


def test_a_busy_server_is_asked_again_when_it_says(web: Any) -> None:
    page: Page = web.new_page()
    undrawn(page)
    times: dict[str, list[float]] = {}

    def cover(route: Route) -> None:
        those = times.setdefault(route.request.url, [])
        those.append(time.monotonic())
        if len(those) > 1:
            return route.continue_()
        problem = {"status": 503, "code": "thumbs_busy", "detail": "Too many covers at once."}
        return route.fulfill(status=503, headers={"Retry-After": "4"}, json=problem)

    page.route("**/api/cover/**", cover)
    page.goto(web.url + "/browse")
    drawn(page)
    expect(page.locator(".windowed .cover.is-in").first).to_be_attached(timeout=15_000)
    first, second = next(those for those in times.values() if len(those) > 1)[:2]
    assert second - first >= 3.9, "no earlier than Retry-After says"
    assert page.locator(".windowed .cover-broken").count() == 0
    page.unroute_all(behavior="wait")


def test_a_broken_comic_says_so_and_is_not_asked_for_again(web: Any) -> None:
    page: Page = web.new_page()
    undrawn(page)
    asked: list[str] = []

    def cover(route: Route) -> None:
        asked.append(route.request.url)
        response = route.fetch()
        route.fulfill(response=response, headers=response.headers | {"x-cover": "broken", "cache-control": "no-store"})

    page.route("**/api/cover/**", cover)
    page.goto(web.url + "/browse")
    expect(page.locator(".windowed .cover").first).to_contain_text("Cannot be read")
    at_rest(page)
    assert len(asked) == len(set(asked))
    page.unroute_all(behavior="wait")
