"""The fields of metadata: which there are for comics and series, and what a value of each looks like."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

LONGEST_NAME, LONGEST_TEXT, MOST_VALUES = 300, 20_000, 500
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

Clean = Callable[[Any], Any]


def name(value: Any) -> str | None:
    """One line of text, without control characters, at most 300 characters; None for nothing."""
    if not isinstance(value, str):
        raise ValueError("this must be text")
    return " ".join(_CONTROL.sub(" ", value[: LONGEST_NAME * 4]).split())[:LONGEST_NAME] or None


def text(value: Any) -> str | None:
    """Several lines, at most 20,000 characters."""
    if not isinstance(value, str):
        raise ValueError("this must be text")
    return _CONTROL.sub("", value.replace("\r\n", "\n")[: LONGEST_TEXT * 2]).strip()[:LONGEST_TEXT] or None


def names(value: Any) -> list[str] | None:
    """Different names, in their order."""
    if not isinstance(value, list):
        raise ValueError("this must be a list of texts")
    return list(dict.fromkeys(one for item in value[:MOST_VALUES] if (one := name(item)))) or None


def people(value: Any) -> list[dict[str, str | None]] | None:
    """`[{name, role}]`; the role may be left out."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ValueError('this must be a list of {"name", "role"}')
    found = {}
    for one in value[:MOST_VALUES]:
        who, role = name(one.get("name")), one.get("role")
        role = None if role is None else name(role)
        if who:
            found[who, role] = {"name": who, "role": role}
    return list(found.values()) or None


def arcs(value: Any) -> list[dict[str, str | None]] | None:
    """`[{name, number}]`: story arcs, and which part of each it is."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ValueError('this must be a list of {"name", "number"}')
    found = {}
    for one in value[:MOST_VALUES]:
        arc, number = name(one.get("name")), one.get("number")
        if arc:
            found[arc] = {"name": arc, "number": None if number is None else name(str(number))}
    return list(found.values()) or None


def ids(value: Any) -> dict[str, Any] | None:
    """`{source: id}`: how other catalogues call it."""
    if not isinstance(value, dict):
        raise ValueError("this must be an object of ids")
    pairs = list(value.items())[:20]
    return {who: one if type(one) is int else name(str(one)) for key, one in pairs if (who := name(key))} or None


def number(lowest: float, highest: float) -> Clean:
    """A number from `lowest` to `highest`."""

    def clean(value: Any) -> float | None:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise ValueError("this must be a number")
        if not lowest <= value <= highest:
            raise ValueError(f"this must be from {lowest:g} to {highest:g}")
        return value

    return clean


def whole(lowest: int, highest: int) -> Clean:
    """A whole number from `lowest` to `highest`."""
    in_range = number(lowest, highest)

    def clean(value: Any) -> int:
        if in_range(value) != int(value):
            raise ValueError("this must be a whole number")
        return int(value)

    return clean


def choice(*choices: str) -> Clean:
    """One of these words."""

    def clean(value: Any) -> str:
        if value not in choices or not isinstance(value, str):
            raise ValueError(f"this must be one of {', '.join(choices)}")
        return value

    return clean


def day(value: Any) -> str | None:
    """`2026`, `2026-11` or `2026-11-23`."""
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("this must be a date like 2026-11-23")
    date(int(found[1]), int(found[2] or 1), int(found[3] or 1))  # raises ValueError itself
    return found[0]


def addresses(value: Any) -> list[str] | None:
    """Web addresses, http and https only: they are shown as links."""
    found = names(value)
    if any(not one.startswith(("http://", "https://")) for one in found or ()):
        raise ValueError("a web address begins with http:// or https://")
    return found


def pages(value: Any) -> list[dict[str, Any]] | None:
    """`[{page, type, double}]`: pages that are more than a story; `page` counts from 0."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ValueError('this must be a list of {"page", "type", "double"}')
    at = whole(0, 100_000)
    kept = []
    for one in value[:5_000]:
        kind = one.get("type")
        kept.append({"page": at(one.get("page")), "type": kind and name(kind), "double": one.get("double") is True})
    return kept or None


_BOTH: dict[str, Clean] = {
    "summary": text,
    "authors": people,
    "publisher": name,
    "imprint": name,
    "genres": names,
    "tags": names,
    "age_rating": whole(0, 21),
    "direction": choice("ltr", "rtl", "vertical"),
    "language": name,
    "web": addresses,
    "ids": ids,
}
COMIC: dict[str, Clean] = {
    "title": name,
    "volume": number(0, 1_000_000),
    "chapter": number(0, 1_000_000),
    "series": name,
    "number": name,
    **_BOTH,
    "release_date": day,
    "characters": names,
    "teams": names,
    "locations": names,
    "main_character": name,
    "story_arcs": arcs,
    "series_groups": names,
    "alternate_series": name,
    "issue_count": whole(0, 1_000_000),
    "issue_format": name,
    "black_and_white": choice("yes", "no"),
    "gtin": name,
    "community_rating": number(0, 5),
    "notes": text,
    "review": text,
    "scan_information": name,
    "page_types": pages,
}
SERIES: dict[str, Clean] = {
    "name": name,
    **_BOTH,
    "titles": names,
    "demographics": names,
    "status": name,
    "year": whole(1, 9999),
    "total_volumes": whole(1, 1_000_000),
    "total_chapters": whole(1, 1_000_000),
}
# Fields that hold lists, to which one may add and from which one may take.
LISTED = {field for field, clean in {**COMIC, **SERIES}.items() if clean in (names, people, arcs, addresses)}
# Without these there is nothing to show.
NEEDED = {"title", "name"}
# Fields that a comic takes from its series where it says nothing itself.
INHERITED = ("authors", "publisher", "imprint", "genres", "tags", "age_rating", "direction", "language")


def lenient(fields: dict[str, Clean], said: dict[str, Any]) -> dict[str, Any]:
    """The values of `said` that make sense, the others left out. For what files say."""
    found = {}
    for field, clean in fields.items():
        value = said.get(field)
        if value is None:
            continue
        try:
            value = clean(value)
        except (ValueError, OverflowError):
            continue
        if value is not None:
            found[field] = value
    return found
