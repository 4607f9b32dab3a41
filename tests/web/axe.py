"""What axe finds wrong with a page, in words; and the same of a page in all three themes."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

THEMES = ("ink", "paper", "eink")
AXE = Axe().axe_script
FINDINGS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] })
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}"""


def findings(page: Page) -> list[str]:
    """What axe finds that is serious or critical, one line each."""
    if not page.evaluate("() => 'axe' in window"):  # half of the time goes into reading it, so once a document
        page.evaluate(AXE)
    found: list[str] = page.evaluate(FINDINGS)
    return found


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
