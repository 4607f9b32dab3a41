"""When a page is at rest: all it asked for has come and been worked on, and the browser has nothing else to do.

Playwright's "networkidle" cannot say that: it is true once and for all after the first half second without a request,
which on a busy machine may lie between two modules, and a page that is gone to by a link is never waited for.
"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

JS = Path(__file__).parents[2] / "gateway" / "web" / "js"
TOAST_MS = re.findall(r"^const LASTS = (\d+);", (JS / "toast.js").read_text(), re.MULTILINE)[0]
# Runs before everything in a page. A request runs until its body has been read; the functions are the browser's own,
# whatever a test puts in their place later (such as a clock that stands still). A toast stays for longer than usual: on
# a busy machine it would be gone before it was looked at.
WATCH = """(() => {
  const fetched = window.fetch;
  const [idle, soon] = [window.requestIdleCallback?.bind(window), window.setTimeout.bind(window)];
  window.setTimeout = (work, after, ...more) => soon(work, after === TOAST_MS ? 25_000 : after, ...more);
  let running = 0;
  const watched = (work) => {
    running += 1;
    const over = () => soon(() => { running -= 1; });     // whoever waits for it has gone on by then
    work.then(over, over);
    return work;
  };
  window.fetch = (...what) => watched(fetched.apply(window, what));
  for (const name of ['json', 'text', 'blob', 'arrayBuffer']) {
    const read = Response.prototype[name];
    Response.prototype[name] = function () { return watched(read.call(this)); };
  }
  window.atRest = async () => {
    for (let calm = 0; calm < 2; calm = running ? 0 : calm + 1) await new Promise((done) => idle(() => soon(done)));
  };
})()""".replace("TOAST_MS", TOAST_MS)


def at_rest(page: Page) -> None:
    """Waits until all that the page fetches is there and shown."""
    page.wait_for_load_state("networkidle")
    page.evaluate("() => atRest()")
