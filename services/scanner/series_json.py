"""series.json: the name and the metadata of a series, in the flat form and in Mylar's.

Mylar's form is {"version", "metadata": {...}}, documented in that project's wiki ("series.json schema"); `metadata`
may be an array, and any key may be missing. The flat form has the keys at the top, as manga tools write them.
"""

from __future__ import annotations

import json
import re
from typing import Any

from kit.paths import for_people, open_beneath

LARGEST = 1024 * 1024  # bytes
LONGEST_NAME, LONGEST_TEXT, MOST_VALUES = 300, 20_000, 200
AGES = {"all ages": 0, "everyone": 0, "g": 0, "9+": 9, "10+": 10, "12+": 12, "13+": 13, "teen": 13, "t": 13}
AGES |= {"15+": 15, "ma15+": 15, "t+": 15, "17+": 17, "m": 17, "mature": 17, "adult": 18, "adults only": 18, "18+": 18}
DIRECTIONS = {"manga": "rtl", "manhwa": "vertical", "manhua": "vertical", "webtoon": "vertical"}
DIRECTIONS |= {"rtl": "rtl", "ltr": "ltr", "vertical": "vertical", "right-to-left": "rtl", "left-to-right": "ltr"}
# The flat form has no standard: the first of these keys that has a value counts.
NAMES = ("series", "title", "name")
SUMMARIES = ("synopsis", "summary", "description")
TAG = re.compile(r"<[^>]{0,500}>")


def read(root: str, path: str) -> dict[str, Any]:
    """The document at `path` beneath `root`. Raises ValueError with a sentence, or OSError."""
    with open(path, "rb", opener=lambda path, flags: open_beneath(root, path)) as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise ValueError("series.json is larger than 1 MiB and was not read.")
    if not raw.strip():
        raise ValueError("series.json is empty.")
    try:
        document = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError("series.json is not UTF-8 text.") from error
    except (ValueError, RecursionError) as error:
        raise ValueError("series.json is not valid JSON.") from error
    if not isinstance(document, dict):
        raise ValueError("series.json does not hold a JSON object.")
    return document


def normalise(document: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """The series' name (None where it says none) and its metadata, under the names the library knows."""
    inner = document.get("metadata")
    if isinstance(inner, list):
        inner = next((one for one in inner if isinstance(one, dict)), None)
    return _mylar(inner) if isinstance(inner, dict) else _flat(document)


def _flat(said: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    name = next((text for key in NAMES if (text := _text(said.get(key)))), None)
    titles = [_text(said.get(key)) for key in ("title", "title_english", "title_japanese")]
    metadata = {
        "titles": [one for one in dict.fromkeys([*titles, *_texts(said.get("synonyms"))]) if one and one != name],
        "authors": _authors(said.get("authors")),
        "summary": next((text for key in SUMMARIES if (text := _text(said.get(key), LONGEST_TEXT))), None),
        "genres": _texts(said.get("genres")),
        "tags": list(dict.fromkeys([*_texts(said.get("tags")), *_texts(said.get("demographics"))])),
        "status": _text(said.get("status")),
        "publisher": _text(said.get("publisher")),
        "year": _number(said.get("release_year")) or _number(said.get("year")),
        "age_rating": _age(said.get("age_rating")),
        "direction": _direction(said.get("reading_direction")) or _direction(said.get("type")),
        "total_volumes": _number(said.get("total_volumes")),
        "total_chapters": _number(said.get("total_chapters")),
        "ids": _ids(mal=said.get("mal_id"), anilist=said.get("anilist_id")),
    }
    return name, _without_nothing(metadata)


def _mylar(said: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    summary = said.get("description_formatted") or said.get("description_text")
    metadata = {
        "summary": _text(summary, LONGEST_TEXT),
        "publisher": _text(said.get("publisher")),
        "status": _text(said.get("status")),
        "year": _number(said.get("year")),
        "age_rating": _age(said.get("age_rating")),
        "total_chapters": _number(said.get("total_issues")),
        "ids": _ids(comicvine=said.get("comicid")),
    }
    return _text(said.get("name")), _without_nothing(metadata)


def _text(value: Any, longest: int = LONGEST_NAME) -> str | None:
    """Text fit to show, or None. Tags are taken out; line ends stay in what is long."""
    if not isinstance(value, str):
        return None
    lines = [for_people(line).strip() for line in TAG.sub("", value[: longest * 2]).splitlines()]
    return ("\n" if longest > LONGEST_NAME else " ").join(lines).strip()[:longest] or None


def _texts(value: Any) -> list[str]:
    values = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return list(dict.fromkeys(one for item in values[:MOST_VALUES] if (one := _text(item))))


def _authors(value: Any) -> list[dict[str, str | None]]:
    authors = []
    for item in value[:MOST_VALUES] if isinstance(value, list) else _texts(value):
        name = _text(item.get("name")) if isinstance(item, dict) else _text(item)
        if name:
            authors.append({"name": name, "role": _text(item.get("role")) if isinstance(item, dict) else None})
    return authors


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 10:
        value = int(value)
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000_000
    return value if whole else None


def _age(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value <= 21 else None
    return AGES.get(value.strip().casefold()) if isinstance(value, str) else None


def _direction(value: Any) -> str | None:
    return DIRECTIONS.get(value.strip().casefold()) if isinstance(value, str) else None


def _ids(**ids: Any) -> dict[str, int]:
    return {name: number for name, value in ids.items() if (number := _number(value) or None)}


def _without_nothing(metadata: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in metadata.items() if value not in (None, [], {})}
