"""Holds what the disk says against what the library knows: new, changed, moved, missing, back again."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple


class Known(NamedTuple):
    """A comic as the library knows it."""

    comic_id: str
    size: int
    mtime: float
    missing: bool


class Snapshot:
    """What the library knows of one library: by root, then by path as text. What is seen on the disk is taken out."""

    def __init__(self) -> None:
        self._roots: dict[str, dict[str, Known]] = defaultdict(dict)
        self.total = 0  # comics that are not missing

    def add(self, root_id: str, path: str, known: Known) -> None:
        """Notes a known comic."""
        self._roots[root_id][path] = known
        self.total += not known.missing

    def take(self, root_id: str, path: str) -> Known | None:
        """The comic known at `path`, which is hereby seen."""
        return self._roots[root_id].pop(path, None)

    def knows(self, root_id: str) -> bool:
        """Is there a comic in this root that was there before and was not seen?"""
        return any(not one.missing for one in self._roots[root_id].values())

    def contents(self) -> set[int]:
        """A mark for every known size and time: a new file without one of these was never moved."""
        return {hash((one.size, one.mtime)) for known in self._roots.values() for one in known.values()}

    def leave(self, root_id: str, folder: str | None) -> None:
        """Takes out all beneath `folder` ('' or None: the whole root), which could not be read: nothing is known."""
        known = self._roots[root_id]
        if not folder:
            known.clear()
            return
        prefix = folder + "/"
        for path in [path for path in known if path.startswith(prefix) or path == folder]:
            del known[path]

    def unseen(self) -> list[tuple[str, Known]]:
        """What was not on the disk: paths and comics, those that were missing before too."""
        return [(path, one) for known in self._roots.values() for path, one in known.items()]


class Vanished:
    """Comics that are not where they were, for files that appeared to be matched with."""

    def __init__(self, unseen: list[tuple[str, Known]]) -> None:
        self._by_content: dict[tuple[int, float], list[tuple[str, Known]]] = defaultdict(list)
        for path, known in unseen:
            self._by_content[known.size, known.mtime].append((path, known))

    def claim(self, path: str, size: int, mtime: float, rivals: int) -> Known | None:
        """The vanished comic that now lies at `path`, or None.

        Among several of equal size and time the one with the same file name is meant; without one, only where there
        is one of each (`rivals`: how many files appeared with this size and time) can it be told.
        """
        candidates = self._by_content.get((size, mtime), [])
        name = path.rpartition("/")[2]
        same = [index for index, (old, _) in enumerate(candidates) if old.rpartition("/")[2] == name]
        if same:
            return candidates.pop(same[0])[1]
        if len(candidates) == 1 and rivals == 1:
            return candidates.pop()[1]
        return None
