"""Values of the predecessor's tables as this server has them; what makes no sense becomes None."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import Any

from cli.predecessor.database import Row

LONGEST_NOTE = 2_000
# What no name or note holds.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SHA256 = re.compile("[0-9a-fA-F]{64}")
THEMES = {"dark": "ink", "light": "paper", "ink": "ink", "paper": "paper", "eink": "eink", "e-ink": "eink"}
PAGES = {"single": "one", "one": "one", "double": "two", "two": "two"}
PAGES |= dict.fromkeys(("continuous", "scroll", "vertical", "webtoon", "strip"), "scroll")
FITS = {"fit-width": "width", "width": "width", "fit-height": "height", "height": "height"}
FITS |= {"original": "original", "100": "original", "100%": "original", "actual": "original"}
FITS |= dict.fromkeys(("fit", "fit-both", "both", "auto", "contain", "fit-page", "page"), "both")


def text(value: Any, longest: int = 300) -> str | None:
    """One text, cut to `longest` characters; None for nothing."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = f"{value:g}"
    if not isinstance(value, str):
        return None
    return _CONTROL.sub("", value[: longest * 2]).strip()[:longest] or None


def whole(value: Any, least: int = 0, most: int = 2**31 - 1) -> int | None:
    """A whole number from `least` to `most`."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,12}", value.strip()):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and least <= value <= most else None


def truth(value: Any) -> bool:
    """SQLite has no truth values of its own: 1, "1" and "true" are ones."""
    return value in (1, "1") or (isinstance(value, str) and value.strip().casefold() in ("true", "yes"))


def moment(value: Any) -> float | None:
    """Seconds since 1970: of such a number, or of a date and time, which without a zone is in UTC."""
    if isinstance(value, str):
        try:
            told = datetime.fromisoformat(value.strip())
            value = (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            return None
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    seconds = float(value) / 1000 if value > 1e11 else float(value)
    return seconds if 0 < seconds < 4e9 else None


def sha256(value: Any) -> str | None:
    """A hash in hex."""
    return value.lower() if isinstance(value, str) and _SHA256.fullmatch(value) else None


def texts(value: Any) -> list[str]:
    """A list: JSON, or texts with commas between."""
    if not isinstance(value, str):
        return []
    try:
        said = json.loads(value[:200_000])
    except (ValueError, RecursionError):
        said = value[:20_000].split(",")
    items = said if isinstance(said, list) else [said]
    return [one for item in items[:200] if (one := text(item.get("name") if isinstance(item, dict) else item))]


def series(row: Row) -> dict[str, Any]:
    """What a row of `series` says, under this server's names."""
    titles = [text(row[name]) for name in ("title", "title_english", "title_japanese")] + texts(row["synonyms"])
    ids = {name: whole(row[f"{name}_id"], 1) for name in ("mal", "anilist")}
    said = {
        "titles": [one for one in dict.fromkeys(titles) if one and one != text(row["name"])],
        "authors": [{"name": one, "role": None} for one in texts(row["authors"])],
        "summary": text(row["synopsis"], 20_000),
        "genres": texts(row["genres"]),
        "tags": texts(row["tags"]),
        "demographics": texts(row["demographics"]),
        "status": text(row["status"]),
        "year": whole(row["release_year"], 1, 9999),
        "total_volumes": whole(row["total_volumes"], 1, 1_000_000),
        "total_chapters": whole(row["total_chapters"], 1, 1_000_000),
        "ids": {name: number for name, number in ids.items() if number},
    }
    return {name: value for name, value in said.items() if value}


def preferences(row: Row) -> tuple[dict[str, Any], dict[str, str]]:
    """What a row of `user_preferences` means here, and all of it as it was."""
    raw = {name: said for name, value in row.items() if name != "user_id" and (said := text(value, 100))}
    reader = {"pages": PAGES.get(_word(raw, "reader_display")), "fit": FITS.get(_word(raw, "reader_zoom"))}
    mine = {name: value for name, value in reader.items() if value}
    theme = THEMES.get(_word(raw, "theme"))
    return ({"theme": theme} if theme else {}) | ({"reader": {"mine": mine}} if mine else {}), raw


def _word(raw: dict[str, str], name: str) -> str:
    return raw.get(name, "").casefold().replace("_", "-")
