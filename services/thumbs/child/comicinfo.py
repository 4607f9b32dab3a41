"""ComicInfo.xml (Anansi's schema 2.1): what it says, as a dict under its own names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from services.thumbs.archives.archive import MAX_INFO

LONGEST = 20_000  # characters of one field
MOST_PAGES = 10_000
MOST_FIELDS = 100
# Of a page, what a reader of comics can use; its size and checksum stand in the archive.
PAGE = ("Image", "Type", "DoublePage", "Bookmark", "ImageWidth", "ImageHeight")
# What neither XML 1.0 nor a database takes for text.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_BARE = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")


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

    for document in attempts(xml):
        try:
            return _said(fromstring(document))
        except (ParseError, ValueError, LookupError, RecursionError):
            continue
        except DefusedXmlException:
            break
    return ComicInfo({})


def attempts(xml: bytes) -> Iterator[bytes]:
    """The document as it is; then as it was probably meant: in Windows' encoding, with a bare `&`, with control
    characters.
    """
    yield xml
    try:
        text = xml.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = xml.decode("cp1252", "replace")
    yield _BARE.sub("&amp;", _NO_TEXT.sub("", _DECLARATION.sub("", text))).encode()


def _said(root: Any) -> ComicInfo:
    said: dict[str, Any] = {}
    for element in root:
        name, text = local(element.tag), "" if len(element) else clean(element.text)
        if text and len(name) <= 50 and len(said) < MOST_FIELDS:
            said[name] = text
    found = (one for one in root.iter() if local(one.tag) == "Page")
    pages = [_page(one.attrib) for one in islice(found, MOST_PAGES)]
    if any(len(page) > 1 for page in pages):
        said["Pages"] = pages
    fronts = (page.get("Image") for page in pages if page.get("Type") == "FrontCover")
    return ComicInfo(said, _number(next(fronts, None)), _number(said.get("PageCount")))


def local(tag: Any) -> str:
    """The name of an element without its namespace; empty for what is none."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def clean(text: str | None) -> str:
    """Text fit to keep, cut to LONGEST."""
    return _NO_TEXT.sub("", (text or "")[: LONGEST * 2].strip()[:LONGEST])


def _page(attributes: dict[str, str]) -> dict[str, str]:
    return {name: clean(attributes[name])[:200] for name in PAGE if attributes.get(name)}


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
