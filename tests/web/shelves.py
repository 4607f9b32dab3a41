"""Pages of the shelves for the browser tests: opened and drawn, in every width; what the API says beside them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.web.quiet import at_rest

WIDTHS = (1440, 820, 390)
ASK = """async ([method, path, body]) => {
  const answer = await fetch(path, {method, body: body === null ? undefined : JSON.stringify(body),
    headers: body === null ? {} : {'Content-Type': 'application/json'}})
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text ? JSON.parse(text) : null
}"""
# A card below the bars of which all is seen and whose item has come; cells elsewhere may soon be used for others.
IN_VIEW = """() => [...document.querySelectorAll('.windowed > .cell:not(.is-waiting)')].find((cell) => {
  const { top, bottom } = cell.getBoundingClientRect()
  return top > 300 && bottom < innerHeight
})?.dataset.index"""


def opened(web: Any, path: str, width: int = 1440, **options: Any) -> Page:
    """A page of the admin at `path`, drawn; motion is off, and below 1100 px there is a finger."""
    height = {390: 844, 820: 1180}.get(width, 900)
    page: Page = web.new_page(width, height, touch=width < 1100, **{"reduced_motion": "reduce"} | options)
    page.goto(web.url + path)
    drawn(page)
    return page


def open_room(web: Any, path: str, **options: Any) -> Page:
    """A page of the admin at `path`, which has its name; motion is on."""
    page: Page = web.new_page(**options)
    page.goto(web.url + path)
    expect(page.locator("main h1")).to_be_visible()
    return page


def sign_in(page: Page, username: str, password: str) -> None:
    """Fills in the login that lies over the page."""
    form = page.locator(".login")
    form.get_by_label("Name", exact=True).fill(username)
    form.get_by_label("Password", exact=True).fill(password)
    form.get_by_role("button", name="Sign in", exact=True).click()


def drawn(page: Page) -> None:
    """Waits until a page and what it fetches is there."""
    expect(page.locator("main h1")).to_be_attached()
    at_rest(page)


def ask(page: Page, method: str, path: str, body: Any = None) -> Any:
    """An answer of the API, as whoever looks at the page."""
    return page.evaluate(ASK, [method, path, body])


def series_named(page: Page, name: str) -> dict[str, Any]:
    """The series of that name."""
    found = ask(page, "GET", "/api/series?limit=200")["items"]
    series: dict[str, Any] = next(one for one in found if one["name"] == name)
    return series


def books_of(page: Page, name: str) -> list[dict[str, Any]]:
    """The comics of a series, in order."""
    found: list[dict[str, Any]] = ask(page, "GET", f"/api/books?series={series_named(page, name)['id']}&sort=number")[
        "items"
    ]
    return found


def cells(page: Page) -> int:
    """How many the grid says there are."""
    return int(page.locator(".windowed .cell").first.get_attribute("aria-setsize") or 0)


def in_view(page: Page) -> Locator:
    """A card of the grid that somebody looks at, by its place in the list."""
    index = page.wait_for_function(IN_VIEW).json_value()
    return page.locator(f".windowed > .cell[data-index='{index}'] > a")


# Lists of which only the rows in view are drawn are laid out anew in the frame after their width has changed.
TOO_WIDE = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  return document.documentElement.scrollWidth - document.documentElement.clientWidth
}"""


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window, once it is laid out."""
    wide: int = page.evaluate(TOO_WIDE)
    return wide
