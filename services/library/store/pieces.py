"""Words in pieces that overlap: long ones, and Chinese and Japanese, which know no spaces.

A part of a word is found by looking for it, or for its own pieces, among those of all words. That is never too little;
it is too much only where the part has several pieces itself, which may come from different places (`exact`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 32  # letters of a word that are looked for; what is longer is kept in pieces of twice as many
# Chinese and Japanese: what is written in them is kept by pairs of signs.
_SIGNS = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_SIGNS}]+|[^{_SIGNS}]+")
_IS_SIGN = re.compile(f"[{_SIGNS}]")


def kept(words: set[str]) -> set[str]:
    """What is kept of words: most of them as they are."""
    whole = {word for word in words if word.isascii() and len(word) <= 2 * LONGEST}
    return whole.union(*map(_pieces, words - whole))


def asked(word: str) -> list[str]:
    """What has to be looked for to find `word`: every word that has it somewhere also has these pieces."""
    parts = []
    for run in _RUNS.findall(word):
        parts += list(_pieces(run)) if _IS_SIGN.match(run) else [run[:LONGEST]]
    return list(dict.fromkeys(parts))


def exact(word: str) -> bool:
    """Do all these pieces mean that `word` itself is there?"""
    return asked(word) == [word]


def is_pair(part: str) -> bool:
    """Is it a pair of signs? That is what is kept, and no part of it."""
    return len(part) == 2 and _IS_SIGN.match(part) is not None


def _pieces(word: str) -> Iterator[str]:
    """What is kept of a word."""
    for run in _RUNS.findall(word):
        if not _IS_SIGN.match(run):
            yield from (run[at : at + 2 * LONGEST] for at in range(0, max(1, len(run) - LONGEST), LONGEST))
        elif len(run) == 1:
            yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run) - 1))
