"""EPUB of pictures: a ZIP whose package file tells the order. Its pages are the pictures that its documents show.

Format: EPUB 3.3 (W3C) and OPF 2.0. The text of such a book is not shown.
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
from services.thumbs.archives.zip import EPUB_CONTENTS, ZipArchive

MAX_PACKAGE = 8 * MIB
MAX_DOCUMENT = MIB
MAX_READ = 64 * MIB  # of documents, in all
ENCRYPTION = "META-INF/encryption.xml"
LOCKED = "The EPUB is protected against copying, and only the shop it is from can open it."
NO_PACKAGE = "The EPUB is damaged: its list of contents cannot be read."
NO_PICTURES = "The EPUB shows no pictures: books of text are not shown here."

# Read with patterns and not as XML: the XHTML of books is often not well formed.
_PICTURE = re.compile(
    rb"<(?:\w+:)?(?:img|image)\b[^<>]*?\s(?:src|(?:\w+:)?href)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.I
)


class EpubArchive(ZipArchive):
    """An EPUB of pictures; each is shown once, where it comes first."""

    def __init__(self, fd: int) -> None:
        self._left = MAX_READ
        super().__init__(fd)

    def _in_order(self, members: list[tuple[str, Entry]]) -> list[Entry]:
        self._by_name = dict(members)
        self._folded = {name.casefold(): name for name in self._by_name}
        locked = self._locked()
        order: dict[str, Entry] = {}
        for name in map(self._named, self._shown()):
            if name in locked:
                raise Unreadable(LOCKED)
            if name in self._by_name and is_picture(name):
                order.setdefault(name, self._by_name[name])
        if not order:
            raise Unreadable(NO_PICTURES)
        return list(order.values())

    def _named(self, name: str) -> str:
        """The member that is meant by a name: programs that read books without regard to case hide such mistakes."""
        return name if name in self._by_name else self._folded.get(name.casefold(), name)

    def _entry_of(self, name: str) -> Entry | None:
        return self._by_name.get(self._named(name))

    def _locked(self) -> set[str]:
        """Names of members that only a shop's own program can read, and of fonts."""
        entry = self._by_name.get(ENCRYPTION)
        if entry is None:
            return set()
        found = (one.get("URI", "") for one in self._xml(entry).iter() if _tag(one) == "CipherReference")
        return {self._named(_joined("", one)) for one in found}

    def _shown(self) -> Iterator[str]:
        """Names of what the documents of the spine show, in order, and of these documents."""
        container = self._xml(self._entry_of(EPUB_CONTENTS))
        root = next((one for one in container.iter() if _tag(one) == "rootfile"), None)
        name = root.get("full-path", "") if root is not None else ""
        name = name if self._entry_of(name) else unquote(name)
        package = self._xml(self._entry_of(name))
        base = posixpath.dirname(name)
        items = {one.get("id"): one for one in package.iter() if _tag(one) == "item"}
        for reference in package.iter():
            item = items.get(reference.get("idref")) if _tag(reference) == "itemref" else None
            if item is None:
                continue
            document = _joined(base, item.get("href", ""))
            yield document
            if not is_picture(document):
                yield from self._pictures_of(document)

    def _pictures_of(self, name: str) -> Iterator[str]:
        entry = self._entry_of(name)
        if entry is None or entry.size > min(MAX_DOCUMENT, self._left):
            return
        self._left -= entry.size
        for forms in _PICTURE.findall(self._read(entry)):
            yield _joined(posixpath.dirname(name), unescape(b"".join(forms).decode("utf-8", "replace")))

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
