"""The rail beside a long list: which initials it has, where each begins, and how many there are."""

from __future__ import annotations

import itertools
from typing import Any

import sqlalchemy as sa

from services.library.models_filters import Letter

OTHER = "#"  # numbers and signs
_KANJI, _HANGUL = "漢", "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_SYLLABLES = 588  # of Hangul that begin with the same consonant


def of(
    connection: sa.Connection, sort_key: sa.ColumnElement[str], conditions: list[sa.ColumnElement[bool]], *, down: bool
) -> list[Letter]:
    """The initials of the rows that fit `conditions`, in the order of `sort_key`; `down`: from the last to the first.

    Kana and letters stand for themselves, all kanji for one initial, Hangul for its first consonant. Signs that are
    sorted behind the letters are a second `#`.
    """
    initial = sa.func.substr(sort_key, 1, 1).label("initial")
    query: sa.Select[Any] = sa.select(initial, sa.func.count()).where(*conditions).group_by(initial)
    # By code point, as the keys themselves are sorted.
    rows = sorted(map(tuple, connection.execute(query)), reverse=down)
    rail: list[Letter] = []
    offset = 0
    for letter, group in itertools.groupby(rows, key=lambda row: letter_of(row[0])):
        count = sum(row[1] for row in group)
        rail.append(Letter(letter=letter, offset=offset, count=count))
        offset += count
    return rail


def letter_of(initial: str) -> str:
    """The letter of the rail for the first character of a sort key, where a capital is how long a number is."""
    if not initial.isalpha() or "A" <= initial <= "Z":
        return OTHER
    if "\u4e00" <= initial <= "\u9fff" or "\u3400" <= initial <= "\u4dbf" or initial >= "\U00020000":
        return _KANJI
    if "가" <= initial <= "힣":
        return _HANGUL[(ord(initial) - ord("가")) // _SYLLABLES]
    return initial.upper()
