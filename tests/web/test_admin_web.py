"""The rooms of those who look after the library, in a browser: every size, every theme, and what each does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.axe import findings
from tests.web.quiet import at_rest
from tests.web.shelves import ask, open_room

ROOMS = ["scan", "libraries", "users", "system", "logs", "backups", "settings"]
PATHS = [*(f"/admin/{room}" for room in ROOMS), "/account"]
SIZES = [(1440, "ink"), (1440, "paper"), (1440, "eink"), (820, "paper"), (390, "ink"), (390, "eink")]


@pytest.fixture
def toast() -> str:
    return "#toasts .toast"


@pytest.fixture
def newcomer(web: Any) -> Iterator[dict[str, Any]]:
    """A reader, gone after the test."""
    page = web.new_page()
    page.goto(web.url + "/account")
    expect(page.locator("main h1")).to_be_visible()
    who = {"username": "Ines", "password": "a boat of paper"}
    made = ask(page, "POST", "/api/users", who)
    yield {**made, **who}
    ask(page, "DELETE", f"/api/users/{made['id']}")


@pytest.mark.parametrize(("width", "theme"), SIZES)
def test_every_room_at_every_size_and_in_every_theme(web: Any, width: int, theme: str) -> None:
    page: Page = web.new_page(width=width, height=900, touch=width < 900, reduced_motion="reduce")
    page.add_init_script(f"localStorage.setItem('quarterbin.theme', '{theme}')")
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    for path in PATHS:
        page.goto(web.url + path)
        expect(page.locator("main h1")).to_be_visible()
        at_rest(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is too wide at {width}"
        assert not findings(page), f"{path} at {width} in {theme}"
    assert broken == []


def test_old_addresses_lead_to_the_new_rooms(web: Any) -> None:
    page = open_room(web, "/scan")
    expect(page).to_have_url(f"{web.url}/admin/scan")
    page.goto(web.url + "/libraries")
    expect(page).to_have_url(f"{web.url}/admin/libraries")
    page.goto(web.url + "/admin")
    expect(page.get_by_role("heading", name="Scan", exact=True, level=1)).to_be_visible()
    page.get_by_role("navigation", name="Administration").get_by_role("link", name="Users").click()
    expect(page.get_by_role("heading", name="Users", level=1)).to_be_visible()


def test_a_reader_sees_why_and_a_way_on(web: Any, newcomer: dict[str, Any]) -> None:
    page = web.new_page(login=False)
    page.goto(web.url + "/admin/users")
    page.get_by_label("Name", exact=True).fill(newcomer["username"])
    page.get_by_label("Password", exact=True).fill(newcomer["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".login")).to_have_count(0)
    for room in ROOMS:
        page.goto(f"{web.url}/admin/{room}")
        expect(page.get_by_role("heading", level=1)).to_have_text("This is for those who look after the library")
        expect(page.locator("main").get_by_role("link", name="Home")).to_be_visible()
    page.goto(web.url + "/account")
    expect(page.get_by_role("heading", name="Ines")).to_be_visible()


def test_a_scan_of_one_library_and_what_was_before(web: Any, toast: str) -> None:
    page = open_room(web, "/admin/scan")
    page.get_by_text("Only a part").click()
    library = page.get_by_role("combobox", name="Library")
    name = library.locator("option").nth(1).text_content()
    library.select_option(label=name)
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.locator(toast)).to_contain_text("The scan is done", timeout=30_000)
    expect(page.locator(".scan .facts")).to_contain_text(name)
    expect(page.get_by_role("region", name="History").locator("tbody tr").first).to_contain_text(name)
    page.get_by_label("One series alone").fill("no such series anywhere")
    page.get_by_role("button", name="Scan", exact=True).click()
    assert page.evaluate("document.querySelector('.scan-scope input').validationMessage")
    page.get_by_role("button", name="Rescan").click()
    assert not page.locator("dialog").is_visible(), "what cannot be scanned is not asked about"
    expect(page.get_by_text("Looking inside")).to_be_visible()


def test_a_library_is_looked_at_added_scheduled_renamed_and_removed(web: Any, toast: str, tmp_path: Path) -> None:
    folder = tmp_path / "Small press"
    (folder / "Zines").mkdir(parents=True)
    (folder / "Zines" / "Zine 1.cbz").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    page = open_room(web, "/admin/libraries")
    page.get_by_role("button", name="Add a library").click()
    dialog = page.get_by_role("dialog", name="Add a library")
    path = dialog.get_by_label("Folder", exact=True)
    path.fill(str(tmp_path / "nothing"))
    expect(dialog.get_by_text("There is no such folder")).to_be_visible()
    path.fill(web._house.folder.as_posix())
    expect(dialog.get_by_text("overlaps with the library")).to_be_visible()
    path.fill(str(folder))
    expect(dialog.get_by_text("1 folder and 0 comics")).to_be_visible()
    dialog.get_by_role("button", name="Add and scan").click()
    card = page.locator(".library-card", has=page.get_by_role("heading", name="Small press"))
    expect(card).to_contain_text("1 comic", timeout=30_000)

    card.get_by_role("button", name="Schedule").click()
    dialog = page.get_by_role("dialog", name="Schedule of Small press")
    dialog.get_by_label("When it is scanned").select_option("cron")
    expect(dialog.locator(".next-runs li")).to_have_count(3)
    dialog.get_by_label("At certain times").select_option("own")
    dialog.get_by_label("Cron expression").fill("0 25 * * *")
    expect(dialog.locator(".schedule-next .hint-bad")).to_be_visible()
    dialog.get_by_label("Cron expression").fill("30 5 * * mon")
    expect(dialog.locator(".next-runs li")).to_have_count(3)
    dialog.get_by_role("switch").check()
    dialog.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("At 30 5 * * mon")
    page.locator(toast).get_by_role("button", name="Undo").click()
    expect(card).to_contain_text("By hand only")

    card.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog", name="Change Small press")
    dialog.get_by_label("Name", exact=True).fill("Zines")
    dialog.get_by_role("button", name="Save").click()
    card = page.locator(".library-card", has=page.get_by_role("heading", name="Zines"))
    expect(card).to_be_visible()

    card.get_by_role("button", name="Remove").click()
    question = page.get_by_role("dialog", name="Remove “Zines”?")
    expect(question).to_contain_text("everybody's progress is kept")
    question.get_by_role("button", name="Remove").click()
    expect(card).to_have_count(0)
    page.locator(toast).get_by_role("button", name="Undo").click()
    expect(card).to_contain_text("1 comic", timeout=30_000)
    for library in ask(page, "GET", "/api/libraries")["items"]:
        if library["name"] == "Zines":
            ask(page, "DELETE", f"/api/libraries/{library['id']}")


def test_the_system_says_how_every_service_is(web: Any) -> None:
    page = open_room(web, "/admin/system")
    services = page.locator(".services-l .service")
    expect(services).to_have_count(5)
    for at, name in enumerate(("gateway", "auth", "library", "thumbs", "scanner")):
        expect(services.nth(at)).to_contain_text(name)
        expect(services.nth(at)).to_contain_text("Up ")
    expect(page.get_by_text("Database (SQLite)")).to_be_visible()
    expect(page.get_by_text("Covers to draw")).to_be_visible()


def test_what_is_asked_anew_leaves_the_focus_where_it_is(web: Any) -> None:
    page: Page = web.new_page()
    page.clock.install()
    page.goto(web.url + "/admin/system")
    link = page.get_by_role("link", name="/metrics")
    link.focus()
    first = link.element_handle()
    page.clock.run_for(5000)
    page.wait_for_function("first => !first.isConnected", arg=first)
    expect(link).to_be_focused()


def test_logs_are_filtered_held_still_and_come_by_themselves(web: Any) -> None:
    page = open_room(web, "/admin/logs")
    lines = page.locator(".log-line")
    expect(lines.filter(has_text="scan ended").first).to_be_visible()
    page.get_by_label("Service").select_option("scanner")
    expect(page).to_have_url(f"{web.url}/admin/logs?service=scanner")
    expect(page.locator(".log-service", has_text="auth")).to_have_count(0)
    lines.filter(has_text="scan ended").first.locator("summary").click()
    expect(page.locator(".log-more").first).to_contain_text("completed")
    page.get_by_label("Find in the lines").fill("nothing says this")
    expect(page.get_by_text("Nothing of that kind")).to_be_visible()
    page.get_by_label("Find in the lines").fill("scan ended")
    expect(lines.first).to_be_visible()
    before = lines.count()
    hold = page.get_by_role("button", name="Hold still")
    hold.click()
    libraries = ask(page, "GET", "/api/libraries")["items"]
    ask(page, "POST", "/api/scan", {"library": libraries[0]["id"]})
    page.wait_for_function("() => fetch('/api/scan/status').then((a) => a.json()).then((s) => s.status !== 'running')")
    with page.expect_response(lambda answer: "/api/system/logs" in answer.url and answer.ok):
        assert lines.count() == before
        hold.click()
    expect(lines).not_to_have_count(before, timeout=15_000)


def test_a_backup_is_made_downloaded_and_removed(web: Any, toast: str, tmp_path: Path) -> None:
    page = open_room(web, "/admin/backups")
    page.get_by_role("button", name="Back up now").click()
    expect(page.locator(toast)).to_contain_text("made and checked", timeout=30_000)
    row = page.get_by_role("region", name="Backups").locator("tbody tr").first
    with page.expect_download() as download:
        row.get_by_role("link", name="Download").click()
    download.value.save_as(tmp_path / "backup.db")
    with sqlite3.connect(tmp_path / "backup.db") as copy:
        assert copy.execute("SELECT count(*) FROM comics").fetchone()[0] > 1000
    row.get_by_role("button", name="Remove").click()
    question = page.get_by_role("dialog", name="Remove this backup?")
    question.get_by_role("button", name="Keep it").click()
    expect(row).to_be_visible()
    row.get_by_role("button", name="Remove").click()
    question.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("There is none yet")).to_be_visible()


def test_who_may_register_is_set_and_taken_back(web: Any, toast: str) -> None:
    page = open_room(web, "/admin/settings")
    page.get_by_role("radio", name="Whoever you let in").check()
    expect(page.locator(toast)).to_contain_text("Saved")
    assert ask(page, "GET", "/api/auth/settings")["registration"] == "approval"
    page.locator(toast).get_by_role("button", name="Undo").click()
    expect(page.get_by_role("radio", name="Only those whom you invite")).to_be_checked()
    assert ask(page, "GET", "/api/auth/settings")["registration"] == "off"
