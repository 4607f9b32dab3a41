"""The frame of all pages: what the first opening costs, where the focus goes, addresses, what is left behind."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.quiet import at_rest
from tests.web.shelves import opened, series_named

pytestmark = pytest.mark.web

BUDGET = 150 * 1024  # bytes, compressed, of all that a first page needs: page, styles, modules, font, icons, words

COSTS = """() => {
  const page = performance.getEntriesByType('navigation')[0];
  const path = ({ name }) => new URL(name).pathname;
  const own = performance.getEntriesByType('resource').filter((one) => !path(one).startsWith('/api/'));
  const all = [page, ...own].map((one) => ({ path: path(one), transferSize: one.transferSize,
    encodedBodySize: one.encodedBodySize, decodedBodySize: one.decodedBodySize }));
  const paints = Object.fromEntries(performance.getEntriesByType('paint').map((one) => [one.name, one.startTime]));
  return { all, paints, loaded: page.loadEventEnd };
}"""
# How everything in the page looks, to be held against how it looks once the style sheets of other pages have come.
LOOKS = """() => [...document.querySelectorAll('body *')].map((one) => {
  const look = getComputedStyle(one);
  const traits = ['display', 'position', 'overflow', 'userSelect', 'color', 'fontSize', 'borderTopWidth'];
  return [one.tagName, one.getAttribute('class'), ...traits.map((trait) => look[trait])].join(' | ');
})"""
FETCH = """async (names) => {
  const start = document.querySelector('script[src$="/js/start.js"]').src;
  const { style, styled } = await import(start.replace('start.js', 'style.js'));
  for (const name of names) style(name);
  await styled();
}"""
NOT_TEXT = (".woff2", ".png", ".jpg")


@pytest.mark.parametrize(("path", "there"), [("/", "main h2"), ("/browse", ".windowed a.card")])
def test_the_shell_is_small_and_compressed(web: Any, path: str, there: str) -> None:
    page = web.new_page()
    page.goto(web.url + path)
    expect(page.locator(there).first).to_be_visible()
    at_rest(page)
    found = page.evaluate(COSTS)
    files = found["all"]
    total, wire = (sum(one[name] for one in files) for name in ("encodedBodySize", "transferSize"))
    largest = sorted(files, key=lambda one: -one["encodedBodySize"])[:12]
    first, full = found["paints"]["first-paint"], found["paints"]["first-contentful-paint"]
    print(f"\n{path}: {total:,} bytes compressed, {wire:,} with headers, in {len(files)} files")
    print(f"first paint {first:.0f} ms, contentful {full:.0f} ms, loaded {found['loaded']:.0f} ms")
    print("\n".join(f"  {one['encodedBodySize']:>7,} {one['path']}" for one in largest))
    plain = [
        one["path"]
        for one in files
        if one["decodedBodySize"] > 2000
        and not one["path"].endswith(NOT_TEXT)
        and one["encodedBodySize"] >= one["decodedBodySize"]
    ]
    assert plain == [], "text that came uncompressed"
    assert total < BUDGET


def test_a_menu_gives_the_focus_back(care: Any) -> None:
    page = opened(care, "/lists")
    page.goto(f"{care.url}/series/{series_named(page, 'Tidewright')['id']}")
    more = page.locator(".actions summary")
    more.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Edit", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(more).to_be_focused()


def test_the_styles_of_one_page_change_nothing_in_another(care: Any) -> None:
    page = opened(care, "/lists")
    page.goto(f"{care.url}/series/{series_named(page, 'Tidewright')['id']}")
    page.get_by_role("button", name="One-shots", exact=True).click()
    page.get_by_role("button", name="All", exact=True).click()
    page.locator(".actions summary").click()
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    at_rest(page)
    expect(page.locator(".tree .leaf").first).to_be_attached()
    before = page.evaluate(LOOKS)
    page.evaluate(FETCH, ["reader", "admin", "statistics", "offline"])
    changed = [pair for pair in zip(before, page.evaluate(LOOKS), strict=True) if pair[0] != pair[1]]
    assert changed == []


def test_what_did_not_come_is_said_where_it_was_wanted(care: Any) -> None:
    """The module of a dialog, which another build of the server may not have any more."""
    page = opened(care, "/lists")
    page.route("**/js/lists/add.js", lambda route: route.fulfill(status=404))
    page.goto(f"{care.url}/series/{series_named(page, 'Tidewright')['id']}")
    page.get_by_role("button", name="Add to list").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Loading it again usually helps.")
    page.unroute("**/js/lists/add.js")
    toast.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Add to list").click()
    expect(page.get_by_role("dialog", name="Add to a list")).to_be_visible()


def test_an_address_gone_wrong_is_not_here(web: Any) -> None:
    page = web.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for path in ("/series/%E0%A4%A", "/read/%zz"):
        page.goto(web.url + path)
        expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    assert errors == []


def test_what_was_left_is_let_go(web: Any) -> None:
    """Going in and out of a page leaves nothing of it behind, once what it showed has changed."""
    page = opened(web, "/")
    for _ in range(3):
        page.evaluate("history.pushState(null, '', '/account'); dispatchEvent(new PopStateEvent('popstate'))")
        expect(page.get_by_role("heading", level=1)).to_have_text("Account")
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    page.keyboard.press("t")
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    kind = session.send("Runtime.evaluate", {"expression": "HTMLInputElement.prototype"})["result"]["objectId"]
    inputs = session.send("Runtime.queryObjects", {"prototypeObjectId": kind})["objects"]["objectId"]
    count = "function () { return this.filter((one) => one.name === 'theme' && !one.isConnected).length }"
    found = session.send(
        "Runtime.callFunctionOn", {"functionDeclaration": count, "objectId": inputs, "returnByValue": True}
    )
    assert found["result"]["value"] == 0


def test_nothing_lies_below_a_notch(web: Any) -> None:
    """A telephone held across, with its camera at the left."""
    page = opened(web, "/browse", viewport={"width": 844, "height": 390})
    notch = 50
    page.context.new_cdp_session(page).send(
        "Emulation.setSafeAreaInsetsOverride", {"insets": {"left": notch, "leftMax": notch}}
    )

    def lies_right(selector: str) -> None:
        box = page.locator(selector).first.bounding_box()
        assert box
        assert box["x"] >= notch, selector

    for selector in (".nav-open", "main h1", ".windowed a.card"):
        lies_right(selector)
    page.goto(f"{web.url}/read/{web.comics[0]['id']}")
    expect(page.locator(".stage img.page").first).to_be_visible()
    for selector in (".chrome-top a", ".scrub"):
        lies_right(selector)


# Asks for the libraries once more, and says how that ended.
# `drawn`: they can be shown; `whole`: the answer comes to its end.
ASK_AGAIN = """async ({ name, drawn = true, whole = true }) => {
  const start = document.querySelector('script[src$="/js/start.js"]').src;
  const of = (file) => import(start.replace('start.js', file));
  const [state, libraries] = [await of('state.js'), await of('libraries.js')];
  state.set({ libraries: null });
  const end = state.subscribe(['libraries'], () => { if (!drawn) throw new RangeError('a mistake in drawing'); });
  const { fetch } = window;
  const broken = { start: (body) => body.error(new TypeError('the connection broke')) };
  if (!whole) window.fetch = async () => new Response(new ReadableStream(broken));
  try {
    return await libraries[name]().then(() => 'fine', (error) => error.code ?? error.name);
  } finally {
    window.fetch = fetch;
    end();
  }
}"""


def test_what_is_refused_is_passed_over_and_a_mistake_is_not(web: Any) -> None:
    page = opened(web, "/browse")
    assert page.evaluate(ASK_AGAIN, {"name": "librariesKnown"}) == "fine"
    assert page.evaluate(ASK_AGAIN, {"name": "librariesKnown", "drawn": False}) == "RangeError"
    assert page.evaluate(ASK_AGAIN, {"name": "loadLibraries", "whole": False}) == "offline"
    assert page.evaluate(ASK_AGAIN, {"name": "librariesKnown", "whole": False}) == "fine"
