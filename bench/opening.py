"""A page that is opened in Chromium: when its covers are there, and what it asks of the server until then."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

# Notes when covers come in, and every shift of the layout.
WATCH = """
window.opening = {covers: [], shifts: []}
new MutationObserver((records) => {
  for (const {target, oldValue} of records) {
    if (target.matches('.cover.is-in') && !/is-in/.test(oldValue ?? '')) opening.covers.push(performance.now())
  }
}).observe(document, {subtree: true, attributes: true, attributeFilter: ['class'], attributeOldValue: true})
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) opening.shifts.push([entry.value, entry.startTime])
}).observe({type: 'layout-shift', buffered: true})
"""
APART = ("/js/theme.js", "/js/stuck.js", "/js/offline/worker.js")  # no modules; one that is begun with when idle
# Those in view that can be there at all: of a comic that cannot be read, there is none.
ALL_IN_VIEW = """() => opening.covers.length > 0 && [...document.querySelectorAll('main .cover:not(.cover-broken)')]
  .filter((box) => {
    const {top, bottom, left, right} = box.getBoundingClientRect()
    return top < innerHeight && bottom > 0 && left < innerWidth && right > 0 && !box.closest('.bones')
  }).every((box) => box.matches('.is-in'))"""
SEEN = """() => ({
  covers: opening.covers,
  painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  named: [...document.querySelectorAll('link[rel=modulepreload]')].map(({href}) => href),
  asked: performance.getEntriesByType('resource').map(({name, startTime}) => [name, startTime]),
})"""
SHIFTED = "() => opening.shifts.reduce((sum, [value]) => sum + value, 0)"


def opened(page: Page, url: str) -> dict[str, Any]:
    """Opens `url` in a page that has opened nothing yet, and waits for its covers; the figures, times in ms.

    Of what went before it asked for the first cover: `asked` are paths of the API, `unnamed` the modules it found out
    about only by running others.
    """
    page.add_init_script(WATCH)
    page.goto(url)
    page.wait_for_function(ALL_IN_VIEW)
    seen = page.evaluate(SEEN)
    first = min(seen["covers"])
    asked = [(urlsplit(name).path, begun) for name, begun in seen["asked"]]
    wished = min(begun for path, begun in asked if path.startswith("/api/cover/"))
    before = [path for path, begun in asked if begun < wished]
    known = {urlsplit(name).path for name in seen["named"]}
    return {
        "first paint with content": round(seen["painted"]),
        "first cover": round(first),
        "covers in view": round(max(seen["covers"])),
        "requests before": len(before),
        "asked": sorted(path for path in before if path.startswith("/api/") and not path.startswith("/api/read/")),
        "unnamed": sorted(
            path for path in before if path.endswith(".js") and path not in known and not path.endswith(APART)
        ),
    }


def shifted(page: Page) -> float:
    """By how much the layout has moved since then, as Chromium counts it."""
    moved: float = page.evaluate(SHIFTED)
    return moved
