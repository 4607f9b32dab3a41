"""A library to be cared for: comics with ComicInfo, gaps, a copy, one that is broken, and a few series apart."""

from __future__ import annotations

import json
import zipfile
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.comics import page, smaller
from tests.web.shelves import drawn

READER = "ines"  # of the house; her password is the admin's
SEA = "Comics/Sea"
TIDE = (1, 2, 3, 5, 8)
NAMES = {1: "The Lamp", 2: "Salt Debt", 3: "Undertow", 5: "Fair Wind", 8: "High Ground"}
SUMMARY = "The sea off Harrow Point has not moved since Tuesday. Ebba, twelve, winds the clock that winds the tide."


def info(number: int) -> str:
    """A ComicInfo.xml as a tagger writes it."""
    fields = {
        "Title": NAMES[number],
        "Series": "Tidewright",
        "Number": str(number),
        "Summary": f"{SUMMARY} Part {number}.",
        "Writer": "Marit Osei",
        "Penciller": "Jun Tallow",
        "Colorist": "Petra Voss",
        "Publisher": "Lowtide Press",
        "Genre": "Adventure, Folk tale",
        "Tags": "Sea, Whales",
        "Characters": "Ebba, The Tide",
        "StoryArc": "The Stopped Clock",
        "StoryArcNumber": str(number),
        "Year": "2024",
        "Month": str(number),
        "AgeRating": "Everyone",
        "Web": "https://example.org/tidewright",
    }
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return f'<?xml version="1.0" encoding="utf-8"?><ComicInfo>{inner}</ComicInfo>'


def write(path: Path, pages: list[bytes], comic_info: str | None = None) -> None:
    """A CBZ of these pages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for at, picture in enumerate(pages):
            archive.writestr(f"{at:03}.jpg", picture)
        if comic_info:
            archive.writestr("ComicInfo.xml", comic_info)


def make_library(folder: Path) -> int:
    """Fills `folder`; how many comics are in it."""
    inner = [smaller(page(seed, f"page {seed}")) for seed in range(1, 7)]
    count = 0

    def comic(path: str, seed: int, pages: int = 6, comic_info: str | None = None) -> None:
        nonlocal count
        count += 1
        first = page(seed, f"cover {seed}")
        write(folder / path, [first, *(inner[(seed + at) % len(inner)] for at in range(pages - 1))], comic_info)

    for number in TIDE:
        comic(f"{SEA}/Tidewright/Tidewright #{number:02}.cbz", 20 + number, 8, info(number))
    for number in (1, 2):
        comic(f"{SEA}/Tidewright Annual/Tidewright Annual #{number}.cbz", 60 + number)
    for number in (1, 2, 3):
        comic(f"{SEA}/Octopus Post/Octopus Post #{number}.cbz", 70 + number)
    for volume in (1, 2, 4):
        comic(f"Manga/Seinen/Paper Kaiju/Paper Kaiju v{volume:02}.cbz", 40 + volume)
    told = {
        "name": "Paper Kaiju",
        "total_volumes": 5,
        "status": "Ongoing",
        "publisher": "Crane & Co",
        "genres": ["Adventure"],
    }
    (folder / "Manga/Seinen/Paper Kaiju/series.json").write_text(json.dumps(told))
    for name in ("Velvet Orbit", "Velvet Orbit Again"):
        comic(f"One-shots/All/{name}/{name}.cbz", 90)
    (folder / "Comics/Horror/Cellar Door").mkdir(parents=True)
    (folder / "Comics/Horror/Cellar Door/Cellar Door #1.cbz").write_bytes(b"PK\x03\x04 this is no archive at all")
    return count + 1


def as_reader(web: Any, path: str, **options: Any) -> Page:
    """A page of somebody who is no administrator, at `path`."""
    made: Page = web.new_page(login=False, **{"reduced_motion": "reduce"} | options)
    known = {"username": READER, "password": web.admin["password"]}
    answer = made.request.post(f"{web.url}/api/auth/login", data=known, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.ok, answer.text()
    made.goto(web.url + path)
    drawn(made)
    return made


def undo(page: Page) -> None:
    """Presses Undo in the toast, which goes away with it, and waits until the server has done it."""
    with page.expect_response(lambda answer: answer.request.method != "GET"):
        page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_have_count(0)
