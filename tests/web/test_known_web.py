"""What is read and where one is, as this device knows it before the server does: the same on every page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.server import wait_until
from tests.web.shelves import ask, books_of, opened, series_named
from tests.web.waiting import WAITING, sent

pytestmark = pytest.mark.web


def busy(route: Route) -> None:
    route.fulfill(status=503, json={"status": 503, "code": "busy", "detail": "Too much at once."})


GO = """path => {
  const link = document.createElement('a');
  link.href = path;
  document.body.append(link);
  link.click();
  link.remove();
}"""


def go(page: Page, path: str) -> None:
    """As the app itself goes there: what waits is not sent meanwhile."""
    page.evaluate(GO, path)


@pytest.fixture
def page(web: Any) -> Any:
    """A series of six with its first begun; nothing that is marked reaches the server."""
    made = opened(web, "/browse")
    books = books_of(made, "Lantern Riders")
    wait_until(lambda: ask(made, "GET", f"/api/books/{books[0]['id']}")["pages"] == 8, "the comic is opened")
    ask(made, "POST", "/api/progress", {"comic_id": books[0]["id"], "current_page": 2})
    made.route("**/api/progress", busy)
    made.route("**/api/progress/bulk", busy)
    made.route(
        "**/api/lists/want/items*", lambda route: route.fallback() if route.request.method == "GET" else busy(route)
    )
    yield made
    made.unroute_all(behavior="ignoreErrors")
    ids = [book["id"] for book in books]
    ask(made, "POST", "/api/progress/bulk", {"comic_ids": ids, "completed": False})


def test_home_recent_and_search_show_what_waits_and_what_was_sent(page: Page, web: Any) -> None:
    series = series_named(page, "Lantern Riders")
    first = books_of(page, "Lantern Riders")[0]["id"]
    go(page, f"/issue/{first}")
    page.locator(".issue-hero").get_by_role("button", name="Mark as read").click()
    expect(page.locator(".toast")).to_contain_text("is marked as read")
    assert len(page.evaluate(WAITING)) == 1
    page.get_by_role("button", name="Want to read").click()
    expect(page.locator(".toast")).to_contain_text("Want to read")
    go(page, "/")
    want = page.get_by_role("region", name="Want to read")
    expect(want.locator("a.card")).to_contain_text("Lantern Riders #1")
    expect(want.locator(".cover.is-in")).to_have_count(1)
    expect(page.get_by_role("region", name="Recently read")).to_contain_text("Lantern Riders #1")
    expect(page.get_by_role("region", name="Continue reading")).not_to_contain_text("Lantern Riders")
    card = page.get_by_role("region", name="New arrivals").locator("a.card", has_text="Lantern Riders")
    expect(card.locator(".bug")).to_have_text("5")
    go(page, "/search?q=lantern")
    expect(page.locator(f"#series-{series['id']} .bug")).to_have_text("5")
    expect(page.locator(f"#book-{first} .card-meta")).to_contain_text("Read")
    go(page, "/recent")
    expect(page.locator(".item.is-read", has_text="Lantern Riders #1")).to_contain_text("Read")
    go(page, "/browse")
    expect(page.locator(f"#series-{series['id']} .card-title")).to_have_attribute("data-unread", "5")
    go(page, "/recent")
    page.locator(".item", has_text="Lantern Riders #1").get_by_role("button", name="Remove").click()
    expect(page.locator(".item", has_text="Lantern Riders #1")).to_have_count(0)
    go(page, f"/issue/{first}")
    page.locator("button[aria-pressed='true']", has_text="Want to read").click()
    go(page, "/")
    expect(want).to_contain_text("Put series and comics aside for later")
    expect(page.get_by_role("heading", name="New arrivals")).to_be_visible()
    expect(page.get_by_role("region", name="Recently read")).to_have_count(0)
    expect(card.locator(".bug")).to_have_text("6")
    page.unroute("**/api/progress")
    page.unroute("**/api/progress/bulk")
    page.unroute("**/api/lists/want/items*")
    with page.expect_response("**/api/home"):  # the server knows it now, and is asked anew
        sent(page)
    expect(card.locator(".bug")).to_have_text("6")
    assert page.evaluate(WAITING) == []
    assert ask(page, "GET", f"/api/books/{first}")["progress"] is None
