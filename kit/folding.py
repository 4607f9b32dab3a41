"""Text for searching and sorting: without case, accents, and Unicode's variants of the same letter."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def fold(text: str) -> str:
    """`Élan` and `elan` become the same; so do full-width and half-width letters. Kana keep their voicing marks."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", apart))
    else:
        text = text.lower()
    return text if text.isprintable() else _CONTROL.sub(" ", text)


def words_of(query: str) -> list[str]:
    """The words of a search, folded; each of them has to be found."""
    return list(dict.fromkeys(fold(query).split()))
