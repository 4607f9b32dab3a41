"""ComicInfo.xml 2.1 (https://anansi-project.github.io/docs/comicinfo/documentation) as fields of a comic.

A value that makes no sense is left out; the others count.
"""

from __future__ import annotations

import re
from typing import Any

from services.library.fields import COMIC, lenient

TEXTS = {  # fields that are taken as they are, by our name
    "title": "Title",
    "series": "Series",
    "number": "Number",
    "summary": "Summary",
    "notes": "Notes",
    "review": "Review",
    "publisher": "Publisher",
    "imprint": "Imprint",
    "main_character": "MainCharacterOrTeam",
    "alternate_series": "AlternateSeries",
    "issue_format": "Format",
    "language": "LanguageISO",
    "gtin": "GTIN",
    "scan_information": "ScanInformation",
}
LISTS = {  # fields of several values with commas between
    "genres": "Genre",
    "tags": "Tags",
    "characters": "Characters",
    "teams": "Teams",
    "locations": "Locations",
    "series_groups": "SeriesGroup",
}
ROLES = {
    "Writer": "writer",
    "Penciller": "penciller",
    "Inker": "inker",
    "Colorist": "colorist",
    "Letterer": "letterer",
    "CoverArtist": "cover artist",
    "Editor": "editor",
    "Translator": "translator",
}
AGES = {
    "early childhood": 3,
    "everyone": 0,
    "g": 0,
    "kids to adults": 6,
    "pg": 8,
    "everyone 10+": 10,
    "teen": 13,
    "m": 17,
    "ma15+": 15,
    "mature 17+": 17,
    "r18+": 18,
    "adults only 18+": 18,
    "x18+": 18,
}
FIRST_YEAR = 1800  # a volume from here on is the year in which a series began, as some tools write it
_NUMBER = re.compile(r"\s*(\d{1,9}(?:[.,]\d{1,3})?)")
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


def fields_of(said: dict[str, Any]) -> dict[str, Any]:
    """The fields of a comic, of a dict under ComicInfo's names; their case does not matter."""
    given = {str(key).casefold(): value for key, value in list(said.items())[:200]}

    def text(key: str) -> str:
        value = given.get(key.casefold())
        return str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""

    def number(key: str) -> float | None:
        return numbered(text(key))

    volume = number("Volume")
    found: dict[str, Any] = {
        **{name: text(key) for name, key in TEXTS.items()},
        **{name: listed(text(key)) for name, key in LISTS.items()},
        "chapter": number("Number"),
        "volume": volume if volume is not None and volume < FIRST_YEAR else None,
        "authors": [{"name": one, "role": role} for key, role in ROLES.items() for one in listed(text(key))],
        "story_arcs": story_arcs(text("StoryArc"), text("StoryArcNumber")),
        "issue_count": whole(text("Count")),
        "black_and_white": {"yes": "yes", "no": "no"}.get(text("BlackAndWhite").casefold()),
        "age_rating": AGES.get(text("AgeRating").casefold()),
        "direction": {"yesandrighttoleft": "rtl"}.get(text("Manga").casefold()),
        "web": [one for one in text("Web").split() if one.startswith(("http://", "https://"))],
        "community_rating": number("CommunityRating"),
        "release_date": released(text("Year"), text("Month"), text("Day")),
        "page_types": page_types(given.get("pages")),
    }
    return lenient(COMIC, {key: value for key, value in found.items() if value not in ("", [], None)})


def listed(text: str) -> list[str]:
    """Values with commas between."""
    return [one for part in text[:20_000].split(",") if (one := part.strip())]


def numbered(text: str) -> float | None:
    """The number a text begins with: "12", "12.5", "12a", "½"."""
    if text[:1] in _FRACTIONS:
        return _FRACTIONS[text[0]]
    found = _NUMBER.match(text)
    if found is None:
        return None
    value = float(found[1].replace(",", "."))
    return value + _FRACTIONS.get(text[found.end() : found.end() + 1], 0)


def whole(text: str) -> int | None:
    """A whole number."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def released(year: str, month: str, day: str) -> str | None:
    """`2026-11-23`, or as much of it as is known."""
    parts = [whole(one) for one in (year, month, day)]
    if not parts[0] or not FIRST_YEAR <= parts[0] <= 9999:
        return None
    text = f"{parts[0]:04}"
    for part, highest in zip(parts[1:], (12, 31), strict=True):
        if not part or part > highest:
            break
        text += f"-{part:02}"
    return text


def story_arcs(names: str, numbers: str) -> list[dict[str, str | None]]:
    """Arcs with the number of each, which stand in the same order."""
    parts = [one.strip() or None for one in numbers[:20_000].split(",")]
    arcs = listed(names)
    return [{"name": arc, "number": parts[at] if at < len(parts) else None} for at, arc in enumerate(arcs)]


def page_types(pages: Any) -> list[dict[str, Any]]:
    """Pages with a type or over two pages."""
    found = []
    for one in pages[:5_000] if isinstance(pages, list) else []:
        if not isinstance(one, dict):
            continue
        said = {str(key).casefold(): value for key, value in one.items()}
        at, kind = whole(str(said.get("image", ""))), str(said.get("type") or "") or None
        double = str(said.get("doublepage", "")).casefold() == "true"
        if at is not None and at <= 100_000 and ((kind and kind != "Story") or double):
            found.append({"page": at, "type": kind, "double": double})
    return found
