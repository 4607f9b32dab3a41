"""EPUB of pictures: a ZIP whose package file tells the order. Its pages are the pictures that its documents show.

Format: EPUB 3.3 (W3C) and OPF 2.0. What is text in such a book is not shown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kit.contents import is_picture
from services.thumbs.archives.archive import MIB, Entry, Unreadable
from services.thumbs.archives.zip import ZipArchive

CONTAINER = "META-INF/container.xml"
MAX_PACKAGE = 8 * MIB
MAX_DOCUMENT = MIB
MAX_READ = 64 * MIB  # of documents, in all
NO_PACKAGE = "The EPUB is damaged: its list of contents cannot be read."
NO_PICTURES = "The EPUB shows no pictures: books of text are not shown here."

# Read by pattern: what is called XHTML in books is often none.
_PICTURE = re.compile(
    rb"<(?:\w+:)?(?:img|image)\b[^<>]*?\s(?:src|(?:\w+:)?href)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I
)


class EpubArchive(ZipArchive):
    """An EPUB of pictures; each is shown once, where it comes first."""

    def __init__(self, fd: int) -> None:
        self._left = MAX_READ
        super().__init__(fd)

    def _in_order(self, members: list[tuple[str, Entry]]) -> list[Entry]:
        by_name = dict(members)
        order: dict[str, Entry] = {}
        for name in self._shown(by_name):
            if name in by_name and is_picture(name):
                order.setdefault(name, by_name[name])
        if not order:
            raise Unreadable(NO_PICTURES)
        return list(order.values())

    def _shown(self, by_name: dict[str, Entry]) -> Iterator[str]:
        """Names of what the documents of the spine show, in order."""
        container = self._xml(by_name.get(CONTAINER))
        root = next((one for one in container.iter() if _tag(one) == "rootfile"), None)
        name = root.get("full-path", "") if root is not None else ""
        package = self._xml(by_name.get(name))
        base = posixpath.dirname(name)
        items = {one.get("id"): one for one in package.iter() if _tag(one) == "item"}
        for reference in package.iter():
            item = items.get(reference.get("idref")) if _tag(reference) == "itemref" else None
            if item is None:
                continue
            document = _joined(base, item.get("href", ""))
            if is_picture(document):
                yield document
            else:
                yield from self._pictures_of(document, by_name.get(document))

    def _pictures_of(self, name: str, entry: Entry | None) -> Iterator[str]:
        if entry is None or entry.size > min(MAX_DOCUMENT, self._left):
            return
        self._left -= entry.size
        for first, second in _PICTURE.findall(self._read(entry)):
            yield _joined(posixpath.dirname(name), unescape((first or second).decode("utf-8", "replace")))

    def _xml(self, entry: Entry | None) -> Element:
        if entry is None or entry.size > MAX_PACKAGE:
            raise Unreadable(NO_PACKAGE)
        try:
            root: Element = fromstring(self._read(entry))
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise Unreadable(NO_PACKAGE) from error
        return root


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _joined(base: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(base, unquote(href.partition("#")[0])))
