"""What is known of one library while it is scanned."""

from __future__ import annotations

from dataclasses import dataclass, field

from kit.wire.catalog import LibraryInfo
from services.scanner.albums import File
from services.scanner.batches import Batcher, Place
from services.scanner.diff import Known, Snapshot
from services.scanner.fresh import Fresh
from services.scanner.parts import Part


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
    unasked: list[Held] = field(default_factory=list)  # of them the library was not asked yet whether it knows them
    fresh: list[Fresh] = field(default_factory=list)
    offline: str | None = None

    @property
    def size(self) -> int:
        """How many comics it had before."""
        return self.snapshot.total if self.parts is None else max(self.info.comics, self.snapshot.total)
