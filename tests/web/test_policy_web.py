"""The app under its own content policy and Trusted Types: nothing it does breaks them, and nothing gets past them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.shelves import books_of, drawn, opened
from tests.web.test_words_web import OPENED, PAGES, catalogue

pytestmark = pytest.mark.web

# What browsers report of a page, whatever the page does afterwards.
WATCH = """
  window.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI, sample, sourceFile, lineNumber } = event;
    window.violations.push(`${effectiveDirective}: ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`);
  });
"""
# Ways for a text to become a script; each says whether it was kept from it.
WAYS = {
    "markup": "document.createElement('div').innerHTML = '<b>x</b>'",
    "the address of a script": "document.createElement('script').src = '/js/theme.js'",
    "the text of a script": "document.createElement('script').text = 'window.got = 1'",
    "another worker": "navigator.serviceWorker.register('/js/theme.js')",
    "our worker, as a text": "navigator.serviceWorker.register('/sw.js')",
    "a thread": "new Worker('/js/theme.js')",
    "a policy of one's own": "trustedTypes.createPolicy('mine', { createHTML: (text) => text })",
    "our policy once more": "trustedTypes.createPolicy('quarterbin-worker', { createScriptURL: (text) => text })",
}
TRY = """async () => {
  try { await (%s); } catch (error) { return error.name; }
  return 'it was done';
}"""
REGISTERED = """async () => {
  const all = await navigator.serviceWorker.getRegistrations();
  return all.map(({ active }) => active.scriptURL);
}"""


def test_no_page_breaks_the_policy(care: Any) -> None:
    page = care.new_page(service_workers="allow", reduced_motion="reduce")
    page.add_init_script(WATCH)
    found: dict[str, list[str]] = {}

    def look(where: str) -> None:
        if broken := page.evaluate("window.violations.splice(0)"):
            found[where] = broken

    page.goto(care.url)
    drawn(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    book = books_of(page, "Tidewright")[0]
    for path in (*PAGES, f"/series/{book['series_id']}", f"/issue/{book['id']}", f"/read/{book['id']}?page=2"):
        page.goto(care.url + path)
        drawn(page)
        look(path)
    words = catalogue("en")
    for path, key in OPENED:
        page.goto(care.url + path)
        drawn(page)
        button = page.get_by_role("button", name=words[key])
        button.or_(page.locator("summary", has_text=words[key])).first.click()
        page.wait_for_load_state("networkidle")
        look(f"{path} {key}")
    assert found == {}


def test_no_text_becomes_a_script(web: Any) -> None:
    page = opened(web, "/", service_workers="allow")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(f"() => {{ {WATCH} }}")
    done = {name: page.evaluate(TRY % way) for name, way in WAYS.items()}
    assert done == dict.fromkeys(WAYS, "TypeError")
    assert len(page.evaluate("window.violations")) == len(WAYS)
    assert page.evaluate(REGISTERED) == [f"{web.url}/sw.js"]
