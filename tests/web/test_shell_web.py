"""What the first opening costs: bytes and time, by the browser's own figures."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

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
NOT_TEXT = (".woff2", ".png", ".jpg")


@pytest.mark.parametrize(("path", "there"), [("/", "main h2"), ("/browse", ".windowed a.card")])
def test_the_shell_is_small_and_compressed(web: Any, path: str, there: str) -> None:
    page = web.new_page()
    page.goto(web.url + path)
    expect(page.locator(there).first).to_be_visible()
    page.wait_for_load_state("networkidle")
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
