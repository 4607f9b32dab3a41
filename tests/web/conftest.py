"""`web`: a running server and a Chromium to look at it with. A failing test leaves screenshots in `artefacts/`."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.house import House, running_house
from tests.e2e.server import wait_until
from tests.web.caring import READER, make_library
from tests.web.device import Device
from tests.web.quiet import WATCH

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
MANY = 1_200  # comics beside the drawn ones: enough for a grid that has to be windowed
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
REPORT = pytest.StashKey[bool]()
expect.set_options(timeout=15_000)  # what comes later than that on a machine with much else to do, does not come


class Web:
    """What a browser test gets: `url`, `admin` (`username` and `password`), `comics`, and pages."""

    def __init__(self, house: House, browser: Browser) -> None:
        self._house, self._browser = house, browser
        self._contexts: list[BrowserContext] = []
        self.url = house.url
        self.admin = {"username": house.admin.username, "password": house.admin.password}

    @property
    def comics(self) -> list[dict[str, Any]]:
        """Every Book there is."""
        return self._house.comics

    def new_page(
        self, width: int = 1440, height: int = 900, touch: bool = False, login: bool = True, **options: Any
    ) -> Page:
        """An empty page in a context of its own; with a session of the admin unless `login` is False."""
        page = self.page(**{"viewport": {"width": width, "height": height}, "has_touch": touch, **options})
        if login:
            token = self._house.session()
            cookie = {"name": "session_token", "value": token, "url": self.url, "httpOnly": True, "sameSite": "Lax"}
            page.context.add_cookies([cookie])  # type: ignore[list-item]
        return page

    def page(self, **options: Any) -> Page:
        """An empty page of nobody, in a context with Playwright's own options; without a service worker unless
        `service_workers="allow"` asks for it, so that `page.route` sees every request."""
        usual = {"viewport": {"width": 1440, "height": 900}, "service_workers": "block"}
        context = self._browser.new_context(**{**usual, **options})
        self._contexts.append(context)
        context.add_init_script(WATCH)
        return context.new_page()

    def close(self, name: str, failed: bool) -> None:
        """Closes what the test left open; of a failed test, each page is kept as a picture."""
        for context in self._contexts:
            for number, page in enumerate(context.pages) if failed else ():
                ARTEFACTS.mkdir(exist_ok=True)
                page.screenshot(path=ARTEFACTS / f"{name}-{number}.png")
            context.close()


@pytest.fixture(scope="session")
def web_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("web"), many=MANY) as house:
        yield house


@pytest.fixture(scope="session")
def care_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("care"), fill=make_library) as house:
        with house.client() as http:
            known = {"username": READER, "password": house.admin.password}
            assert http.post("/api/users", json=known).status_code == 201
            wait_until(lambda: http.get("/api/inspection").json()["done"] == house.comic_count, "all comics opened")
        yield house


@pytest.fixture(scope="module")  # no longer: while Playwright runs, no other test of this process has an event loop
def browser() -> Iterator[Browser]:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if not found:
        missing = "Chromium is missing (on Debian: apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(f"{missing}. CI has to test in a browser.", pytrace=False)
        pytest.skip(f"NOT TESTED IN A BROWSER: {missing}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=[*QUIET, "--no-first-run"])
        yield chromium
        chromium.close()


@pytest.fixture
def care(care_house: House, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Web]:
    """The same, of the library of `tests/web/caring.py`."""
    made = Web(care_house, browser)
    yield made
    made.close(re.sub(r"[^\w.-]+", "-", request.node.name), request.node.stash.get(REPORT, True))


@pytest.fixture
def web(web_house: House, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Web]:
    made = Web(web_house, browser)
    yield made
    failed = request.node.stash.get(REPORT, True)
    made.close(re.sub(r"[^\w.-]+", "-", request.node.name), failed)


@pytest.fixture
def device(web: Any) -> Iterator[Device]:
    """A browser of the admin with a service worker; nothing may go wrong in it unseen."""
    made = Device(web)
    yield made
    assert not made.errors, made.errors


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leaves word on the test whether it failed, for the fixture that ends after it."""
    report = yield
    if report.when == "call":
        item.stash[REPORT] = report.failed
    return report
