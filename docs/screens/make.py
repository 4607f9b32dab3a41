"""Makes the pictures in this folder from a running server.

    ./quarterbin serve --port 8000          # without a folder: the sample library
    .venv/bin/python docs/screens/make.py http://127.0.0.1:8000 CODE

CODE is the one-time code for the first admin, who is made here: the server must be a fresh one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDTHS = {"": (1440, 900), "-phone": (390, 844)}


def shoot(page: Page, name: str) -> None:
    """A picture, once nothing loads any more."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function("[...document.images].every(image => image.complete)")
    page.wait_for_timeout(400)  # the covers' fade
    page.screenshot(path=HERE / f"{name}.png")


def main(url: str, code: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(url)
        page.locator("input[name=code]").fill(code)
        page.locator("input[name=username]").fill("nora")
        page.locator("input[name=password]").fill("correct horse battery")
        shoot(page, "login")
        page.keyboard.press("Enter")
        page.locator("h2").first.wait_for()
        found = page.evaluate("fetch('/api/series?sort=number&order=desc&limit=1').then(r => r.json())")["items"][0]
        issues = page.evaluate(f"fetch('/api/books?sort=number&series={found['id']}').then(r => r.json())")["items"]
        for issue, at in ((issues[0], 6), (issues[1], 2)):
            body = f"{{comic_id: '{issue['id']}', current_page: {at}, completed: {str(at == 6).lower()}}}"
            page.evaluate(
                f"fetch('/api/progress', {{method: 'POST', body: JSON.stringify({body}), "
                "headers: {'Content-Type': 'application/json'}})"
            )
        paths = {
            "home": "/",
            "browse": "/browse",
            "series": f"/series/{found['id']}",
            "reader": f"/read/{issues[1]['id']}?page=3",
            "scan": "/admin/scan",
        }
        for suffix, (width, height) in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            for name, path in paths.items():
                page.goto(url + path)
                page.locator("h1").first.wait_for(state="attached")
                shoot(page, name + suffix)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
