"""What axe finds wrong with a page, in words; and the same of a page in all three themes."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

THEMES = ("ink", "paper", "eink")


def findings(page: Page) -> list[str]:
    """What axe finds that is serious or critical, one line each."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{item['id']}: {node['html'][:160]}"
        for item in found
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"]
    ]


def in_all_themes(page: Page) -> dict[str, list[str]]:
    """The findings of a page as it stands, by theme; empty where nothing is wrong. Transitions have to be off
    (`reduced_motion="reduce"`), or colours are measured half way."""
    before = page.evaluate("() => document.documentElement.dataset.theme")
    found = {}
    for theme in THEMES:
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
        found[theme] = findings(page)
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", before)
    return {theme: those for theme, those in found.items() if those}
