"""Reads a comic by touch on a phone, and keeps a picture of every step in this folder: reading-1-... to reading-9-...

    ./quarterbin serve --port 8000          # without a folder: the sample library
    .venv/bin/python docs/screens/reading.py http://127.0.0.1:8000 NAME PASSWORD

NAME is somebody who may read; `make.py` makes one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDTH, HEIGHT = 390, 844
LEFT, MIDDLE, RIGHT = (20, 420), (195, 420), (370, 420)


def touch(page: Page, *fingers: tuple[tuple[int, int], tuple[int, int]]) -> None:
    """Fingers that go from one place to another, together."""
    session = page.context.new_cdp_session(page)

    def points(share: float) -> list[dict[str, float]]:
        return [
            {"x": x + (to_x - x) * share, "y": y + (to_y - y) * share, "id": number}
            for number, ((x, y), (to_x, to_y)) in enumerate(fingers)
        ]

    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points(0)})
    for step in range(1, 9):
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points(step / 8)})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(700)  # the glide, and the pictures of the strip
    page.screenshot(path=HERE / f"reading-{name}.png")


def read(page: Page, url: str, comic: str) -> None:
    """From the first tap to the end page, and what was saved without a network."""
    page.goto(f"{url}/read/{comic}?page=1")
    expect(page.locator(".zones")).to_be_visible()
    shoot(page, "1-where-to-press")
    page.touchscreen.tap(*RIGHT)
    expect(page.locator(".stage img.page").first).to_be_visible()
    page.touchscreen.tap(*RIGHT)
    touch(page, ((330, 420), (60, 420)))
    shoot(page, "2-a-page")
    page.touchscreen.tap(*MIDDLE)
    shoot(page, "3-the-bars")
    page.touchscreen.tap(*MIDDLE)
    touch(page, ((150, 420), (60, 380)), ((240, 420), (330, 460)))
    shoot(page, "4-closer")
    page.touchscreen.tap(*MIDDLE)
    page.touchscreen.tap(*MIDDLE)
    page.wait_for_timeout(400)
    if not page.locator(".chrome-top").is_visible():
        page.touchscreen.tap(*MIDDLE)
    page.get_by_role("button", name="Bookmark this page").tap()
    page.get_by_role("button", name="Write a note").tap()
    page.get_by_role("textbox").first.fill("The harbour, drawn from memory")
    shoot(page, "5-a-note")
    page.get_by_role("button", name="Close").tap()
    page.get_by_role("button", name="Reader settings").tap()
    shoot(page, "6-settings")
    page.get_by_role("dialog").get_by_text("Scroll", exact=True).tap()
    page.get_by_role("button", name="Close").tap()
    page.touchscreen.tap(*MIDDLE)
    touch(page, ((195, 700), (195, 320)))
    shoot(page, "7-the-strip")
    while not page.locator(".reader[data-end]").count():
        page.touchscreen.tap(*RIGHT)
        page.wait_for_timeout(350)
    shoot(page, "8-the-end")
    page.touchscreen.tap(*LEFT)
    page.wait_for_timeout(500)
    if not page.locator(".chrome-top").is_visible():
        page.touchscreen.tap(*MIDDLE)
    page.get_by_role("button", name="Reader settings").tap()
    page.get_by_role("button", name="Save offline").tap()
    expect(page.get_by_text("can be read without a network")).to_be_visible(timeout=20_000)
    page.goto(f"{url}/offline")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".saved")).to_have_count(1)
    shoot(page, "9-without-a-network")


def main(url: str, name: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        options = {"width": WIDTH, "height": HEIGHT}
        context = browser.new_context(viewport=options, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(url)
        page.locator("input[name=username]").fill(name)
        page.locator("input[name=password]").fill(password)
        page.keyboard.press("Enter")
        page.locator("main h2").first.wait_for()
        ready = "navigator.serviceWorker.ready.then(() => new Promise((done) => setTimeout(done, 2000)))"
        page.evaluate(ready)
        found = page.evaluate("fetch('/api/books?sort=number&limit=20').then((answer) => answer.json())")["items"]
        issues = [page.evaluate(f"fetch('/api/read/{one['id']}').then((answer) => answer.json())") for one in found]
        read(page, url, next((one for one in issues if one["next"]), issues[0])["id"])
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
