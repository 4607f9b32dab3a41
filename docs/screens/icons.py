"""Makes the app's icons as pictures from gateway/web/img/icon.svg, for systems that install web apps and take no SVG.

.venv/bin/python docs/screens/icons.py
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

IMG = Path(__file__).parents[2] / "gateway" / "web" / "img"
GROUND = "#121110"
# Name, side in pixels, and how much of it the drawing takes: a maskable icon may lose all outside a circle of 80 %.
ICONS = (
    ("icon-192", 192, 0.86),
    ("icon-512", 512, 0.86),
    ("icon-maskable-512", 512, 0.56),
    ("icon-touch-180", 180, 0.7),
)


def main() -> None:
    drawing = (IMG / "icon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, side, share in ICONS:
            page = browser.new_page(viewport={"width": side, "height": side})
            clear = share > 0.8
            page.set_content(
                f"<style>body{{margin:0;display:grid;place-items:center;height:100vh;"
                f"background:{'transparent' if clear else GROUND}}}svg{{width:{share * 100}%}}</style>{drawing}"
            )
            page.screenshot(path=IMG / f"{name}.png", omit_background=clear)
        browser.close()


if __name__ == "__main__":
    main()
