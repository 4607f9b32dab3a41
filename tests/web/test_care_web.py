"""Statistics, tags, what is missing, there twice, left out or broken: in every width and theme, and who may do what."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.axe import in_all_themes
from tests.web.caring import as_reader, undo
from tests.web.shelves import WIDTHS, ask, books_of, drawn, opened, too_wide

ROOMS = ("/statistics", "/tags", "/missing", "/duplicates", "/gaps", "/problems")


@pytest.mark.parametrize("width", WIDTHS)
def test_rooms_in_every_width_and_theme(care: Any, width: int) -> None:
    page = opened(care, ROOMS[0], width)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    found = {}
    for room in ROOMS:
        page.goto(care.url + room)
        drawn(page)
        assert too_wide(page) <= 0, room
        found[room] = in_all_themes(page)
    assert {room: those for room, those in found.items() if those} == {}
    assert said == []


def turn_pages(page: Page, book: dict[str, Any], back: int) -> None:
    """Four pages of an issue of eight, so many days ago; then the statistics anew."""
    for at in range(4):
        day = datetime.now(UTC) - timedelta(days=back, seconds=40 - at)
        said = {"comic_id": book["id"], "current_page": at + (1 - back) * 4, "updated_at": day.isoformat()}
        ask(page, "POST", "/api/progress", said)
    page.reload()
    drawn(page)


def test_statistics_begin_empty_and_are_drawn_with_their_numbers(care: Any) -> None:
    page = as_reader(care, "/statistics")
    expect(page.get_by_role("heading", name="Nothing read yet")).to_be_visible()
    book = books_of(page, "Tidewright")[0]
    turn_pages(page, book, back=1)
    expect(page.locator(".tile dd").nth(0)).to_have_text("1")
    expect(page.locator(".tile dd").nth(1)).to_have_text("4")  # no figure that says nothing
    expect(page.locator(".tile", has_text=re.compile("Time read|Comics read|Days in a row"))).to_have_count(0)
    expect(page.locator(".to-come")).to_contain_text("How long you read, once pages were open")
    expect(page.locator(".to-come")).to_contain_text("Days in a row, once you read on two days running.")
    turn_pages(page, book, back=0)
    expect(page.locator(".to-come")).not_to_contain_text("Days in a row")
    days = page.get_by_role("figure", name="Pages by day")
    expect(days.get_by_role("img", name="Pages by day")).to_be_visible()
    expect(page.locator(".tile", has_text="Days in a row")).to_contain_text("2 days")
    days.locator("summary").click()
    expect(days.get_by_role("row")).to_have_count(3)
    expect(page.get_by_role("figure", name="Genres")).to_contain_text("Folk tale")
    expect(page.get_by_role("figure", name="Formats").get_by_role("link", name="CBZ")).to_be_visible()
    ask(page, "DELETE", f"/api/progress/{book['id']}")


def test_statistics_of_years_and_of_nothing_say_what_there_is(care: Any) -> None:
    nothing = {"comics_begun": 0, "comics_read": 3, "pages_read": 0, "seconds_read": 0, "series_finished": 0}
    nothing |= {"current_streak": 0, "longest_streak": 0, "days": [], "months": [], "genres": [], "creators": []}
    months = [{"period": f"{year}-03", "pages": 40, "comics": 1, "seconds": 0} for year in range(2015, 2021)]
    library = {"comics": 3, "series": 1, "size_bytes": 7, "pages_known": 0, "problems": 0, "missing": 0}
    library |= {"formats": [], "years": [], "year_unknown": 1}
    page = opened(care, "/tags")
    told: dict[str, Any] = {"mine": nothing, "library": library}
    page.route("**/api/statistics?*", lambda route: route.fulfill(json=told))
    page.goto(care.url + "/statistics")
    expect(page.locator(".to-come")).to_have_count(2)
    expect(page.locator(".tile dt")).to_have_text(["Comics read", "Comics", "Series", "On disk"])
    expect(page.get_by_role("figure")).to_have_count(0)
    told["mine"] = nothing | {"pages_read": 240, "months": months}
    page.reload()
    years = page.get_by_role("figure", name="Pages by year")
    expect(years.get_by_role("row")).to_have_count(0)
    years.locator("summary").click()
    expect(years.get_by_role("row").last).to_have_text("201540 pages, 1 comic to the end")
    expect(page.get_by_role("figure")).to_have_count(1)


def tags(page: Page) -> Locator:
    return page.locator(".tag-list a")


def test_tags_are_merged_hidden_and_shown_again(care: Any) -> None:
    page = opened(care, "/tags")
    expect(tags(page)).to_have_text(["Sea", "Whales"])
    page.get_by_role("checkbox", name="Sea").check()
    page.get_by_role("checkbox", name="Whales").check()
    page.get_by_role("button", name="Merge").click()
    sheet = page.get_by_role("dialog", name="Put 2 together")
    sheet.get_by_label("Name").fill("Ocean")
    sheet.get_by_role("button", name="Merge").click()
    expect(tags(page)).to_have_text(["Ocean"])
    undo(page)
    expect(tags(page)).to_have_text(["Sea", "Whales"])
    expect(page.get_by_role("region", name="Renamed, merged and hidden")).to_have_count(0)
    page.get_by_role("checkbox", name="Whales").check()
    page.get_by_role("button", name="Hide").click()
    expect(tags(page)).to_have_text(["Sea"])
    page.get_by_role("button", name="Show Whales as it is").click()
    expect(tags(page)).to_have_text(["Sea", "Whales"])
    page.get_by_role("radio", name="Genres").check(force=True)
    expect(tags(page)).to_have_text(["Adventure", "Folk tale"])
    page.get_by_label("Find", exact=True).fill("folk")
    expect(tags(page)).to_have_text(["Folk tale"])
    assert "kind=genre" in page.url


def test_gaps_and_duplicates_lead_to_what_they_name(care: Any) -> None:
    page = opened(care, "/gaps")
    gaps = page.locator(".care-row", has_text="Tidewright")
    expect(gaps).to_contain_text("Missing: numbers 4, 6\u20137")
    expect(page.locator(".care-row", has_text="Paper Kaiju")).to_contain_text("Missing: volume 3")
    gaps.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidewright")
    page.goto(care.url + "/duplicates")
    drawn(page)
    group = page.locator(".group")
    expect(group).to_have_count(1)
    expect(group).to_contain_text("The same pages")
    expect(group.locator(".copy")).to_have_count(2)
    group.get_by_role("link", name="Velvet Orbit Again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Velvet Orbit Again")


def test_problems_are_found_and_tried_again(care: Any) -> None:
    page = opened(care, "/problems")
    row = page.locator(".care-row")
    expect(row).to_contain_text("The archive ends early: none of its pages can be read.")
    expect(row).to_have_class("care-row is-bad")
    expect(page.get_by_role("button", name="Try all of these again")).to_be_visible()
    page.get_by_role("searchbox", name="Find a comic, a path or a reason").fill("no such comic")
    expect(page.get_by_role("heading", name="None of them matches")).to_be_visible()
    page.get_by_role("searchbox", name="Find a comic, a path or a reason").fill("cellar")
    expect(row).to_have_count(1)
    with page.expect_response("**/retry") as one:
        row.get_by_role("button", name="Try Cellar Door #1 again").click()
    assert one.value.status == 202
    page.get_by_role("button", name="Try all of these again").click()
    expect(page.locator(".toast")).to_contain_text("1 comic is opened once more")


def test_what_was_left_out_of_a_comic_that_can_be_read_is_a_warning(care: Any) -> None:
    page = opened(care, "/statistics")
    said = "ComicInfo.xml has 4.8 MiB, more than the 1 MiB that are read: what it says is left out."
    book = books_of(page, "Tidewright")[0]
    row = {**book, "path": "Tidewright 1.cbz", "problem": said, "updated_at": "2026-01-01T00:00:00.000Z"}
    page.route("**/api/problems?*", lambda route: route.fulfill(json={"items": [row], "next_cursor": None, "total": 1}))
    page.goto(care.url + "/problems")
    expect(page.locator(".care-row")).to_have_class("care-row is-doubtful")
    expect(page.locator(".care-row")).to_contain_text(said)
    page.route(f"**/api/books/{book['id']}", lambda route: route.fulfill(json={**book, "problem": said}))
    page.goto(f"{care.url}/issue/{book['id']}")
    expect(page.locator(".notice-warn")).to_contain_text(said)
    expect(page.locator(".go-on")).not_to_be_empty()


def test_missing_comics_wait_and_purging_asks(care: Any) -> None:
    page = opened(care, "/missing")
    expect(page.get_by_role("heading", name="Nothing is missing")).to_be_visible()
    long_ago, lately = "2026-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z"
    rows = [
        {
            **{"id": str(at), "title": f"Lost {at}", "series": "Lost", "series_id": "s", "library_id": "l"},
            **{"path": f"Lost/{at}.cbz", "size_bytes": 1000, "since": long_ago, "hidden": True, "purgeable_at": due},
        }
        for at, due in enumerate((lately, long_ago))
    ]
    sent: list[Any] = []
    page.route(
        "**/api/missing?*", lambda route: route.fulfill(json={"items": rows, "next_cursor": None, "total": len(rows)})
    )
    page.route(
        "**/api/missing/purge",
        lambda route: (sent.append(route.request.post_data_json), route.fulfill(json={"purged": 1}))[-1],
    )
    page.reload()
    drawn(page)
    expect(page.locator(".care-row")).to_have_count(2)
    expect(page.get_by_role("button", name="Purge Lost 0")).to_have_count(0)
    page.get_by_role("button", name="Purge what is due").click()
    question = page.get_by_role("dialog", name="Purge 1 missing comic?")
    expect(question).to_contain_text("What readers did in them is kept")
    question.get_by_role("button", name="Cancel").click()
    assert sent == []
    page.get_by_role("button", name="Purge Lost 1").click()
    page.get_by_role("dialog", name="Purge Lost 1?").get_by_role("button", name="Purge", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("1 comic is purged")
    assert sent == [{"ids": ["1"], "count": 1}]


def test_readers_may_look_and_not_change(care: Any) -> None:
    page = as_reader(care, "/tags")
    expect(tags(page)).to_have_text(["Sea", "Whales"])
    expect(page.get_by_role("checkbox", name="Sea")).to_have_count(0)
    for room in ("/missing", "/problems"):
        page.goto(care.url + room)
        drawn(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("This is for those who look after the library")
        expect(page.locator(".care-row")).to_have_count(0)
