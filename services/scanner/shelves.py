"""Where a comic belongs, by the folders above it: category, subcategory, series."""

from __future__ import annotations

from typing import NamedTuple

from kit.paths import for_people
from services.scanner import names

UNCATEGORIZED = "Uncategorized"
FORMATS = {
    **{"cbz": "cbz", "zip": "cbz", "cbr": "cbr", "rar": "cbr"},
    **{"cb7": "cb7", "7z": "cb7", "cbt": "cbt", "tar": "cbt", "pdf": "pdf", "epub": "epub"},
}  # by ending, without its dot
RIGHT_TO_LEFT = {"manga"}


class Shelf(NamedTuple):
    """A folder's place: `series` is None where each file names its own."""

    category: str
    subcategory: str | None
    series: str | None
    folder: str  # the last folder's name, for files whose name is only a number

    @property
    def direction(self) -> str | None:
        """The reading direction that the shelf's name implies; None where it implies none."""
        told = {self.category.casefold(), (self.subcategory or "").casefold()}
        return "rtl" if told & RIGHT_TO_LEFT else None


def shelf_of(folder: str) -> Shelf:
    """The shelf of `folder`, a path beneath the library's root (empty: the root itself)."""
    parts = [shown for part in folder.split("/") if part and (shown := for_people(part).strip())]
    return Shelf(
        category=parts[0] if parts else UNCATEGORIZED,
        subcategory=parts[1] if len(parts) > 1 else None,
        series=parts[2] if len(parts) > 2 else None,
        folder=parts[-1] if parts else "",
    )


def format_of(filename: str) -> str | None:
    """The format a file's ending tells; None where it is no comic."""
    return FORMATS.get(filename.rpartition(".")[2].lower())


def series_of(shelf: Shelf, name: names.Name, filename: str) -> str:
    """The series of a file on that shelf, where no series.json says otherwise."""
    return shelf.series or name.series or shelf.folder or name.title or filename
