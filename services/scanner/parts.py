"""Parts of a library: what a scan of one series, one category or the touched folders looks at."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, NamedTuple

from kit.contents import is_old_volume, is_picture
from kit.paths import for_people, to_path, to_text
from kit.wire.catalog import ComicFolder, Root
from services.scanner.shelves import UNCATEGORIZED, format_of
from services.scanner.walk import SERIES_JSON, hidden

MOST = 100  # parts; past that the whole library is read
SERIES_DEPTH = 3  # category, subcategory, series: what lies deeper is of the same series


class Part(NamedTuple):
    """A folder of a root, as text ('' the root itself); with all beneath it where `deep`."""

    root_id: str
    folder: str
    deep: bool

    def question(self) -> dict[str, Any]:
        """The parameters with which the library is asked about it."""
        return {"root": self.root_id, "folder": self.folder, "deep": self.deep}


def merged(parts: Iterable[Part]) -> list[Part]:
    """The same parts without those that lie within another one."""
    kept: dict[tuple[str, str], Part] = {}
    for part in sorted(set(parts), key=lambda one: (one.root_id, one.folder.count("/"), one.folder, not one.deep)):
        above = part.folder
        inside = (part.root_id, above) in kept
        while above and not inside:
            above = above.rpartition("/")[0]
            inside = (part.root_id, above) in kept and kept[part.root_id, above].deep
        if not inside:
            kept[part.root_id, part.folder] = part
    return list(kept.values())


def of_series(places: Iterable[ComicFolder]) -> dict[str, list[Part]]:
    """By library: where a series lies. Folders that it shares with others are read alone, its own with all beneath."""
    found: dict[str, list[Part]] = {}
    for one in places:
        names = one.folder.split("/")
        deep = len(names) >= SERIES_DEPTH
        folder = "/".join(names[:SERIES_DEPTH])
        found.setdefault(one.library_id, []).append(Part(one.root_id, folder, deep))
    return {library_id: merged(parts) for library_id, parts in found.items()}


def of_category(root: Root, category: str) -> tuple[list[Part], bool]:
    """The folders of a root that make up a category, the one of that name that may be gone too; is one on the disk?"""
    if category == UNCATEGORIZED:
        return [Part(root.id, "", False)], True
    found = [] if "/" in category or "\0" in category else [Part(root.id, to_text(category), True)]
    try:
        with os.scandir(to_path(root.path)) as entries:
            names = [one.name for one in entries if not hidden(one.name) and one.is_dir(follow_symlinks=False)]
    except OSError:
        names = []
    alike = [Part(root.id, to_text(name), True) for name in names if for_people(name).strip() == category]
    return merged([*found, *alike]), bool(alike)


def of_changes(root: Root, paths: Iterable[str]) -> list[Part]:
    """What a change of the files at `paths` (as the system spells them) touches."""
    home = to_path(root.path).rstrip("/")
    parts = []
    for path in paths:
        beneath = path[len(home) + 1 :]
        if (path != home and not path.startswith(home + "/")) or hidden(beneath):
            continue
        folder, _, name = beneath.rpartition("/")
        if name == SERIES_JSON:
            parts.append(Part(root.id, to_text(folder), True))
        elif os.path.isdir(path):
            parts.append(Part(root.id, to_text(beneath), True))
        elif format_of(name) or is_picture(name) or is_old_volume(name):
            parts.append(Part(root.id, to_text(folder), False))
        elif beneath and not os.path.lexists(path):  # the folder itself is gone
            parts.append(Part(root.id, to_text(beneath), True))
    return merged(parts)
