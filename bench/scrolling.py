"""A page that is scrolled in Chromium, and what that took: the times of frames, and the work within each.

Times between frames depend on what else the machine does. The work of the main thread within a frame is its processor
time, read from Chromium's own trace, and hardly depends on that.
"""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline"]
FRAME = 1000 / 60  # ms
# Notes when frames begin, and how many nodes are new, until told to stop.
BEGIN = """(selector) => {
  const seen = window.scrolling = {frames: [], made: 0, on: true}
  const list = document.querySelector(selector)
  const known = new Set(list?.querySelectorAll('*') ?? [])
  seen.observer = new MutationObserver((records) => {
    for (const {addedNodes} of records) for (const node of addedNodes) if (!known.has(node)) seen.made += 1
  })
  if (list) seen.observer.observe(list, {childList: true, subtree: true})
  const tick = (now) => {
    if (!seen.on) return
    seen.frames.push(now)
    requestAnimationFrame(tick)
  }
  return new Promise((done) => requestAnimationFrame((now) => { tick(now); done() }))
}"""
END = """() => {
  const {frames, made, observer} = window.scrolling
  window.scrolling.on = false
  observer.disconnect()
  return {frames, made, nodes: document.querySelectorAll('.windowed *').length}
}"""


@dataclass(frozen=True)
class Scroll:
    """`frames` are the ms from one frame to the next, `work` the main thread's ms of processor within each, `raster`
    those of all drawing beside it; `kinds` the main thread's ms by kind of work; `made` nodes of the list that were not
    there before, `nodes` of the list at the end."""

    frames: list[float]
    work: list[float]
    raster: float
    kinds: dict[str, float]
    made: int
    nodes: int

    @property
    def dropped(self) -> float:
        """Which share of the frames that a screen of 60 Hz would have shown was not there."""
        shown = sum(max(1, round(frame / FRAME)) for frame in self.frames)
        return 1 - len(self.frames) / shown

    def figures(self) -> dict[str, Any]:
        """All of it in few numbers."""
        return {
            "frame, ms": {**spread(self.frames), "late, %": round(100 * self.dropped, 1)},
            "main thread in a frame, ms": spread(self.work),
            "drawing in a frame, ms": round(self.raster / max(1, len(self.work)), 2),
            "by kind, ms in a frame": {name: round(ms / max(1, len(self.work)), 2) for name, ms in self.kinds.items()},
            "nodes": self.nodes,
            "nodes made": self.made,
        }


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and number."""
    p95 = statistics.quantiles(values, n=20)[-1]
    return {"median": round(statistics.median(values), 2), "p95": round(p95, 2), "count": len(values)}


def scrolled(page: Page, pixels: int, speed: int = 800, selector: str = ".windowed") -> Scroll:
    """Turns the wheel over the middle of the page by `pixels`, `speed` of them a second; `selector` is the list."""
    browser = page.context.browser
    size = page.viewport_size
    if browser is None or size is None:
        raise RuntimeError("A page of a persistent context cannot be traced.")
    session = page.context.new_cdp_session(page)
    turn = {"x": size["width"] // 2, "y": size["height"] // 2, "speed": speed, "gestureSourceType": "mouse"}
    browser.start_tracing(page=page, categories=CATEGORIES)
    page.evaluate(BEGIN, selector)
    session.send("Input.synthesizeScrollGesture", {**turn, "yDistance": -pixels, "preventFling": True})
    seen = page.evaluate(END)
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    session.detach()
    work, raster, kinds = read(trace)
    between = [after - before for before, after in zip(seen["frames"], seen["frames"][1:], strict=False)]
    return Scroll(between, work, raster, kinds, seen["made"], seen["nodes"])


KINDS = ("FireAnimationFrame", "UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit", "EventDispatch")


def read(trace: list[dict[str, Any]]) -> tuple[list[float], float, dict[str, float]]:
    """The main thread's ms within each frame, the ms of drawing in all, and the main thread's ms by kind."""
    fired = Counter((event["pid"], event["tid"]) for event in trace if event["name"] == "FireAnimationFrame")
    main = fired.most_common(1)[0][0]
    ours = [event for event in trace if (event["pid"], event["tid"]) == main and event["ph"] == "X"]
    tasks = sorted((event for event in ours if event["name"] == "RunTask"), key=lambda event: event["ts"])
    begun = sorted(event["ts"] for event in ours if event["name"] == "FireAnimationFrame")
    frames: list[float] = []
    at = 0
    for task in tasks:
        if at < len(begun) and begun[at] < task["ts"] + task["dur"]:
            frames.append(0.0)
            while at < len(begun) and begun[at] < task["ts"] + task["dur"]:  # several callbacks of one frame
                at += 1
        if frames:
            frames[-1] += task.get("tdur", 0) / 1000
    kinds = {name: sum(event.get("tdur", 0) for event in ours if event["name"] == name) / 1000 for name in KINDS}
    raster = sum(event.get("tdur", 0) for event in trace if event["name"] == "RasterTask") / 1000
    return frames[1:-1], raster, kinds
