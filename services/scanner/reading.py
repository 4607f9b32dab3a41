"""The part of a scan that reads the disk: runs in a thread of its own and hands batches on as they fill.

It walks every root, takes what is known out of the snapshots, sends at once what is new or changed beyond doubt, and
keeps back what may have been moved until all is seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from kit.paths import for_people, to_path, to_text
from kit.wire.catalog import LibraryInfo, Root, ScanBatch
from services.scanner.batches import Batcher, Place, text_path
from services.scanner.diff import Known, Snapshot, Vanished
from services.scanner.models import Progress
from services.scanner.places import Places
from services.scanner.walk import File, Folder, reason, walk

# A library that lost more than this share at once, and more than a few, is taken for a disk that is not there.
GONE_SHARE, GONE_FEW = 0.2, 4


class Cancelled(Exception):
    """Somebody asked the scan to stop."""


@dataclass
class Held:
    """A file nobody knows, of a size and time that a known comic has: it may have been moved here."""

    place: Place
    file: File
    path: str


@dataclass
class LibraryScan:
    """One library while it is scanned."""

    info: LibraryInfo
    snapshot: Snapshot
    batcher: Batcher
    known_before: int = 0
    held: list[Held] = field(default_factory=list)
    offline: str | None = None  # why it is, as a sentence


class Reading:
    """One scan's reading. `send` takes a batch, `alive` raises Cancelled when the scan is to stop."""

    def __init__(
        self,
        libraries: list[tuple[LibraryInfo, Snapshot]],
        *,
        anew: bool,
        since: float,
        progress: Progress,
        send: Callable[[ScanBatch], None],
        alive: Callable[[], None],
    ) -> None:
        self._anew, self._since, self._progress, self._alive = anew, since, progress, alive
        self.libraries = [
            LibraryScan(info, snapshot, Batcher(info.id, send), snapshot.total) for info, snapshot in libraries
        ]
        self._contents: set[int] = set().union(*(one.snapshot.contents() for one in self.libraries))
        self._estimate = sum(one.known_before for one in self.libraries)
        self._seen = 0
        progress.total_comics = self._estimate

    def run(self) -> None:
        """Reads it all. Raises Cancelled, or what `send` raises."""
        for library in self.libraries:
            for root in library.info.roots:
                self._root(library, root)
            library.batcher.flush()
        self._settle()
        self._progress.total_comics = self._progress.processed_comics = self._seen

    def _root(self, library: LibraryScan, root: Root) -> None:
        path = to_path(root.path)
        places = Places(root.id, path, self._since, self._progress.add_error)
        seen_before = self._seen
        try:
            for folder in walk(path):
                self._alive()
                self._folder(library, root.id, folder, places)
        except OSError as error:
            library.offline = f"The folder {for_people(path)} cannot be read. {reason(error)}"
            self._progress.add_error(for_people(path), reason(error))
            library.snapshot.leave(root.id, None)
            return
        if self._seen == seen_before and library.snapshot.knows(root.id):
            library.offline = f"The folder {for_people(path)} is empty. Is its disk connected?"
            library.snapshot.leave(root.id, None)

    def _folder(self, library: LibraryScan, root_id: str, folder: Folder, places: Places) -> None:
        for path, why in folder.errors:
            self._progress.add_error(for_people(path) or library.info.name, why)
            library.snapshot.leave(root_id, to_text(path))
        read_anew = places.note(folder) or self._anew
        text = to_text(folder.path)
        place: Place | None = None
        for file in folder.files:
            path = text_path(text, file.name)
            known = library.snapshot.take(root_id, path)
            if known and known.size == file.size and known.mtime == file.mtime and not read_anew:
                if known.missing:
                    library.batcher.add_back(known.comic_id)
                continue
            place = place or places.place(folder)
            self._differs(library, place, file, path, known)
        self._seen += len(folder.files)
        self._progress.processed_comics = self._seen
        self._progress.total_comics = max(self._estimate, self._seen)

    def _differs(self, library: LibraryScan, place: Place, file: File, path: str, known: Known | None) -> None:
        """A file that is new, changed, or to be read anew."""
        if known is not None:
            self._progress.changed += known.size != file.size or known.mtime != file.mtime
            library.batcher.add(place, file, path, known.comic_id)
        elif hash((file.size, file.mtime)) in self._contents:
            library.held.append(Held(place, file, path))
        else:
            self._progress.new += 1
            library.batcher.add(place, file, path, None)

    def _settle(self) -> None:
        """All is seen: what was kept back is moved or new, what is left over is missing or its library is offline."""
        vanished = Vanished([one for library in self.libraries for one in library.snapshot.unseen()])
        rivals = Counter((held.file.size, held.file.mtime) for library in self.libraries for held in library.held)
        moved: set[str] = set()
        for library in self.libraries:
            for held in library.held:
                size, mtime = held.file.size, held.file.mtime
                known = vanished.claim(held.path, size, mtime, rivals[size, mtime])
                if known:
                    moved.add(known.comic_id)
                self._progress.moved += known is not None
                self._progress.new += known is None
                library.batcher.add(held.place, held.file, held.path, known.comic_id if known else None)
            library.batcher.flush()
        for library in self.libraries:
            self._missing(library, moved)

    def _missing(self, library: LibraryScan, moved: set[str]) -> None:
        gone = [one.comic_id for _, one in library.snapshot.unseen() if not one.missing and one.comic_id not in moved]
        if len(gone) > GONE_FEW and len(gone) > library.known_before * GONE_SHARE and not self._anew:
            library.offline = library.offline or (
                f"{len(gone)} of {library.known_before} comics are not where they were. "
                "If that is right, rescan; nothing was removed."
            )
            return
        for comic_id in gone:
            library.batcher.add_missing(comic_id)
        self._progress.missing += len(gone)
        library.batcher.flush()
