"""What the tests of the reader stand on: a page with the reader, its questions to the server, a finger."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Page, expect

PATIENCE_S = 15

CALL = """async ([method, path, body]) => {
  const init = { method, headers: body === null ? {} : { 'Content-Type': 'application/json' } };
  if (body !== null) init.body = JSON.stringify(body);
  const answer = await fetch(path, init);
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null };
}"""

# Remembers every picture element ever made, so that a test can count those that still hold a page.
REMEMBER_IMAGES = """
  const made = [];
  const holds = (img) => img.classList.contains('page') && img.hasAttribute('src');
  window.pagesHeld = () => made.filter(holds).length;
  const create = document.createElement;
  document.createElement = function (name, ...rest) {
    const element = create.call(this, name, ...rest);
    if (String(name).toLowerCase() === 'img') made.push(element);
    return element;
  };
"""


def call(page: Page, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """A request from within the page, so with its login and its origin: `{status, body}`."""
    answer: dict[str, Any] = page.evaluate(CALL, [method, path, body])
    return answer


def wait_for(probe: Callable[[], Any], what: str) -> Any:
    """Asks again until the answer is true; fails after 15 s, saying for what it waited."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if found := probe():
            return found
        time.sleep(0.1)
    pytest.fail(f"waited {PATIENCE_S} s in vain for {what}")


# The second page is fetched before the network goes: the entry of a picture in the timing list says that it has come.
HELD = "n => performance.getEntriesByType('resource').some((entry) => entry.name.includes(`/page/${n - 1}`))"


class Reader:
    """A page with the reader on it, and the questions that the tests ask."""

    _found: ClassVar[dict[str, tuple[dict[str, Any], int]]] = {}  # by server: looked for once

    def __init__(self, web: Any, page: Page) -> None:
        self.web, self.page = web, page
        self.errors: list[str] = []
        page.goto(f"{web.url}/healthz")  # the origin, without the app
        page.evaluate("localStorage.setItem('quarterbin.reader.zones', '1')")
        self.use(pages="one")
        call(page, "PUT", "/api/preferences", {})
        self.issue, self.pages = self._found[web.url] = self._found.get(web.url) or self._first_of_two()
        for comic in (self.issue["id"], self.issue["next"]["id"]):
            call(page, "DELETE", f"/api/progress/{comic}")
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _first_of_two(self) -> tuple[dict[str, Any], int]:
        for book in self.web.comics:
            issue = call(self.page, "GET", f"/api/read/{book['id']}")["body"]
            if issue.get("next"):
                pages = call(self.page, "GET", f"/api/read/{book['id']}/pages")["body"].get("pages") or 0
                if pages >= 4:
                    return issue, pages
        pytest.fail("the library of this test has no series of two issues whose first has four pages")

    def use(self, **look: Any) -> None:
        """Sets what this device has of its own about reading; nothing else is set on it."""
        self.page.evaluate("look => localStorage.setItem('quarterbin.reader', JSON.stringify(look))", look)

    def comic(self, series: str) -> str:
        """The id of the only comic of a series."""
        return str(next(book["id"] for book in self.web.comics if book["series"] == series))

    def open(self, query: str = "", comic: str | None = None) -> None:
        self.page.goto(f"{self.web.url}/read/{comic or self.issue['id']}{query}")

    def sees(self, number: int) -> None:
        """The page with this number (from 1) is on the stage, decoded, and the address says so."""
        image = self.page.locator(f".stage img.page[alt='Page {number}']")
        expect(image).to_be_visible(timeout=PATIENCE_S * 1000)
        assert image.evaluate("img => img.complete && img.naturalWidth > 0")
        expect(self.page).to_have_url(re.compile(rf"/read/[^/?]+\?page={number}$"))

    def progress(self) -> dict[str, Any] | None:
        """What the server knows; asked beside the page, so that a 404 is no error on its console."""
        answer = self.page.request.get(f"{self.web.url}/api/progress/{self.issue['id']}")
        return answer.json() if answer.ok else None


def swipe(page: Page, x_from: int, x_to: int, y: int = 400, back: int = 0) -> None:
    """One finger, straight across; in the end it may go some pixels `back`, as of somebody who does not mean it."""
    session = page.context.new_cdp_session(page)
    way = -1 if x_to > x_from else 1
    at = [x_from + (x_to - x_from) * step // 8 for step in range(9)]
    at += [x_to + way * back * step // 4 for step in range(1, 5) if back]
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": at[0], "y": y}]})
    for x in at[1:]:
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def tap(page: Page, x: int, y: int, times: int = 1) -> Any:
    """One finger, here and gone: 40 ms each, 80 ms apart by the clock of the events, however busy the machine is."""
    session = page.context.new_cdp_session(page)
    now = time.time()
    for at in range(times):
        down = now + 0.12 * at
        touch = {"type": "touchStart", "touchPoints": [{"x": x, "y": y}], "timestamp": down}
        session.send("Input.dispatchTouchEvent", touch)
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": [], "timestamp": down + 0.04})
    session.detach()


def pinch(page: Page, at: tuple[int, int], apart: int, to: int) -> None:
    """Two fingers, side by side around a point, so many pixels from it in the beginning and in the end."""
    session = page.context.new_cdp_session(page)

    def fingers(distance: float) -> list[dict[str, float]]:
        return [{"x": at[0] - distance, "y": at[1], "id": 0}, {"x": at[0] + distance, "y": at[1], "id": 1}]

    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": fingers(apart)})
    for step in range(1, 9):
        where = fingers(apart + (to - apart) * step / 8)
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": where})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()
