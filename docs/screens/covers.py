"""Makes covers-arriving.png and broken.png: a grid while its covers arrive, and a comic that cannot be read.

    PYTHONPATH=. .venv/bin/python docs/screens/covers.py

The server opens nothing in the background here, and has one child for pages of twelve megapixels: so the covers come
as slowly as on a small machine, and the picture can be taken between them. Needs Chromium.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from made_up import NORA, break_one  # noqa: E402 - this folder is no package
from make import FLAGS, log_in  # noqa: E402

from cli.sample.assemble import assemble  # noqa: E402
from tests.e2e.house import client, scanned, set_up  # noqa: E402
from tests.e2e.server import Server  # noqa: E402

PAGE = (2800, 4300)  # pixels of a page whose cover is long in the making
ARRIVED, ALL = 5, 12  # covers on the screen when the pictures are taken
COVERS = "document.querySelectorAll('main .cover.is-in').length"


def enlarge(comics: Path) -> None:
    """Each comic keeps its first page alone, as a large PNG."""
    for path in comics.rglob("*.cbz"):
        with zipfile.ZipFile(path) as archive:
            pages = sorted(name for name in archive.namelist() if name.endswith((".jpg", ".png", ".webp")))
            with Image.open(io.BytesIO(archive.read(pages[0]))) as image:
                large = io.BytesIO()
                image.convert("RGB").resize(PAGE).save(large, "PNG", compress_level=6)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("1.png", large.getvalue())


def arriving(page: Page, url: str) -> None:
    """The grid, when some covers are there and others are not."""
    page.goto(f"{url}/browse?show=comics")
    page.wait_for_function(f"{COVERS} >= {ARRIVED}")
    page.screenshot(path=HERE / "covers-arriving.png")


def broken(page: Page, url: str) -> None:
    """The same, when all have come but that of the comic that cannot be read."""
    page.goto(f"{url}/browse?show=comics")
    page.locator("main .cover-broken").first.wait_for()
    page.wait_for_function(f"{COVERS} >= {ALL}", timeout=90_000)
    page.wait_for_timeout(400)  # the covers' fade
    page.screenshot(path=HERE / "broken.png")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        comics = Path(folder) / "comics"
        count = assemble(comics)
        enlarge(comics)
        count += break_one(comics)
        slow = {"THUMBS_INSPECT": "false", "THUMBS_WORKERS": "1"}
        server = Server(Path(folder) / "data", comics, environment=slow)
        try:
            server.start()
            with client(server.url) as http:
                set_up(http, server, NORA)
                scanned(http, count)
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            # The app's own policy would forbid the question how many covers are there.
            size = {"width": 1440, "height": 900}
            page = browser.new_page(viewport=size, service_workers="block", bypass_csp=True)
            page.add_init_script("localStorage.setItem('quarterbin.theme', 'ink')")
            log_in(page, server.url)
            arriving(page, server.url)
            broken(page, server.url)
            browser.close()
            server.stop()
        finally:
            server.kill()


if __name__ == "__main__":
    main()
