"""MetronInfo.xml 1.0 (https://metron-project.github.io/docs/metroninfo) as fields of a comic.

The dict is the document's elements by name: an element with children is a dict, one that comes several times a list,
attributes stand beside the children under their own names, and the text of an element with attributes under "text".
"""

from __future__ import annotations

from typing import Any

from services.library.comicinfo import FIRST_YEAR, numbered, whole
from services.library.fields import COMIC, lenient

AGES = {"everyone": 0, "teen": 13, "teen plus": 15, "mature": 17, "explicit": 18, "adult": 18}


def fields_of(said: dict[str, Any]) -> dict[str, Any]:
    """The fields of a comic, of a MetronInfo document as a dict."""
    series, publisher = _part(said, "Series"), _part(said, "Publisher")
    volume = numbered(_text(said.get("MangaVolume")))
    stories = [_text(_inner(one, "Title")) or _text(one) for one in _many(said, "Stories", "Story")]
    found: dict[str, Any] = {
        "title": _text(said.get("CollectionTitle")) or " / ".join(one for one in stories if one),
        "series": _text(series.get("Name")),
        "number": _text(said.get("Number")),
        "chapter": numbered(_text(said.get("Number"))),
        "volume": volume if volume is not None and volume < FIRST_YEAR else None,
        "summary": _text(said.get("Summary")),
        "notes": _text(said.get("Notes")),
        "authors": _credits(said),
        "publisher": _text(publisher.get("Name")) or _text(said.get("Publisher")),
        "imprint": _text(publisher.get("Imprint")),
        "genres": [_text(one) for one in _many(said, "Genres", "Genre")],
        "tags": [_text(one) for one in _many(said, "Tags", "Tag")],
        "characters": [_text(one) for one in _many(said, "Characters", "Character")],
        "teams": [_text(one) for one in _many(said, "Teams", "Team")],
        "locations": [_text(one) for one in _many(said, "Locations", "Location")],
        "series_groups": [_text(_inner(one, "Name")) or _text(one) for one in _many(said, "Universes", "Universe")],
        "story_arcs": [
            {"name": _text(_inner(one, "Name")), "number": _text(_inner(one, "Number")) or None}
            for one in _many(said, "Arcs", "Arc")
        ],
        "issue_format": _text(series.get("Format")),
        "age_rating": AGES.get(_text(said.get("AgeRating")).casefold()),
        "language": _text(series.get("lang")),
        "release_date": (_text(said.get("CoverDate")) or _text(said.get("StoreDate")))[:10],
        "gtin": next((code for key in ("ISBN", "UPC") if (code := _text(_part(said, "GTIN").get(key)))), ""),
        "web": [one for item in _many(said, "URLs", "URL") if (one := _text(item)).startswith(("http://", "https://"))],
        "ids": {_text(one.get("source")): _text(one) for one in _many(said, "IDS", "ID") if isinstance(one, dict)},
        "issue_count": whole(_text(series.get("IssueCount"))),
    }
    return lenient(COMIC, {key: value for key, value in found.items() if value not in ("", [], {}, None)})


def _credits(said: dict[str, Any]) -> list[dict[str, str]]:
    found = []
    for one in _many(said, "Credits", "Credit"):
        who = _text(_inner(one, "Creator"))
        roles = [_text(role).casefold() for role in _many(one, "Roles", "Role")] if isinstance(one, dict) else []
        found += [{"name": who, "role": role} for role in roles or ["creator"]]
    return found


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("text")
    return str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _inner(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _part(said: dict[str, Any], key: str) -> dict[str, Any]:
    value = said.get(key)
    return value if isinstance(value, dict) else {}


def _many(said: dict[str, Any], outer: str, inner: str) -> list[Any]:
    """The `inner` elements within `outer`: none, one or several."""
    value = said.get(outer)
    value = value.get(inner) if isinstance(value, dict) else value
    values = value if isinstance(value, list) else [] if value is None else [value]
    return values[:500]
