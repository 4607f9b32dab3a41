"""Compares what the disk says with what the library knows: new, changed, moved, missing, back again.

What is known stays as the text that the library sent until the walk reaches its folder: 600,000 comics take 60 MB that
way. A folder in which nothing has changed is never parsed: its text is the same as the one made from the disk.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kit.paths import to_text
from kit.wire.listing import entry, listing
from services.scanner.albums import File

MARKS = 1 << 24  # bits of the filter over sizes and times: 600,000 comics give a few false alarms in a hundred


class Known(NamedTuple):
    """A comic as the library knows it."""

    name: str
    size: int
    mtime: float
    comic_id: str
    missing: int  # 0 or 1


Folder = tuple[str, str]  # the root's id, the path beneath it as text


class Folded(NamedTuple):
    """What is known in a folder, still as the library sent it: `kit.wire.listing`."""

    listing: str
    others: str

    def unfold(self) -> dict[str, Known]:
        """Parses it: comics by name."""
        (ids, missing), listed = json.loads(self.others), json.loads(self.listing)
        known = {one[0]: Known._make((*one, comic_id, 0)) for one, comic_id in zip(listed, ids, strict=True)}
        return known | {one[0]: Known._make((*one, 1)) for one in missing}


class Snapshot:
    """What the library knows of one library, or of parts of it. What is seen on the disk is taken out of it."""

    def __init__(self) -> None:
        self._folded: dict[Folder, Folded] = {}
        self._rest: dict[Folder, dict[str, Known]] = {}  # what was not there when its folder was looked at
        self._left: set[Folder] = set()
        self._spared: set[Folder] = set()
        self._open: dict[str, Known] = {}  # of the folder that is being looked at
        self._replaced: list[tuple[str, Known]] = []
        self._marks: bytearray | None = None
        self.total = 0  # comics that are not missing

    def add(self, place: str, present_ones: str, others: str) -> None:
        """Notes what is known in a folder: three lines as the library sends them."""
        root_id, folder, present = json.loads(place)
        key, one = (root_id, folder), Folded(present_ones, others)
        if key in self._rest:
            self._rest[key] |= one.unfold()
        elif key in self._folded:
            self._rest[key] = self._folded.pop(key).unfold() | one.unfold()
        else:
            self._folded[key] = one
        self.total += present

    @property
    def empty(self) -> bool:
        """Is nothing known at all?"""
        return not self._folded and not self._rest

    def is_as_known(self, root_id: str, folder: str, files: Sequence[File]) -> bool:
        """Is exactly what is known in `folder` on the disk, unchanged? Then it counts as seen, and is taken out."""
        key = root_id, folder
        folded = self._folded.get(key)
        if folded is None:
            return not files and key not in self._rest
        entries = [entry(to_text(one.name), one.size, one.mtime) for one in files]
        if not folded.others.endswith(",[]]") or folded.listing != listing(entries):
            return False
        del self._folded[key]
        return True

    def take(self, root_id: str, folder: str) -> dict[str, Known]:
        """The comics known in `folder`, by name; what is not there goes back with `put_back`."""
        folded = self._folded.pop((root_id, folder), None)
        self._open = self._rest.pop((root_id, folder), {}) if folded is None else folded.unfold()
        return self._open

    def take_one(self, root_id: str, folder: str, name: str) -> dict[str, Known]:
        """The one comic of that name in `folder`, whether the folder was looked at or not."""
        if folded := self._folded.pop((root_id, folder), None):
            self._rest[root_id, folder] = folded.unfold()
        known = self._rest.get((root_id, folder), {}).pop(name, None)
        self._open = {name: known} if known else {}
        return self._open

    def put_back(self, root_id: str, folder: str, rest: dict[str, Known]) -> None:
        """Notes what was known in `folder` and is not there."""
        if rest:
            self._rest.setdefault((root_id, folder), {}).update(rest)

    def left_over(self, root_id: str, folder: str) -> dict[str, Known]:
        """What was known in a folder, and was not found when the walk looked there."""
        return self._rest.get((root_id, folder), {})

    def replaced(self, path: str, known: Known) -> None:
        """Notes that another file is at `path` now: the comic there was changed, or has moved away."""
        self._replaced.append((path, known))
        if self._marks is not None:
            self._mark(self._marks, known)

    def knows(self, root_id: str) -> bool:
        """Is there a comic in this root that was there before and was not seen?"""
        return any(not one.missing for (root, _), _, one in self._unseen() if root == root_id)

    def may_hold(self, size: int, mtime: float) -> bool:
        """False: no comic not seen yet has this size and time, so a file that has them cannot be a moved one."""
        if self._marks is None:
            self._marks = bytearray(MARKS // 8)
            of_others = itertools.chain((one for _, _, one in self._unseen()), (one for _, one in self._replaced))
            for one in itertools.chain(of_others, self._open.values()):
                self._mark(self._marks, one)
        mark = hash((size, mtime)) % MARKS
        return bool(self._marks[mark >> 3] & 1 << (mark & 7))

    def leave(self, root_id: str, path: str | None) -> None:
        """Takes out the comic at `path`, or all beneath it (None: the whole root): it could not be read."""
        self._left.add((root_id, path or ""))

    def spare(self, root_id: str, path: str) -> None:
        """Takes out the comic at `path` alone: nobody looked at it."""
        self._spared.add((root_id, path))

    def unseen(self) -> Iterator[tuple[str, Known]]:
        """What was not on the disk: paths and comics, those that were missing before too."""
        for _, path, known in self._unseen():
            yield path, known

    def gone(self) -> Iterator[tuple[str, Known]]:
        """What may have moved: comics that were not seen, and comics whose place holds another file now."""
        yield from self.unseen()
        yield from self._replaced

    @staticmethod
    def _mark(marks: bytearray, known: Known) -> None:
        mark = hash((known.size, known.mtime)) % MARKS
        marks[mark >> 3] |= 1 << (mark & 7)

    def _unseen(self) -> Iterator[tuple[Folder, str, Known]]:
        for key, folded in self._folded.items():
            yield from self._not_left(key, folded.unfold())
        for key, rest in self._rest.items():
            yield from self._not_left(key, rest)

    def _not_left(self, key: Folder, comics: dict[str, Known]) -> Iterator[tuple[Folder, str, Known]]:
        root_id, folder = key
        if self._left and any((root_id, above) in self._left for above in _upward(folder)):
            return
        for name, known in comics.items():
            path = f"{folder}/{name}" if folder else name
            if (root_id, path) not in self._left and (root_id, path) not in self._spared:
                yield key, path, known


def _upward(folder: str) -> Iterator[str]:
    """The folder, those above it, and the root ('')."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def stem(name: str) -> str:
    """A file's name without its ending and its case: what stays when a comic is packed in another format."""
    return name.rpartition(".")[0].casefold() or name.casefold()


class Vanished:
    """Comics that are not in their old places, to be matched with files that appeared."""

    def __init__(self, unseen: Iterable[tuple[str, Known]], wanted: set[tuple[int, float]]) -> None:
        """`wanted`: the sizes and times of the files that appeared."""
        self._by_content: dict[tuple[int, float], list[tuple[str, Known]]] = defaultdict(list)
        known_already: set[str] = set()
        for path, known in unseen:
            if (known.size, known.mtime) in wanted and known.comic_id not in known_already:
                known_already.add(known.comic_id)
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
