"""Makes every picture in this folder and the page that shows them, from a server of its own.

    PYTHONPATH=. .venv/bin/python docs/screens/make.py [NAME ...]

Each page in three themes and three widths; NAME makes only those pages. Needs Chromium.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from made_up import NORA, Place, lived_in  # noqa: E402 - this folder is no package

WHERE = Path(tempfile.gettempdir()) / "quarterbin"  # the pictures show where the comics lie: the same every time
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDTHS = {"desktop": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}
THEMES = ("ink", "paper", "eink")
README = ("home",)  # kept as PNG too: the first page of the project shows it


def pages_of(place: Place) -> dict[str, str]:
    """Every page of the app: its picture's name, its path."""
    admin = ("scan", "libraries", "users", "system", "logs", "backups", "settings")
    plain = (
        "recent",
        "bookmarks",
        "statistics",
        "lists",
        "tags",
        "missing",
        "duplicates",
        "gaps",
        "problems",
        "offline",
        "account",
    )
    return {
        "home": "/",
        "browse": "/browse",
        "comics": "/browse?show=comics&view=list",
        "series": f"/series/{place.series}",
        "issue": f"/issue/{place.issue}",
        "reader": f"/read/{place.issue}?page=3",
        "search": "/search?q=comet",
        "list": f"/lists/{place.reading_list}",
        "smart-list": f"/smart/{place.smart_list}",
        **{name: f"/{name}" for name in plain},
        **{f"admin-{name}": f"/admin/{name}" for name in admin},
    }


def shoot(page: Page, name: str) -> None:
    """A picture, once nothing loads any more."""
    page.locator("h1, dialog[open] h2").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    page.wait_for_function("[...document.images].every(image => image.complete)")
    page.wait_for_timeout(400)  # the covers' fade
    taken = page.screenshot()
    with Image.open(io.BytesIO(taken)) as picture:
        picture.convert("RGB").save(HERE / f"{name}.webp", quality=72, method=6)
    if name.removesuffix("-ink-desktop") in README:
        (HERE / f"{name.removesuffix('-ink-desktop')}.png").write_bytes(taken)


def log_in(page: Page, url: str) -> None:
    """As a person does, which the account's own picture shows, too."""
    page.goto(url)
    page.locator("input[name=username]").fill(NORA.username)
    page.locator("input[name=password]").fill(NORA.password)
    page.keyboard.press("Enter")
    page.locator("main h1").first.wait_for()


def walk(browser: Browser, place: Place, theme: str, width: str, wanted: dict[str, str]) -> None:
    """All pages in one theme and width."""
    across, down = WIDTHS[width]
    touch = width != "desktop"
    context = browser.new_context(viewport={"width": across, "height": down}, has_touch=touch, service_workers="block")
    context.add_init_script(f"localStorage.setItem('quarterbin.theme', '{theme}')")
    page = context.new_page()
    page.goto(place.url)
    shoot(page, f"login-{theme}-{width}")
    log_in(page, place.url)
    for name, path in wanted.items():
        page.goto(place.url + path)
        shoot(page, f"{name}-{theme}-{width}")
    context.close()


def gallery(names: list[str]) -> str:
    """The page that shows them all."""
    lines = ["# Every page", "", "Made by `docs/screens/make.py`: ink, paper and e-ink; desktop, tablet and phone.", ""]
    for name in names:
        lines += [f"## {name}", ""]
        for theme in THEMES:
            shown = [
                f'<img src="{name}-{theme}-{width}.webp" height="260" alt="{name}, {theme}, {width}">'
                for width in WIDTHS
            ]
            lines += [" ".join(shown), ""]
    return "\n".join(lines)


@contextmanager
def new_folder() -> Iterator[Path]:
    """`WHERE`, which must not be there before and is not afterwards."""
    WHERE.mkdir()
    try:
        yield WHERE
    finally:
        shutil.rmtree(WHERE)


def main(only: list[str]) -> None:
    with new_folder() as folder, lived_in(folder) as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        pages = pages_of(place)
        wanted = {name: path for name, path in pages.items() if not only or name in only}
        for theme in THEMES:
            for width in WIDTHS:
                walk(browser, place, theme, width, wanted)
        (HERE / "README.md").write_text(gallery(["login", *pages]))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
