"""A house in which much is hidden from a child: comics above their age, a library that is not theirs, and lists, tags
and ratings that tell of these. Everything hidden bears the word HIDDEN, wherever a comic can say something."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.comics import page, smaller
from tests.e2e.server import wait_until

HIDDEN = "zqvx"
AGE = 12
LISTS = ("Genre", "Tags", "Characters", "Teams", "Locations", "StoryArc", "SeriesGroup")
TEXTS = ("Title", "Summary", "Writer", "Penciller", "Publisher", "Imprint", "Notes", "Review", "ScanInformation")
OLD_ENOUGH = {"AgeRating": "Everyone", "Genre": "Adventure", "Writer": "Ada Hill", "Characters": "Nell", "Year": "2011"}
TOO_OLD = {
    "AgeRating": "Adults Only 18+",
    "Year": "1951",
    "LanguageISO": "xx",
    "Web": f"https://{HIDDEN}.example/",
    **{field: f"{HIDDEN}{field.lower()}" for field in (*LISTS, *TEXTS)},
    "Genre": f"{HIDDEN}genre, Adventure",
    "Tags": f"{HIDDEN}tags, {HIDDEN}merged, {HIDDEN}never",
}


def info(said: dict[str, str]) -> str:
    """A ComicInfo.xml."""
    return "<ComicInfo>" + "".join(f"<{name}>{text}</{name}>" for name, text in said.items()) + "</ComicInfo>"


def comic(path: Path, said: dict[str, str], seeds: list[int], more: bytes = b"") -> None:
    """A CBZ with a page for each of `seeds`, and what it says of itself; `more` makes it another file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for number, seed in enumerate(seeds):
            archive.writestr(f"{number}.jpg", smaller(page(seed, str(seed))))
        archive.writestr("ComicInfo.xml", info(said))
        archive.comment = more


def open_shelves(folder: Path) -> int:
    """What the child may read, how many comics: a series that says something, one of which little is said, and one that
    is for adults but for one of its comics."""
    for number in (1, 2, 3):
        comic(
            folder / f"Comics/Sea/Harbour/Harbour {number}.cbz", {**OLD_ENOUGH, "Title": f"Day {number}"}, [number, 9]
        )
    for number in (1, 2):
        comic(folder / f"Comics/Sea/Brook/Brook {number}.cbz", {"AgeRating": "Everyone"}, [10, number])
        comic(folder / f"Comics/Sea/Kelp/Kelp {number}.cbz", OLD_ENOUGH, [12 + number])
    comic(folder / "Comics/Sea/Tide/Tide 1.cbz", {"AgeRating": "Everyone", "Characters": "Wave"}, [15])
    comic(folder / "Comics/Sea/Harbour/Extras/Deep/Sketch 1.cbz", {"AgeRating": "Everyone"}, [16])
    said = {"name": "Tide", "age_rating": 18, "genres": [f"{HIDDEN}json"], "publisher": f"{HIDDEN}press", "year": 1949}
    (folder / "Comics/Sea/Tide/series.json").write_text(json.dumps({**said, "summary": f"{HIDDEN} summary"}))
    return 9


def hidden_shelves(folder: Path, other: Path) -> int:
    """What comes to it: above their age, and in a library that is not theirs."""
    comic(folder / f"Comics/Sea/Harbour/{HIDDEN} Harbour 9.cbz", TOO_OLD, [21, 22, 23])
    comic(folder / f"Comics/Sea/Brook/{HIDDEN} Brook 7.cbz", TOO_OLD, [24])
    comic(folder / f"Comics/Sea/Kelp/{HIDDEN} Kelp 1.cbz", TOO_OLD, [13])  # the same pages as theirs
    comic(folder / f"Comics/Sea/Harbour/Extras/{HIDDEN}more/{HIDDEN} 1.cbz", TOO_OLD, [28])
    comic(folder / f"Comics/Sea/{HIDDEN}deep/{HIDDEN}deep 1.cbz", TOO_OLD, [25])
    comic(folder / f"{HIDDEN}cat/{HIDDEN}sub/{HIDDEN}name/{HIDDEN} 1.cbz", TOO_OLD, [26])
    everyone = {**TOO_OLD, "AgeRating": "Everyone", "Characters": f"{HIDDEN}characters, Nell"}
    comic(other / f"{HIDDEN}cat/{HIDDEN}sub/{HIDDEN}series/{HIDDEN} 1.cbz", everyone, [27])
    comic(other / f"{HIDDEN}cat/{HIDDEN}sub/{HIDDEN}series/{HIDDEN} 3.cbz", everyone, [13])
    (other / f"{HIDDEN}cat/{HIDDEN}sub/{HIDDEN}series/{HIDDEN} 4.cbz").write_bytes(b"no comic at all")
    return 9


def inspected(http: httpx.Client) -> None:
    """Waits until every comic was opened."""

    def done() -> bool:
        state = http.get("/api/inspection").raise_for_status().json()
        return bool(state["total"] == state["done"] and state["total"])

    wait_until(done, "all comics to be opened")


def plant(http: httpx.Client, other: Path) -> None:
    """What an admin makes of the hidden: a library, merged and hidden tags, shared lists, ratings."""
    made = (
        http.post("/api/libraries", json={"name": f"{HIDDEN}library", "roots": [str(other)]}).raise_for_status().json()
    )
    http.post("/api/scan").raise_for_status()
    wait_until(lambda: http.get("/api/scan/status").json()["status"] == "completed", "the scan")
    wait_until(lambda: len(books(http, library=made["id"])) == 3, "the hidden library's comics")
    inspected(http)
    for name, shown in (
        (f"{HIDDEN}merged", "Adventure"),
        (f"{HIDDEN}never", None),
        (f"{HIDDEN}tags", f"{HIDDEN}shown"),
    ):
        http.put("/api/tags", json={"kind": "tag", "names": [name], "shown": shown}).raise_for_status()
    hidden = [one for one in books(http) if HIDDEN in one["filename"]]
    series = [one["id"] for one in http.get("/api/series").json()["items"] if HIDDEN in one["name"]]
    for kind, ids in (("collection", series), ("reading", [one["id"] for one in hidden])):
        body = {"name": f"{HIDDEN} {kind}", "kind": kind, "shared": True}
        key = http.post("/api/lists", json=body).raise_for_status().json()["id"]
        http.post(f"/api/lists/{key}/items", json={"ids": ids}).raise_for_status()
    for chosen in (
        {"tag": [f"{HIDDEN}shown"]},
        {"q": HIDDEN},
        {"library": made["id"]},
        {"character": [f"{HIDDEN}characters"]},
    ):
        body = {"name": f"{HIDDEN} smart", "kind": "series", "filter": chosen, "shared": True}
        http.post("/api/smart-lists", json=body).raise_for_status()
    for one in hidden:
        http.put(f"/api/ratings/comic/{one['id']}", json={"value": 1}).raise_for_status()
        http.post("/api/progress", json={"comic_id": one["id"], "current_page": 0}).raise_for_status()
        http.post("/api/bookmarks", json={"comic_id": one["id"], "page_number": 0, "note": HIDDEN}).raise_for_status()


def books(http: httpx.Client, **asked: Any) -> list[dict[str, Any]]:
    """Books that somebody sees."""
    found: list[dict[str, Any]] = (
        http.get("/api/books", params={"limit": 200, **asked}).raise_for_status().json()["items"]
    )
    return found
