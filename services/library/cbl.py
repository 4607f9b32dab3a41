"""Reading lists as CBL files: XML with ReadingList/Name and Books/Book@Series,Number,Volume,Year, in order."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree  # writes only; what comes from outside is read by defusedxml

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Defused

from kit.errors import TooLarge, Unprocessable
from services.library.xml_text import xml_text

LARGEST = 1024 * 1024  # bytes
MOST_BOOKS = 10_000
LONGEST = 300


@dataclass(frozen=True)
class Named:
    """A book as a CBL file names it; what it leaves out is empty."""

    series: str
    number: str
    volume: str
    year: str
    filename: str = ""


def read(raw: bytes) -> tuple[str, list[Named]]:
    """The list's name (empty where it has none) and its books. Raises TooLarge, Unprocessable (cbl_unreadable)."""
    if len(raw) > LARGEST:
        raise TooLarge("cbl_too_large", "A CBL file may have 1 MiB at most.")
    try:
        root = Defused.fromstring(raw, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unprocessable("cbl_unreadable", "This is not a CBL file: its XML cannot be read.") from error
    books = root.findall("./Books/Book")
    if root.tag != "ReadingList" or len(books) > MOST_BOOKS:
        raise Unprocessable("cbl_unreadable", f"This is not a CBL file, or it names more than {MOST_BOOKS:,} books.")
    return _text(root.findtext("Name")), [_named(book) for book in books]


def write(name: str, books: list[Named]) -> bytes:
    """A CBL file."""
    root = ElementTree.Element("ReadingList")
    ElementTree.SubElement(root, "Name").text = xml_text(name)
    ElementTree.SubElement(root, "NumIssues").text = str(len(books))
    shelf = ElementTree.SubElement(root, "Books")
    for one in books:
        said = {"Series": one.series, "Number": one.number, "Volume": one.volume, "Year": one.year}
        book = ElementTree.SubElement(shelf, "Book", {key: xml_text(value) for key, value in said.items()})
        ElementTree.SubElement(book, "FileName").text = xml_text(one.filename)
    ElementTree.SubElement(root, "Matchers")
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True))


def _named(book: ElementTree.Element) -> Named:
    series, number, volume, year = (_text(book.get(key)) for key in ("Series", "Number", "Volume", "Year"))
    return Named(series, number, volume, year, _text(book.findtext("FileName")))


def _text(value: str | None) -> str:
    return " ".join((value or "")[: LONGEST * 4].split())[:LONGEST]
