"""What is known of one library while it is scanned."""

from __future__ import annotations

from dataclasses import dataclass, field

from kit.wire.catalog import LibraryInfo
from services.scanner.albums import File
from services.scanner.batches import Batcher, Place
from services.scanner.diff import Known, Snapshot
from services.scanner.fresh import Fresh
from services.scanner.parts import Part

# A library that lost more than this share at once, and more than a few, is taken for a disk that is not there.
GONE_SHARE, GONE_FEW = 0.2, 4


@dataclass(slots=True)
class Held:
    """A file that may be a comic moved here: nobody knows it, or it took the place of a known one."""

    place: Place
    file: File
    path: str
    known: Known | None = None  # what was in its place
    kin: Known | None = None  # what had its name in its folder, with another ending, and is gone

    @property
    def content(self) -> tuple[int, float]:
        return self.file.size, self.file.mtime


@dataclass
class LibraryScan:
    """One library while it is scanned. `parts` None: all of it. `offline` says why it is, as a sentence."""

    info: LibraryInfo
    snapshot: Snapshot
    parts: list[Part] | None
    batcher: Batcher
    held: list[Held] = field(default_factory=list)
    unasked: list[Held] = field(default_factory=list)  # held files about which the library was not asked yet
    fresh: list[Fresh] = field(default_factory=list)
    offline: str | None = None

    @property
    def size(self) -> int:
        """How many comics it had before."""
        return self.snapshot.total if self.parts is None else max(self.info.comics, self.snapshot.total)

    def gone(self, moved: set[str], *, believed: bool) -> list[str]:
        """Comics that are nowhere any more.

        Where these are too many, and that is not `believed`, there are none: the library is taken for offline instead.
        """
        gone = [one.comic_id for _, one in self.snapshot.unseen() if not one.missing and one.comic_id not in moved]
        if believed or len(gone) <= GONE_FEW or len(gone) <= self.size * GONE_SHARE:
            return gone
        self.offline = self.offline or (
            f"{len(gone)} of {self.size} comics are not where they were. If that is right, rescan; nothing was removed."
        )
        return []
