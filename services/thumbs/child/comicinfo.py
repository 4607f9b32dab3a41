"""ComicInfo.xml (Anansi's schema 2.1): what it says, as a dict under its own names."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from services.thumbs.archives.archive import MAX_INFO

LONGEST = 20_000  # characters of one field
MOST_PAGES = 10_000
MOST_FIELDS = 100
# Of a page, what a reader of comics can use; its size and checksum stand in the archive.
PAGE = ("Image", "Type", "DoublePage", "Bookmark", "ImageWidth", "ImageHeight")
# What neither XML 1.0 nor a database takes for text.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class ComicInfo(NamedTuple):
    """`said`: field by field, text as it stands there; `Pages` is a list of dicts. `front_cover` counts from 0."""

    said: dict[str, Any]
    front_cover: int | None = None
    page_count: int | None = None


def read(xml: bytes | None) -> ComicInfo:
    """What it says; nothing where it is missing, too large, broken or a trap."""
    if not xml or len(xml) > MAX_INFO:
        return ComicInfo({})
    # Imported here: many comics have no such file, and every child would carry the parser.
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(xml)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return ComicInfo({})
    said: dict[str, Any] = {}
    for field in list(root)[:MOST_FIELDS]:
        text = _text(field.text)
        if isinstance(field.tag, str) and len(field.tag) <= 50 and text and not len(field):
            said[field.tag] = text
    pages = [_page(page.attrib) for page in list(root.iter("Page"))[:MOST_PAGES]]
    if any(len(page) > 1 for page in pages):
        said["Pages"] = pages
    fronts = (page.get("Image") for page in pages if page.get("Type") == "FrontCover")
    return ComicInfo(said, _number(next(fronts, None)), _number(said.get("PageCount")))


def _page(attributes: dict[str, str]) -> dict[str, str]:
    return {name: _text(attributes[name])[:200] for name in PAGE if attributes.get(name)}


def _text(text: str | None) -> str:
    return _NO_TEXT.sub("", (text or "").strip()[:LONGEST])


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
