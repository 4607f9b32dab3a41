"""People: accounts, invitations and letting in, one's own account, and the login that comes in the middle of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.shelves import ask, open_room, sign_in

PASSWORD = "a boat of paper"
TOAST = "#toasts .toast"


@pytest.fixture
def admin(web: Any) -> Iterator[Page]:
    """The admin's page of users; whoever came meanwhile is gone afterwards."""
    page = open_room(web, "/admin/users")
    yield page
    for user in ask(page, "GET", "/api/users")["items"]:
        if user["username"] != web.admin["username"]:
            ask(page, "DELETE", f"/api/users/{user['id']}")
    ask(page, "PUT", "/api/auth/settings", {"registration": "off"})


def row_of(page: Page, name: str) -> Any:
    return page.get_by_role("region", name="Accounts").locator("tbody tr", has_text=name)


def test_an_account_is_made_changed_closed_and_removed(web: Any, admin: Page) -> None:
    admin.get_by_role("button", name="New account").click()
    dialog = admin.get_by_role("dialog", name="New account")
    dialog.get_by_label("Name", exact=True).fill(web.admin["username"])
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody has this name already")
    dialog.get_by_label("Name", exact=True).fill("Ines")
    dialog.get_by_label("Age limit").fill("8")
    dialog.get_by_role("combobox", name="Sees").select_option("some")
    dialog.get_by_role("checkbox").first.check()
    dialog.get_by_role("button", name="Make it").click()
    expect(row_of(admin, "Ines")).to_contain_text("8")
    expect(row_of(admin, "Ines")).not_to_contain_text("Everything")

    guest: Page = web.new_page(login=False)
    guest.goto(web.url + "/account")
    sign_in(guest, "Ines", PASSWORD)
    expect(guest.get_by_role("heading", name="Ines")).to_be_visible()

    row_of(admin, "Ines").get_by_role("button", name="Change").click()
    dialog = admin.get_by_role("dialog", name="Account of Ines")
    dialog.get_by_role("switch", name="May sign in").uncheck()
    dialog.get_by_role("button", name="Save").click()
    expect(row_of(admin, "Ines")).to_contain_text("Closed")
    guest.goto(web.url + "/account")
    expect(guest.get_by_role("dialog", name="Sign in")).to_be_visible()
    sign_in(guest, "Ines", PASSWORD)
    expect(guest.get_by_role("alert")).to_contain_text("closed")
    admin.locator(TOAST).get_by_role("button", name="Undo").click()
    expect(row_of(admin, "Ines")).not_to_contain_text("Closed")

    row_of(admin, "Ines").get_by_role("button", name="Change").click()
    dialog.get_by_role("button", name="New password").click()
    reset = admin.get_by_role("dialog", name="A new password for Ines")
    reset.get_by_label("Password", exact=True).fill("another boat")
    reset.get_by_role("button", name="New password").click()
    expect(admin.locator(TOAST)).to_contain_text("new password")
    row_of(admin, "Ines").get_by_role("button", name="Change").click()
    dialog.get_by_role("button", name="Remove").click()
    question = admin.get_by_role("dialog", name="Remove Ines?")
    expect(question).to_contain_text("cannot be undone")
    question.get_by_role("button", name="Remove").click()
    expect(row_of(admin, "Ines")).to_have_count(0)


def test_an_invitation_from_the_link_to_the_first_page(web: Any, admin: Page) -> None:
    admin.get_by_role("button", name="Invite", exact=True).click()
    dialog = admin.get_by_role("dialog", name="Invite somebody")
    dialog.get_by_label("For", exact=True).fill("the neighbour")
    dialog.get_by_role("button", name="Invite").click()
    shown = admin.get_by_role("dialog", name="The link of the invitation")
    link = shown.get_by_label("The link of the invitation").input_value()
    assert link.startswith(f"{web.url}/invite#")
    shown.get_by_role("button", name="Done").click()
    row = admin.get_by_role("region", name="Invitations").locator("tbody tr", has_text="the neighbour")
    expect(row).to_contain_text("Open until")

    guest: Page = web.new_page(width=390, height=844, touch=True, login=False)
    asked: list[str] = []
    guest.on("request", lambda request: asked.append(request.url))
    guest.goto(link)
    expect(guest.get_by_role("dialog", name="You are invited")).to_contain_text(f"{web.admin['username']} invites you")
    guest.get_by_label("Name", exact=True).fill(web.admin["username"])
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.get_by_role("button", name="Make it and sign in").click()
    expect(guest.get_by_role("alert")).to_contain_text("Somebody has this name already")
    guest.get_by_label("Name", exact=True).fill("Tomasz")
    guest.get_by_role("button", name="Make it and sign in").click()
    expect(guest.locator(".login")).to_have_count(0)
    expect(guest).to_have_url(f"{web.url}/")
    assert not [url for url in asked if link.partition("#")[2] in url], "the token is in no address that a server sees"

    admin.reload()
    expect(row).to_contain_text("Used by Tomasz")
    late: Page = web.new_page(login=False)
    late.goto(link)
    expect(late.get_by_role("dialog", name="Sign in")).to_contain_text("This invitation was used")
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_have_text("You are signed in as Tomasz")


def test_an_invitation_is_taken_back_once_that_is_confirmed(web: Any, admin: Page) -> None:
    made = ask(admin, "POST", "/api/users/invites", {"role": "reader", "note": "the postman", "days": 1})
    admin.reload()
    row = admin.get_by_role("region", name="Invitations").locator("tbody tr", has_text="the postman")
    row.get_by_role("button", name="Take back: the postman").click()
    question = admin.get_by_role("dialog", name="Take back the invitation “the postman”?")
    expect(question).to_contain_text("cannot be undone")
    question.get_by_role("button", name="Keep it").click()
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Take back: the postman").click()
    question.get_by_role("button", name="Take back").click()
    expect(row).to_have_count(0)
    guest: Page = web.new_page(login=False)
    guest.goto(f"{web.url}{made['path']}")
    expect(guest.get_by_role("dialog", name="Sign in")).to_contain_text("taken back")


def test_somebody_asks_and_is_let_in(web: Any, admin: Page) -> None:
    ask(admin, "PUT", "/api/auth/settings", {"registration": "approval"})
    guest: Page = web.new_page(login=False)
    guest.goto(web.url)
    guest.get_by_role("button", name="Ask for an account").click()
    guest.get_by_label("Name", exact=True).fill("Omar")
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.get_by_role("button", name="Ask", exact=True).click()
    expect(guest.get_by_text("You have asked for an account")).to_be_visible()
    admin.reload()
    expect(admin.get_by_role("heading", name="Waiting to be let in")).to_be_visible()
    admin.get_by_role("button", name="Let in: Omar").click()
    expect(row_of(admin, "Omar")).to_be_visible()
    sign_in(guest, "Omar", PASSWORD)
    expect(guest.locator(".login")).to_have_count(0)


def test_a_session_that_ends_asks_for_a_login_and_goes_on_where_one_was(web: Any, admin: Page) -> None:
    admin.get_by_role("button", name="New account").click()
    dialog = admin.get_by_role("dialog", name="New account")
    dialog.get_by_label("Name", exact=True).fill("Zora")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    admin.context.clear_cookies()
    dialog.get_by_role("button", name="Make it").click()
    login = admin.get_by_role("dialog", name="Sign in")
    expect(login).to_contain_text("Everything is kept")
    admin.keyboard.press("Escape")
    expect(login).to_be_visible()
    sign_in(admin, web.admin["username"], web.admin["password"])
    expect(row_of(admin, "Zora")).to_be_visible()
    assert admin.url == f"{web.url}/admin/users"


def test_one_s_own_account(web: Any, admin: Page) -> None:
    ask(admin, "POST", "/api/users", {"username": "Ines", "password": PASSWORD})
    pages = []
    for _ in range(2):
        page: Page = web.new_page(login=False)
        page.goto(web.url + "/account")
        sign_in(page, "Ines", PASSWORD)
        expect(page.get_by_role("heading", name="Account", level=1)).to_be_visible()
        pages.append(page)
    here, there = pages
    here.reload()
    sessions = here.get_by_role("region", name="Where you are signed in").locator("tbody tr")
    expect(sessions).to_have_count(2)
    expect(sessions.filter(has_text="This one")).to_contain_text("Chromium")
    sessions.get_by_role("button", name="End: ").click()
    question = here.get_by_role("dialog", name="End the session on Chromium, Linux?")
    question.get_by_role("button", name="Cancel").click()
    expect(sessions).to_have_count(2)

    here.get_by_role("button", name="New key").click()
    dialog = here.get_by_role("dialog", name="New key")
    dialog.get_by_label("What it is for").fill("tablet")
    dialog.get_by_role("button", name="Make it").click()
    shown = here.get_by_role("dialog", name="The key “tablet”")
    key = shown.get_by_label("API key").input_value()
    assert key.startswith("qb_")
    shown.get_by_role("button", name="Done").click()
    keys = here.get_by_role("region", name="API keys")
    expect(keys).to_contain_text("tablet")
    assert key not in here.content()
    answer = here.request.get(f"{web.url}/api/auth/me", headers={"Authorization": f"Bearer {key}"})
    assert answer.json()["username"] == "Ines"

    with here.expect_download() as download:
        here.get_by_role("button", name="Export my data").click()
    said = json.loads(download.value.path().read_text())
    assert said["account"]["username"] == "Ines"
    assert {"progress", "bookmarks", "ratings", "lists", "preferences", "keys", "sessions"} <= said.keys()
    assert key not in json.dumps(said)

    here.get_by_label("Current password").fill("wrong")
    here.get_by_label("New password").fill("a bigger boat")
    here.get_by_role("button", name="Change password").click()
    expect(here.get_by_role("alert")).to_contain_text("not right")
    here.get_by_label("Current password").fill(PASSWORD)
    here.get_by_role("button", name="Change password").click()
    expect(here.locator(TOAST)).to_contain_text("all other sessions have ended")
    expect(sessions).to_have_count(1)
    there.reload()
    expect(there.get_by_role("dialog", name="Sign in")).to_be_visible()

    keys.get_by_role("button", name="Revoke: tablet").click()
    here.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(here.get_by_text("None yet.")).to_be_visible()
    refused = here.request.get(f"{web.url}/api/auth/me", headers={"Authorization": f"Bearer {key}"})
    assert refused.status == 401
