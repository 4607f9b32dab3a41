"""Builds batches for the library, as JSON, from what a walk found.

A batch is a `kit.wire.scan.ScanBatch`. It is written as plain values, without that model: on a first scan this halves
the work of this process besides reading the disk. The tests read every batch with the model.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from kit.paths import for_people, to_text
from kit.wire.catalog import BATCH
from kit.wire.scan import ComicFile, columns_of, comic_file
from services.scanner import names
from services.scanner.albums import FORMAT, File
from services.scanner.shelves import Shelf, series_of

Record = dict[str, Any]


class Place(NamedTuple):
    """Where files lie: root, folder beneath it as text, shelf, and what series.json says of them."""

    root_id: str
    folder: str
    shelf: Shelf
    series_name: str | None
    metadata: dict[str, Any] | None


class Batcher:
    """Collects comics of one library; hands a batch to `send` whenever it is full."""

    def __init__(self, library_id: str, send: Callable[[bytes], None]) -> None:
        self._library_id, self._send = library_id, send
        self._empty()

    def add(self, place: Place, file: File, path: str, comic_id: str | None) -> None:
        """One comic that is new (no id), changed, moved or read anew; `path` beneath its root, as text."""
        self._comics.append(comic_of(place, file, path, comic_id, lambda name: self._series_index(place, name)))
        if len(self._comics) >= BATCH:
            self.flush()

    def add_missing(self, comic_id: str) -> None:
        """A comic whose file is gone."""
        self._missing.append(comic_id)
        if len(self._missing) >= BATCH:
            self.flush()

    def add_back(self, comic_id: str) -> None:
        """A comic that was missing and is there again as it was."""
        self._back.append(comic_id)
        if len(self._back) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Sends what there is."""
        if self._comics or self._missing or self._back:
            batch = {
                "library_id": self._library_id,
                "series": self._series,
                "comics": columns_of(self._comics),
                "missing": self._missing,
                "back": self._back,
            }
            self._empty()
            self._send(json.dumps(batch, separators=(",", ":")).encode())

    def _empty(self) -> None:
        self._comics: list[ComicFile] = []
        self._missing: list[str] = []
        self._back: list[str] = []
        self._series: list[Record] = []
        self._index: dict[tuple[str, str | None, str], int] = {}

    def _series_index(self, place: Place, name: str) -> int:
        shelf = place.shelf
        key = (shelf.category, shelf.subcategory, name)
        index = self._index.get(key)
        if index is None:
            index = self._index[key] = len(self._series)
            self._series.append(series_record(place, name))
        return index


def comic_of(place: Place, file: File, path: str, comic_id: str | None, index: Callable[[str], int]) -> ComicFile:
    """A comic; `index` tells the place in the batch of a series by its name."""
    shown = for_people(file.name)
    name = names.parse(shown if file.format == FORMAT else shown.rpartition(".")[0])
    series = place.series_name or series_of(place.shelf, name, shown)
    return comic_file(
        comic_id,
        place.root_id,
        path,
        shown,
        name.title,
        index(series),
        file.size,
        file.mtime,
        file.format,
        name.volume,
        name.chapter,
    )


def series_record(place: Place, name: str) -> Record:
    """A `SeriesInfo`."""
    shelf, metadata = place.shelf, place.metadata
    if shelf.direction and "direction" not in (metadata or {}):
        metadata = {**(metadata or {}), "direction": shelf.direction}
    return {"category": shelf.category, "subcategory": shelf.subcategory, "name": name, "metadata": metadata}


def text_path(folder: str, name: str) -> str:
    """The path of a file beneath its root, as text; `folder` is text already."""
    return f"{folder}/{to_text(name)}" if folder else to_text(name)
