"""Keys that are stored and sorted by code point: natural order of titles, number order within a series."""

from __future__ import annotations

import re
from functools import lru_cache

from services.library.folding import fold

LONGEST = 200  # characters of a key: enough to tell titles apart, and within an index entry of every database
# A number with its decimals ("12.5"), or a run of anything that is neither letter nor digit.
_PARTS = re.compile(r"(?P<whole>[0-9]+)(?:\.(?P<decimals>[0-9]+)(?![0-9.]))?|[\W_]+")
# How many digits a number has, as one character that sorts as the count does, and before every letter.
_LENGTHS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWEST, _HIGHEST = "!", "~"


@lru_cache(65_536)
def title_key(title: str) -> str:
    """Natural order: 2 before 10, 12 before 12.5, case, accents and punctuation aside."""
    folded = fold(title)
    return (_PARTS.sub(_part_key, folded).strip() or folded)[:LONGEST]


def _part_key(part: re.Match[str]) -> str:
    if part["whole"] is None:
        return " "
    key = _whole_key(part["whole"])
    return f"{key}.{part['decimals']}" if part["decimals"] else key


def _whole_key(digits: str) -> str:
    digits = digits.lstrip("0") or "0"
    return _LENGTHS[min(len(digits), len(_LENGTHS) - 1)] + digits


@lru_cache(65_536)
def number_key(volume: float | None, chapter: float | None) -> str:
    """The order within a series: by volume, then by chapter.

    A whole volume stands before its chapters; what has no volume comes after those that have one, what has no number
    at all comes last.
    """
    without = _HIGHEST if volume is None else _LOWEST
    return f"{_HIGHEST if volume is None else _number(volume)} {without if chapter is None else _number(chapter)}"


def _number(value: float) -> str:
    """Twelve digits and three decimals: what is below nothing or beyond is at the end of the range."""
    return f"{min(max(value, 0.0), 999_999_999_999.0):016.3f}"
