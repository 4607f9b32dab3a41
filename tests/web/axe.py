"""What axe finds wrong with a page, in words; and the same of a page in all three themes."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

THEMES = ("ink", "paper", "eink")
OPTIONS = {"resultTypes": ["violations"], "preload": False}
COLOURS = {**OPTIONS, "runOnly": ["color-contrast"]}


def findings(page: Page) -> list[str]:
    """What axe finds that is serious or critical, one line each."""
    return serious(Axe().run(page, options=OPTIONS).response["violations"])


def serious(found: list[dict[str, Any]]) -> list[str]:
    return [
        f"{item['id']}: {node['html'][:160]}"
        for item in found
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"]
    ]


def in_all_themes(page: Page) -> dict[str, list[str]]:
    """The findings of a page as it stands, by theme; empty where nothing is wrong. Themes differ in colours alone: all
    else is looked at once. Transitions have to be off (`reduced_motion="reduce"`), or colours are measured
    half way."""
    before = page.evaluate("() => document.documentElement.dataset.theme")
    first, *others = THEMES
    wear = "(theme) => { document.documentElement.dataset.theme = theme }"
    page.evaluate(wear, first)
    found = {first: findings(page)}
    for theme in others:
        page.evaluate(wear, theme)
        found[theme] = serious(page.evaluate("(options) => axe.run(options).then((all) => all.violations)", COLOURS))
    page.evaluate(wear, before)
    return {theme: those for theme, those in found.items() if those}
