"""ComicInfo.xml (Anansi's schema 2.1), only what the cover needs: which page is the front, how many there are."""

from __future__ import annotations

from typing import NamedTuple

from services.thumbs.archives.archive import MAX_INFO


class ComicInfo(NamedTuple):
    """`front_cover` counts from 0, in reading order."""

    front_cover: int | None = None
    page_count: int | None = None


def read(xml: bytes | None) -> ComicInfo:
    """What it says; nothing where it is missing, too large, broken or a trap."""
    if not xml or len(xml) > MAX_INFO or (b"FrontCover" not in xml and b"PageCount" not in xml):
        return ComicInfo()
    # Imported here: most comics have no such file, and every child would carry the parser.
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(xml)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return ComicInfo()
    fronts = (page.get("Image") for page in root.iter("Page") if page.get("Type") == "FrontCover")
    return ComicInfo(_number(next(fronts, None)), _number(root.findtext("PageCount")))


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
