"""The place of each folder of a root: its shelf, and what its own or the nearest series.json above it says.

A series.json is read when a comic beneath it has to be sent, and at most once in a scan.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from kit.paths import for_people, to_text
from services.scanner import series_json
from services.scanner.batches import Place
from services.scanner.shelves import shelf_of
from services.scanner.walk import SERIES_JSON, Folder, reason

Said = tuple[str | None, dict[str, Any] | None]


class Places:
    """The folders of one root, parents noted before what is beneath them. `report` takes a path and why it fails."""

    def __init__(self, root_id: str, root: str, since: float, report: Callable[[str, str], None]) -> None:
        self._root_id, self._root, self._since, self._report = root_id, root, since, report
        self._telling: dict[str, str | None] = {}  # folder -> the folder whose series.json tells of it
        self._fresh: set[str] = set()  # folders whose series.json is newer than the last scan
        self._said: dict[str, Said] = {}

    def note(self, folder: Folder) -> bool:
        """Takes a folder in. Returns whether a series.json that applies to it may have changed since the last scan."""
        telling: str | None = None
        if folder.series_json is not None:
            telling = folder.path
            if folder.series_json >= self._since:
                self._fresh.add(folder.path)
        elif folder.path:
            telling = self._telling.get(folder.path.rpartition("/")[0])
        self._telling[folder.path] = telling
        return telling in self._fresh

    def place(self, folder: Folder) -> Place:
        """The place of what lies in the folder; of an album, the place of the folder itself."""
        telling = self._telling[folder.path]
        name, metadata = (None, None) if telling is None else self._saying(telling)
        home = folder.path.rpartition("/")[0] if folder.album else folder.path
        return Place(self._root_id, to_text(home), shelf_of(home), name, metadata)

    def _saying(self, folder: str) -> Said:
        if folder not in self._said:
            path = os.path.join(folder, SERIES_JSON)
            self._said[folder] = None, None
            try:
                self._said[folder] = series_json.normalise(series_json.read(self._root, path))
            except OSError as error:
                self._report(for_people(path), reason(error))
            except ValueError as error:
                self._report(for_people(path), str(error))
        return self._said[folder]
