"""No page says anything that is in no catalogue, none has words that do not fit, none breaks the content policy: the
app in German, every text of its catalogue marked, on the narrowest of phones."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.web.quiet import at_rest
from tests.web.shelves import books_of, drawn, too_wide
from tests.web.test_languages_web import catalogue
from tests.web.test_policy_web import WATCH

MARK = "⟦{}⟧"
WORD = re.compile(r"[^\W\d_]{2,}")
PAGES = (
    *("/", "/browse?read=unread&year=2024", "/browse?show=comics&view=list", "/search?q=tide", "/search?q=zzzz"),
    *(
        "/statistics",
        "/recent",
        "/bookmarks",
        "/lists",
        "/folders",
        "/tags",
        "/missing",
        "/duplicates",
        "/gaps",
        "/problems",
    ),
    *("/problems", "/offline", "/account", "/lost", "/admin/scan", "/admin/libraries", "/admin/users", "/admin/system"),
    *("/admin/logs", "/admin/backups", "/admin/settings"),
)
OWN = {
    "quarterbin",
    "ke",
    "english",
    "deutsch",
    "français",
    "español",
    "日本語",
    "sqlite",
    "ms",
    "metrics",
    "media",
    "alt",
}
# Words of closed vocabularies, which the server has in English: none is shown so.
CLOSED = {
    text.casefold()
    for key, text in catalogue("en").items()
    if key.startswith(("status.", "role.", "made.", "format.")) and isinstance(text, str)
} | {"ongoing", "folder"}
# What Intl writes: dates, days beside today, sizes and times.
INTL = """() => {
  const made = [-1, 0].map((back) => new Intl.RelativeTimeFormat('de', { numeric: 'auto' }).format(back, 'day'));
  for (const dateStyle of ['medium', 'long', 'full']) {
    const name = new Intl.DateTimeFormat('de', { dateStyle });
    for (let day = 0; day < 365; day += 5) made.push(name.format(new Date(2026, 0, day + 1)));
  }
  for (let month = 0; month < 12; month++) made.push(new Date(2026, month, 1).toLocaleString('de', { month: 'short' }));
  for (const unit of ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'second', 'minute', 'hour']) {
    for (const unitDisplay of ['short', 'long']) {
      for (const n of [1, 2]) made.push(new Intl.NumberFormat('de', { style: 'unit', unit, unitDisplay }).format(n));
    }
  }
  return made;
}"""
# Keeps what the server says.
LISTEN = """
  window.heard = [];
  for (const name of ['json', 'text']) {
    const read = Response.prototype[name];
    Response.prototype[name] = async function () {
      const told = await read.call(this);
      if (this.url.includes('/api/')) window.heard.push(JSON.stringify(told));
      return told;
    };
  }
"""
# Every text that is seen or said; what stands beside marked words in a sentence is of that sentence.
TEXTS = """() => {
  const said = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const within = node.parentElement;
    if (within.closest('script, style, noscript, pre, code, .log-more dd')) continue;
    if (within.textContent.includes('⟦')) continue;
    said.push(node.data);
  }
  const names = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription'];
  for (const name of names) {
    for (const one of document.querySelectorAll(`[${name}]`)) said.push(one.getAttribute(name));
  }
  return said.filter((text) => !text.includes('⟦'));
}"""
# Words of what is pressed or headed that reach beyond it or are cut.
CROWDED = """() => {
  const found = [];
  for (const one of document.querySelectorAll('button, .btn, summary, h1, h2, h3, label, .tag, .state')) {
    if (!one.checkVisibility({ contentVisibilityAuto: true }) || one.closest('.sr, .skip')) continue;
    const outer = one.getBoundingClientRect();
    const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const words = document.createRange();
      words.selectNodeContents(node);
      const inner = words.getBoundingClientRect();
      const hidden = node.parentElement.offsetWidth < 2 || node.parentElement.closest('.sr, .path, .log-event');
      if (!hidden && node.data.includes('⟦') && (inner.left < outer.left - 2 || inner.right > outer.right + 2)) {
        found.push(`${node.data} in ${one.className}`);
      }
    }
  }
  return found;
}"""
# What opens on a page: where, and the key of the words on its button.
OPENED = (
    ("/browse", "filter.genre"),
    ("/browse", "select.select"),
    ("/lists", "lists.newTitle"),
    ("/admin/libraries", "library.add"),
    ("/admin/libraries", "library.schedule"),
    ("/admin/libraries", "library.remove"),
    ("/admin/users", "invite.make"),
    ("/admin/scan", "scan.rescan"),
    ("/account", "account.newKey"),
    ("/account", "removal.open"),
)


class Walk:
    """A phone on which the app speaks German, every text of the catalogue between marks."""

    def __init__(self, web: Any, width: int, login: bool = True) -> None:
        self.web, self.known = web, set(OWN)
        self.words = catalogue("de")
        self.page: Page = web.new_page(width, 700, True, login, locale="de-DE", reduced_motion="reduce")
        self.page.add_init_script(LISTEN + WATCH)
        for name in ("de.json", "server/de.json"):
            self.page.route(f"**/locales/{name}", self._mark)
        self.found: dict[str, list[str]] = {}

    def _mark(self, route: Route) -> None:
        told = catalogue(route.request.url.partition("/locales/")[2].removesuffix(".json"))
        marked = {
            key: {form: MARK.format(text) for form, text in one.items()} if isinstance(one, dict) else MARK.format(one)
            for key, one in told.items()
        }
        route.fulfill(json=marked)

    def to(self, path: str) -> Page:
        self.page.goto(self.web.url + path)
        drawn(self.page)
        self.look(path)
        return self.page

    def look(self, where: str) -> None:
        """Notes what is wrong with the page as it stands."""
        heard = self.page.evaluate("window.heard.splice(0)") + self.page.evaluate(INTL)
        self.known |= {word.lower() for text in heard for word in WORD.findall(text)}
        foreign = [text for text in self.page.evaluate(TEXTS) if self._foreign(text)]
        wide = [f"{over} px too wide"] if (over := too_wide(self.page)) > 0 else []
        broken = self.page.evaluate("window.violations.splice(0)")
        if wrong := [*foreign, *wide, *self.page.evaluate(CROWDED), *broken]:
            self.found[where] = wrong

    def _foreign(self, text: str) -> bool:
        """Is there a word that no catalogue has, no answer of the server, and not Intl; or one of a vocabulary?"""
        if any(part.strip().casefold() in CLOSED for part in re.split(r"[,()·]", text)):
            return True
        return any(word.lower() not in self.known for word in WORD.findall(text))

    def press(self, path: str, key: str) -> None:
        """Presses on a page what is called as the catalogue says, and looks at what opens."""
        self.page.goto(self.web.url + path)
        drawn(self.page)
        name = re.compile(re.escape(MARK.format(self.words[key])))
        button = self.page.get_by_role("button", name=name)
        button.or_(self.page.locator("summary", has_text=name)).first.click()
        at_rest(self.page)
        self.look(f"{path} {key}")


def test_every_word_is_of_the_catalogue_and_fits(care: Any) -> None:
    walk = Walk(care, 320)
    page = walk.to("/")
    book, kaiju = books_of(page, "Tidewright")[0], books_of(page, "Paper Kaiju")[0]
    for path in (
        *PAGES,
        *(f"/series/{one['series_id']}" for one in (book, kaiju)),
        f"/issue/{book['id']}",
        f"/read/{book['id']}?page=2",
    ):
        walk.to(path)
    assert not walk.found, walk.found


def test_what_opens_on_a_page_speaks_too_and_fits(care: Any) -> None:
    walk = Walk(care, 320)
    for path, key in OPENED:
        walk.press(path, key)
    walk.to("/")
    walk.page.keyboard.press("?")
    expect(walk.page.get_by_role("dialog")).to_be_visible()
    walk.look("the keys")
    assert not walk.found, walk.found


def test_what_is_seen_before_anybody_is_signed_in(care: Any) -> None:
    walk = Walk(care, 320, login=False)
    page = walk.page
    card = page.locator(".login-card")
    told: dict[str, Any] = {}
    page.route("**/api/auth/setup", lambda route: route.fulfill(json=told))
    for required in (True, False):
        told |= {"required": required, "registration": "approval"}
        page.goto(f"{care.url}/invite#gone")
        expect(card.get_by_role("heading")).to_be_visible()
        walk.look(f"an administrator is wanted: {required}")
        page.goto("about:blank")
    page.goto(care.url)
    page.locator("[name=username]").fill("nobody-at-all")
    page.locator("[name=password]").fill("nothing of the kind")
    page.keyboard.press("Enter")
    expect(card.get_by_role("alert")).to_contain_text(walk.words["auth.wrong"])
    walk.look("a wrong password")
    card.get_by_role("button", name=walk.words["auth.askAccount"]).click()
    walk.look("asking for an account")
    assert not walk.found, walk.found
