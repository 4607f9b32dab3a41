"""Keys that are stored and sorted by code point: natural order of titles, number order within a series."""

from __future__ import annotations

import re
from functools import lru_cache

from kit.folding import fold

LONGEST = 200  # characters of a key: enough to tell titles apart, and within an index entry of every database
# A number with its decimals ("12.5"), or a word; what lies between only separates.
_PARTS = re.compile(r"[0-9]+(?:\.[0-9]+(?![0-9.]))?|[^\W0-9_]+")
# How many digits a number has, as one character that sorts as the count does, and before every letter.
_LENGTHS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWEST, _HIGHEST = "!", "~"


def title_key(title: str) -> str:
    """Natural order: 2 before 10, 12 before 12.5, case, accents and punctuation aside."""
    folded = fold(title)
    return (" ".join(map(_part_key, _PARTS.findall(folded))) or folded)[:LONGEST]


@lru_cache(65_536)
def _part_key(part: str) -> str:
    if not "0" <= part[0] <= "9":
        return part
    whole, dot, decimals = part.partition(".")
    whole = whole.lstrip("0") or "0"
    return f"{_LENGTHS[min(len(whole), len(_LENGTHS) - 1)]}{whole}{dot}{decimals}"


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
