"""The app under its own content policy and Trusted Types: nothing gets past them. That nothing the app does breaks them
is seen on the walk through all pages in test_words_web.py."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.shelves import opened

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


def test_no_text_becomes_a_script(web: Any) -> None:
    page = opened(web, "/", service_workers="allow")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(f"() => {{ {WATCH} }}")
    done = {name: page.evaluate(TRY % way) for name, way in WAYS.items()}
    assert done == dict.fromkeys(WAYS, "TypeError")
    assert len(page.evaluate("window.violations")) == len(WAYS)
    assert page.evaluate(REGISTERED) == [f"{web.url}/sw.js"]
