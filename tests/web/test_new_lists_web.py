"""New lists, and series on them, while the server is away: there at once, changed further, and the same afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import House, running_house
from tests.web.axe import in_all_themes
from tests.web.device import Device
from tests.web.reading import call
from tests.web.waiting import KEPT, away, kinds, sent

pytestmark = pytest.mark.web


@pytest.fixture(scope="module")
def web_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("lists")) as house:
        yield house


@pytest.fixture
def page(device: Device) -> Iterator[Page]:
    """The series of six riders; what lists there are go afterwards."""
    page = device.page
    page.emulate_media(reduced_motion="reduce")  # axe looks at what has come to rest
    page.goto(f"{device.web.url}/series/{device.series('Lantern Riders')['id']}")
    expect(page.locator(".issue")).to_have_count(6)
    expect(page.locator(".nav a", has_text="Make a list")).to_be_visible()
    yield page
    for one in lists(page):
        call(page, "DELETE", f"/api/lists/{one['id']}")


def lists(page: Page) -> list[dict[str, Any]]:
    items = call(page, "GET", "/api/lists")["body"]["items"]
    return [one for one in items if one["kind"] != "want"]


def titles(page: Page, made: str) -> list[str]:
    return [one["book"]["title"] for one in call(page, "GET", f"/api/lists/{made}/items")["body"]["items"]]


def books(page: Page) -> list[dict[str, Any]]:
    found = call(page, "GET", "/api/books?q=Lantern+Riders&sort=number")["body"]["items"]
    return [one for one in found if one["series"] == "Lantern Riders"]


def make_of_the_first(page: Page, name: str) -> None:
    """A new reading list with the first issue."""
    page.locator(".issue .issue-more").first.click()
    page.locator(".issue").first.get_by_role("button", name="Add to list").click()
    page.get_by_role("button", name="New list...").click()
    page.get_by_label("Name of the list").fill(name)
    page.get_by_role("button", name="Make it and add").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".toast")).to_have_text(KEPT)


def test_a_list_is_made_filled_and_renamed_without_the_server(page: Page, web_house: House, device: Device) -> None:
    with away(web_house):
        make_of_the_first(page, "Tide")
        link = page.locator(".nav a", has_text="Tide")
        expect(link).to_be_visible()
        page.locator(".series-hero").get_by_role("button", name="Add to list").click()
        page.get_by_role("dialog").get_by_role("button", name="Tide").click()
        expect(page.locator(".toast")).to_contain_text(
            "The comics of 1 series are added to “Tide”. Saved on this device"
        )
        link.click()
        rows = page.locator(".item")
        expect(rows).to_have_count(2)
        expect(rows.nth(0)).to_contain_text("Lantern Riders #1")
        expect(rows.nth(1)).to_contain_text("All its comics, which the server knows")
        expect(rows.locator(".cover.is-in")).to_have_count(2)
        expect(page.locator(".list-head")).to_contain_text("Waits for the server")
        assert in_all_themes(page) == {}
        page.get_by_label("More for this list").click()
        page.get_by_role("button", name="Rename").click()
        page.get_by_label("Name of the list").fill("Tide tables")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tide tables")
        expect(page.locator(".nav a", has_text="Tide tables")).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tide tables")
        expect(rows).to_have_count(2)
        page.goto(f"{device.web.url}/lists")
        expect(page.locator(".list-card", has_text="Tide tables")).to_contain_text("Waits for the server")
        page.locator(".list-card", has_text="Tide tables").click()
        expect(rows).to_have_count(2)
        assert kinds(page) == ["list", "listed", "listed", "renamed"]
        address = page.url
    sent(page)
    expect(rows).to_have_count(6)
    assert page.url == address, "its id was settled from the start"
    [made] = lists(page)
    assert (made["name"], address.rsplit("/", 1)[1]) == ("Tide tables", made["id"])
    assert titles(page, made["id"]) == [book["title"] for book in books(page)]
    expect(page.locator(".nav a", has_text="Tide tables")).to_contain_text("6")
    expect(page.get_by_text("Waits for the server")).to_have_count(0)


def test_a_list_that_waits_is_taken_back_whole(page: Page, web_house: House, device: Device) -> None:
    with away(web_house):
        make_of_the_first(page, "Tide")
        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(page.locator(".nav a", has_text="Tide")).to_have_count(0)
        assert kinds(page) == []
        make_of_the_first(page, "Ebb")
        page.locator(".nav a", has_text="Ebb").click()
        page.locator(".item").get_by_role("button", name="Take").click()
        expect(page.get_by_role("heading", name="Nothing in it yet")).to_be_visible()
        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(page.locator(".item")).to_have_count(1)
        page.get_by_label("More for this list").click()
        page.get_by_role("button", name="Remove the list").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Lists")
        assert kinds(page) == []
        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ebb")
        page.goto(f"{device.web.url}/offline")
        changes = page.get_by_role("region", name="Changes made here")
        expect(changes.locator("li")).to_have_count(2)
        changes.get_by_role("button", name="Discard the change of Ebb").first.click()
        expect(changes).to_have_count(0)
        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(changes.locator("li")).to_have_count(2)
    sent(page)
    [made] = lists(page)
    assert (made["name"], made["item_count"]) == ("Ebb", 1)


def test_a_list_of_the_server_is_renamed_and_removed_without_it(page: Page, web_house: House, device: Device) -> None:
    one, two = (call(page, "POST", "/api/lists", {"name": name, "kind": "reading"})["body"]["id"] for name in "AB")
    page.goto(f"{device.web.url}/lists/{one}")
    expect(page.get_by_role("heading", level=1)).to_have_text("A")
    page.context.set_offline(True)
    page.get_by_label("More for this list").click()
    page.get_by_role("button", name="Share with all").click()
    expect(page.locator(".toast")).to_contain_text("Whether “A” is shared only the server can change")
    assert kinds(page) == []
    page.get_by_label("More for this list").click()
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Name of the list").fill("Anchors")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_have_text(KEPT)
    page.get_by_label("More for this list").click()
    page.get_by_role("button", name="Remove the list").click()
    expect(page.locator(".toast")).to_have_text(KEPT)
    expect(page.locator(".nav a", has_text="Anchors")).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".nav a", has_text="Anchors")).to_be_visible()
    page.context.set_offline(False)
    sent(page)
    assert sorted((made["id"], made["name"]) for made in lists(page)) == sorted([(one, "Anchors"), (two, "B")])


def test_a_list_that_is_refused_is_seen_with_what_hangs_on_it(page: Page, device: Device) -> None:
    user = call(page, "GET", "/api/auth/me")["body"]["id"]
    comic = device.web.comics[0]["id"]
    late = "2025-01-01T00:00:00.000Z"
    made = {"list": "short", "name": "Tide", "kind": "reading", "shared": False}
    put = {"list": "short", "on": "Tide", "kind": "comic", "ids": [comic], "name": "A comic"}
    waiting = [
        {"user": user, "kind": "list", "id": "short", "data": made, "at": late},
        {"user": user, "kind": "listed", "id": f"short/{comic}", "data": put, "at": late},
    ]
    page.evaluate("one => localStorage.setItem('quarterbin.waiting', JSON.stringify(one))", waiting)
    page.goto(f"{device.web.url}/offline")
    changes = page.get_by_role("region", name="Changes made here")
    expect(changes.locator("li")).to_have_count(1)
    expect(changes).to_contain_text("New list · and 1 change to it")
    assert kinds(page) == []
    changes.get_by_role("button", name="Send the change of Tide again").click()
    expect(changes.locator("li")).to_have_count(1)  # refused again, and still whole
    expect(changes).to_contain_text("and 1 change to it")
    changes.get_by_role("button", name="Dismiss").click()
    expect(changes).to_have_count(0)
