"""What the tests of the app without a network stand on: a browser with a service worker, and what is saved in it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.web.reading import call, wait_for
from tests.web.shelves import sign_in

SAVE = """async (what) => {
  const at = document.querySelector('script[src$="/js/start.js"]').src.replace('/js/start.js', '');
  const { saveOffline } = await import(`${at}/js/offline/save.js`);
  await saveOffline(what);
}"""

PURGE = """async () => {
  const at = document.querySelector('script[src$="/js/start.js"]').src.replace('/js/start.js', '');
  await (await import(`${at}/js/offline/remove.js`)).purge();
}"""

# Pages whose number is in `window.held` never come; those in `window.broken` cannot be read.
HOLD_PAGES = """
  const ask = window.fetch;
  const told = () => JSON.parse(sessionStorage.getItem('told') ?? '{}');
  window.fetch = (what, init) => {
    const page = /\\/page\\/(\\d+)/.exec(String(what))?.[1];
    const { held = [], broken = [] } = told();
    if (held.includes(Number(page))) return new Promise((_, no) => {
      init?.signal?.addEventListener('abort', () => no(init.signal.reason));
    });
    if (broken.includes(Number(page))) {
      const problem = { code: 'comic_unreadable', detail: 'This page is damaged in the file.' };
      return Promise.resolve(new Response(JSON.stringify(problem), { status: 422 }));
    }
    return ask(what, init);
  };
"""
CONTROLLED = "navigator.serviceWorker.controller !== null"
PRIVATE = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith('quarterbin-saved-'));
  const database = await new Promise((done) => {
    const request = indexedDB.open('quarterbin-offline');
    request.onsuccess = () => done(request.result);
  });
  const all = await new Promise((done) => {
    const request = database.transaction('comics').objectStore('comics').getAll();
    request.onsuccess = () => done(request.result);
  });
  database.close();
  const entries = all.map(({ name, state, done }) => ({ name, state, done }));
  return { caches: names.length, entries, keys: Object.keys(localStorage) };
}"""


class Device:
    """A browser with a service worker, somebody logged in, and the whole app on it."""

    def __init__(self, web: Any, init: str = "", **options: Any) -> None:
        self.web = web
        self.page: Page = web.new_page(service_workers="allow", **options)
        self.context: BrowserContext = self.page.context
        if init:
            self.page.add_init_script(init)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(web.url)
        self.ready()

    def ready(self) -> None:
        """The worker has everything and answers for this page."""
        expect(self.page.locator("main h1")).to_be_attached()
        wait_for(lambda: self.page.evaluate(CONTROLLED), "the worker")

    def series(self, name: str) -> dict[str, Any]:
        found = call(self.page, "GET", f"/api/series?q={name.replace(' ', '+')}&limit=1")["body"]["items"]
        one: dict[str, Any] = found[0]
        return one

    def save(self, what: dict[str, Any], comics: int) -> None:
        """Saves, and waits until so many comics are whole."""
        self.page.evaluate(SAVE, what)
        self.page.goto(f"{self.web.url}/offline")
        expect(self.page.locator(".saved")).to_have_count(comics)
        wait_for(lambda: self.all_saved(comics), f"{comics} saved comics")

    def all_saved(self, comics: int) -> bool:
        entries = self.page.evaluate(PRIVATE)["entries"]
        return len(entries) == comics and all(one["state"] == "saved" for one in entries)

    def tell(self, **told: list[int]) -> None:
        """What HOLD_PAGES does from now on."""
        self.page.evaluate("told => sessionStorage.setItem('told', JSON.stringify(told))", told)

    def offline(self, on: bool) -> None:
        self.context.set_offline(on)

    def sign_in(self, who: dict[str, str]) -> None:
        sign_in(self.page, **who)
        expect(self.page.locator(".login")).to_have_count(0)

    def look_for_update(self) -> None:
        self.page.evaluate("navigator.serviceWorker.ready.then((one) => one.update())")
