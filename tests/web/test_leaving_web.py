"""Somebody deletes their own account: told what goes, offered their data, asked for the password."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.web.shelves import ask, open_room, sign_in

LEAVER = "Wanda"
PASSWORD = "a boat of paper"


def test_an_account_deletes_itself_and_the_admins_last_one_does_not(web: Any) -> None:
    admin = open_room(web, "/admin/users")
    ask(admin, "POST", "/api/users", {"username": LEAVER, "password": PASSWORD})
    page: Page = web.new_page(login=False)
    page.goto(web.url + "/account")
    sign_in(page, LEAVER, PASSWORD)
    expect(page.get_by_role("heading", name="Account", level=1)).to_be_visible()
    ask(page, "POST", "/api/progress", {"comic_id": web.comics[0]["id"], "current_page": 1})
    comic = web.comics[0]["id"]
    place = {
        "user": "someone-else",
        "kind": "place",
        "id": comic,
        "data": {"comic_id": comic, "current_page": 2},
        "at": "",
    }
    page.evaluate("places => localStorage.setItem('quarterbin.waiting', JSON.stringify(places))", [place])

    page.get_by_role("button", name="Delete my account").click()
    dialog = page.get_by_role("dialog", name="Delete your account?")
    expect(dialog).to_contain_text("Progress in 1 comic")
    expect(dialog).to_contain_text("0 bookmarks")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Export my data").click()
    assert json.loads(download.value.path().read_text())["account"]["username"] == LEAVER
    dialog.get_by_label("Current password").fill("not this one")
    dialog.get_by_role("button", name="Delete for good").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not right")
    dialog.get_by_label("Current password").fill(PASSWORD)
    dialog.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()
    kept = page.evaluate("Object.keys(localStorage)")
    assert "quarterbin.user" not in kept
    places = json.loads(page.evaluate("localStorage.getItem('quarterbin.waiting')"))
    assert [one["user"] for one in places] == ["someone-else"], "what others left waiting here is theirs"
    sign_in(page, LEAVER, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    assert LEAVER not in [user["username"] for user in ask(admin, "GET", "/api/users")["items"]]

    mine = open_room(web, "/account")
    mine.get_by_role("button", name="Delete my account").click()
    dialog = mine.get_by_role("dialog", name="Delete your account?")
    dialog.get_by_label("Current password").fill(web.admin["password"])
    dialog.get_by_role("button", name="Delete for good").click()
    expect(dialog.get_by_role("alert")).to_contain_text("only administrator")
    assert ask(mine, "GET", "/api/auth/me")["username"] == web.admin["username"]
