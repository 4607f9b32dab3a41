"""Names of users: which are allowed, and when two are the same."""

from __future__ import annotations

import unicodedata

LONGEST = 64  # characters
# Controls, half characters, line and paragraph separators: nothing a name is written with.
_NEVER = {"Cc", "Cs", "Zl", "Zp"}
# Invisible, but needed to write Persian, Hindi and many emoji. Other formatting characters can reorder the text around.
_JOINERS = {"\u200c", "\u200d"}


def is_writable(character: str) -> bool:
    """May this stand in a name?"""
    category = unicodedata.category(character)
    return category not in _NEVER and (category != "Cf" or character in _JOINERS)


def clean(name: str) -> str:
    """The name as it will be shown. Raises ValueError with what is wrong."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST:
        raise ValueError(f"must be 1 to {LONGEST} characters")
    if not all(map(is_writable, name)):
        raise ValueError("must not hold control characters")
    if not fold(name):
        raise ValueError("must hold something that can be seen")
    return name


def fold(name: str) -> str:
    """What two names are compared by: compatible forms, case and invisible characters make no difference."""
    visible = "".join(character for character in name if unicodedata.category(character) not in ("Cf", *_NEVER))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return " ".join(folded.split())


def printable(text: str, longest: int) -> str:
    """Text of a client's choosing (its User-Agent), cut and without what no list should show."""
    return "".join(filter(is_writable, text[:longest]))
