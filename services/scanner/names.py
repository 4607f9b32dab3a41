"""What a file name says: series, volume, chapter or number, title.

Years in brackets and scan groups are no numbers; decimals are. The patterns are compiled once and tried in the order
of what is most common, because on a first scan this is the dearest step after the database.
"""

from __future__ import annotations

import re
from typing import NamedTuple

NUMBER = r"(\d{1,6}(?:\.\d{1,3})?)"
# What may stand before a marker such as `v01`: the start or something that is no letter or digit.
BEFORE = r"(?:(?<=[\W_])|^)"

VOLUME = re.compile(BEFORE + r"v(?:ol(?:ume)?s?)?[.\s_]*" + NUMBER + r"(?![\d])(?:\s*-\s*v?\d+)?", re.IGNORECASE)
CHAPTER = re.compile(
    BEFORE + r"c(?:h(?:ap(?:ter)?)?)?[.\s_]*" + NUMBER + r"(?![\d])(?:\s*-\s*c?\d+(?:\.\d+)?)?", re.IGNORECASE
)
ISSUE = re.compile(r"#\s*" + NUMBER)
TRAILING = re.compile(r"(?:(?<=[\s_\-\u2013\u2014.,])|^)" + NUMBER + r"(?:\s+of\s+\d+)?\s*$", re.IGNORECASE)
MIDDLE = re.compile(r"\s[-\u2013\u2014]\s" + NUMBER + r"(?=\s[-\u2013\u2014]\s)")
JAPANESE_VOLUME = re.compile("第?\\s*" + NUMBER + "\\s*[巻卷]")
JAPANESE_CHAPTER = re.compile("第?\\s*" + NUMBER + "\\s*[話话章]")

BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
MARKER_ALONE = re.compile(
    r"[(\[{]\s*((?:v(?:ol(?:ume)?)?|c(?:h(?:ap(?:ter)?)?)?)[.\s]*\d+(?:\.\d+)?|#\d+(?:\.\d+)?)\s*[)\]}]", re.I
)
DOT_FOR_SPACE = re.compile(r"(?<!\d)\.|\.(?!\d)")
TITLE_AFTER = re.compile(r"^\s*(?:[-\u2013\u2014:]\s+|\s[-\u2013\u2014:]\s*)(?=\S)")
EDGES = " \t-_\u2013\u2014,.:;#"


class Name(NamedTuple):
    """What a file's name says. `series` is empty where the name is nothing but a number."""

    series: str
    title: str
    volume: float | None
    chapter: float | None


def parse(stem: str) -> Name:
    """Reads a file name without its ending."""
    text = stem.replace("_", " ")
    if " " not in text and text.count(".") > 1:
        text = DOT_FOR_SPACE.sub(" ", text)
    if "(" in text or "[" in text or "{" in text:
        text = BRACKETS.sub(" ", MARKER_ALONE.sub(r" \1 ", text))
        if ")" in text or "]" in text or "}" in text:  # brackets within brackets
            text = BRACKETS.sub(" ", text)
    text = " ".join(text.split())
    plain = text.isascii()  # then it holds no Japanese counters

    first, last = len(text), 0  # where the markers begin and end
    volume = chapter = None
    if match := VOLUME.search(text) or (None if plain else JAPANESE_VOLUME.search(text)):
        volume = float(match[1])
        first, last = match.start(), match.end()
    if match := _chapter(text, last):
        chapter = float(match[1])
        first, last = min(first, match.start()), max(last, match.end())

    series = text[:first].lstrip(EDGES).rstrip(EDGES.replace(".", ""))
    if series.count(".") == 1:  # `Title.v01`, but not `C.O.W.L.`
        series = series.rstrip(".")
    after = TITLE_AFTER.match(text[last:]) if last else None
    title = text[last:][after.end() :].strip(EDGES) if after else ""
    return Name(series, title or text.strip(EDGES) or stem.strip(), volume, chapter)


def _chapter(text: str, volume_end: int) -> re.Match[str] | None:
    if match := ISSUE.search(text) or CHAPTER.search(text) or (not text.isascii() and JAPANESE_CHAPTER.search(text)):
        return match
    match = MIDDLE.search(text, volume_end) or TRAILING.search(text, volume_end)
    return None if match is None or _is_year(match[1]) else match


def _is_year(digits: str) -> bool:
    """`Blade Runner 2049`: four digits that look like a year belong to the name."""
    return len(digits) == 4 and digits.isdigit() and 1900 <= int(digits) <= 2099
