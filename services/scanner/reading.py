"""The part of a scan that reads the disk: runs in a thread of its own and hands batches on as they fill.

It walks every root, takes what is known out of the snapshots, and sends at once what is certainly new or changed. A
file that may be a moved comic is kept back until everything has been seen (`settling.py`), and one that is still being
written until nobody writes to it any more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

from kit.paths import for_people, to_path, to_text
from kit.wire.catalog import LibraryInfo, Root
from services.scanner.albums import File
from services.scanner.answering import Watch, attend, await_answer
from services.scanner.batches import Batcher, Place, text_path
from services.scanner.diff import Known, Snapshot, stem
from services.scanner.elsewhere import Elsewhere, has_something
from services.scanner.fresh import Fresh, stirs
from services.scanner.library_scan import Held, LibraryScan
from services.scanner.models import Progress
from services.scanner.parts import Part
from services.scanner.places import Places
from services.scanner.settling import settle
from services.scanner.walk import TICK, Folder, above, reason, walk

AHEAD = 100_000  # comics that may be walked while the snapshots are still on their way


class Cancelled(Exception):
    """Somebody asked the scan to stop."""


class Reading:
    """One scan's reading. `send` takes a batch, `alive` raises Cancelled when the scan is to stop."""

    def __init__(
        self,
        libraries: list[tuple[LibraryInfo, Snapshot, list[Part] | None]],
        *,
        anew: bool,
        since: float,
        progress: Progress,
        send: Callable[[bytes], None],
        alive: Callable[[], None],
        elsewhere: Elsewhere | None = None,
        settle: float = 0.0,
    ) -> None:
        """`since`: when the last whole scan began; `settle`: seconds for which a file must have been left alone."""
        self._anew, self._since, self._progress, self._alive = anew, since, progress, alive
        self._elsewhere, self._rest, self._send, self._watch = elsewhere, settle, send, Watch(alive)
        self.libraries = [LibraryScan(*one, Batcher(one[0].id, self._hand_on)) for one in libraries]
        self._ready = threading.Event()
        self._seen = self._walked = self._new = 0
        self._knowing: list[Snapshot] = []
        self._lock = threading.Lock()
        self.unsettled: dict[str, list[Part]] = {}  # by library, where files are that were still being written

    def know(self) -> None:
        """The snapshots are complete: from now on folders are compared, first those that were walked while waiting."""
        self._knowing = [one.snapshot for one in self.libraries if not one.snapshot.empty]
        self._ready.set()

    def run(self) -> None:
        """Reads it all. Raises Cancelled, or what `send` raises."""
        for library in self.libraries:
            for root in library.info.roots:
                self._root(library, root)
            self._watch = Watch(self._alive)  # from here on no other thread watches over this one
            library.batcher.flush()
        self._wait_to_know(self._watch)  # not waited for yet where no folder could be read
        self._second_look()
        for library in self.libraries:
            self._inquire(library)
        vanished = self._elsewhere.gone() if self._elsewhere else ()
        self._new += settle(self.libraries, vanished, self._progress, believed=self._anew)
        self._progress.total_comics = self._progress.processed_comics = self._seen
        self._progress.new = self._new

    def _root(self, library: LibraryScan, root: Root) -> None:
        path = to_path(root.path)
        places = Places(root.id, path, self._since, self._progress.add_error)
        seen_before, whole, empty = self._seen, library.parts is None, False
        asked = [Part(root.id, "", True)] if library.parts is None else library.parts
        parts = [one for one in asked if one.root_id == root.id]

        def read(watch: Watch) -> None:
            nonlocal empty
            self._watch = watch
            for part in parts:
                self._part(library, part, path, places, watch)
            empty = self._seen == seen_before and (whole or not has_something(path))

        try:
            await_answer(path, self._alive)
            attend(path, read, self._alive)
        except OSError as error:
            library.offline = f"The folder {for_people(path)} cannot be read. {reason(error)}"
            self._progress.add_error(for_people(path), reason(error))
            library.snapshot.leave(root.id, None)
            library.fresh = [one for one in library.fresh if one.place.root_id != root.id]
            return
        if empty and library.snapshot.knows(root.id):
            library.offline = f"The folder {for_people(path)} is empty. Is its disk connected?"
            library.snapshot.leave(root.id, None)

    def _part(self, library: LibraryScan, part: Part, root: str, places: Places, watch: Watch) -> None:
        root_id, start = part.root_id, to_path(part.folder)
        for folder in above(root, start):
            places.note(folder)
        tick = partial(self._tick, watch)
        for folder in self._known(walk(root, start, deep=part.deep, tick=tick, alive=watch.check), watch):
            self._folder(library, root_id, folder, places, watch)
            if not part.deep:  # folders in it that are comics themselves are scanned only where they were asked for
                asked = {one.folder for one in library.parts or ()}
                for path in (to_text(below) for below in folder.below):
                    if path not in asked:
                        library.snapshot.spare(root_id, path)

    def _known(self, folders: Iterator[Folder], watch: Watch) -> Iterator[Folder]:
        """The same folders, held back until the snapshots are complete."""
        ahead: list[Folder] = []
        files = 0
        for folder in folders:
            watch.note()
            ahead.append(folder)
            files += len(folder.files)
            if self._ready.is_set() or files > AHEAD:
                self._wait_to_know(watch)
                yield from ahead
                ahead, files = [], 0
        self._wait_to_know(watch)
        yield from ahead

    def _wait_to_know(self, watch: Watch) -> None:
        with watch.elsewhere():
            while not self._ready.wait(0.1):
                self._alive()

    def _hand_on(self, batch: bytes) -> None:
        with self._watch.elsewhere():
            self._send(batch)

    def _tick(self, watch: Watch, comics: int) -> None:
        """So many more comics were found; called from any thread that walks."""
        watch.note()
        watch.check()
        with self._lock:
            self._walked += comics
            self._progress.processed_comics, self._progress.new = self._walked, self._new
            self._progress.total_comics = max(sum(one.snapshot.total for one in self.libraries), self._walked)

    def _folder(self, library: LibraryScan, root_id: str, folder: Folder, places: Places, watch: Watch) -> None:
        for path, why in folder.errors:
            self._progress.add_error(for_people(path) or library.info.name, why)
            library.snapshot.leave(root_id, to_text(path))
        read_anew = places.note(folder) or self._anew
        text, now = to_text(folder.path), time.time()
        if not read_anew and not folder.album and library.snapshot.is_as_known(root_id, text, folder.files):
            self._seen += len(folder.files)
            return
        known_here, files = library.snapshot.take(root_id, text), folder.files
        if folder.album:
            library.snapshot.put_back(root_id, text, known_here)
            text, _, name = text.rpartition("/")
            known_here, files = library.snapshot.take_one(root_id, text, name), [folder.album]
        place: Place | None = None
        new: list[File] = []
        for number, file in enumerate(files):
            known = known_here.pop(to_text(file.name), None)
            same = known is not None and known.size == file.size and known.mtime == file.mtime
            if known is not None and same and not read_anew:
                if known.missing:
                    library.batcher.add_back(known.comic_id)
                continue
            if number % TICK == 0:
                self._alive()
            place = place or places.place(folder)
            watch.note()  # reading its series.json may have taken long
            if not same and stirs(file, now, self._rest):
                library.fresh.append(Fresh(place, file, text_path(text, file.name), known, now))
            elif known is None and known_here:
                new.append(file)  # only the whole folder tells which known comics are left over
            else:
                self._differs(library, place, file, text_path(text, file.name), known)
        if place and new:
            self._new_here(library, place, text, new, known_here)
        library.snapshot.put_back(root_id, text, known_here)
        self._seen += len(files)

    def _new_here(
        self, library: LibraryScan, place: Place, folder: str, new: list[File], left_over: dict[str, Known]
    ) -> None:
        """New files of a folder in which known comics are gone: one of these may have been packed in another format."""
        kin = {stem(name): known for name, known in left_over.items() if not known.missing}
        for file in new:
            path = text_path(folder, file.name)
            if its := kin.pop(stem(to_text(file.name)), None):
                library.held.append(Held(place, file, path, kin=its))
            else:
                self._differs(library, place, file, path, None)

    def _differs(self, library: LibraryScan, place: Place, file: File, path: str, known: Known | None) -> None:
        """A file that is new or changed, or has to be read again."""
        if known is not None and (known.size, known.mtime) != (file.size, file.mtime):
            library.snapshot.replaced(path, known)
            library.held.append(Held(place, file, path, known))
        elif known is not None:
            library.batcher.add(place, file, path, known.comic_id)
        elif self._elsewhere:
            library.unasked.append(Held(place, file, path))
            if len(library.unasked) >= Elsewhere.AT_ONCE:
                self._inquire(library)
        elif self._known_unseen(file):
            library.held.append(Held(place, file, path))
        else:
            self._new += 1
            library.batcher.add(place, file, path, None)

    def _known_unseen(self, file: File) -> bool:
        return bool(self._knowing) and any(one.may_hold(file.size, file.mtime) for one in self._knowing)

    def _inquire(self, library: LibraryScan) -> None:
        """Asks whether new files may have been moved from outside of what is scanned; sends those that were not."""
        if self._elsewhere is None:
            return
        with self._watch.elsewhere():
            self._elsewhere.ask([one.file for one in library.unasked])
        for one in library.unasked:
            if self._elsewhere.has(one.file.size, one.file.mtime) or self._known_unseen(one.file):
                library.held.append(one)
            else:
                self._new += 1
                library.batcher.add(one.place, one.file, one.path, None)
        library.unasked = []

    def _second_look(self) -> None:
        """Looks again at files that were just being written: takes those that have not changed since, and leaves the
        others for the next scan.
        """
        for library in self.libraries:
            roots = {root.id: to_path(root.path) for root in library.info.roots}
            for one in library.fresh:
                while (left := one.seen_at + self._rest - time.time()) > 0:
                    self._alive()
                    time.sleep(min(left, 0.1))
                if one.rests(roots[one.place.root_id]):
                    if one.known:
                        self._differs(library, one.place, one.file, one.path, one.known)
                    else:
                        left_over = library.snapshot.left_over(one.place.root_id, one.place.folder)
                        self._new_here(library, one.place, one.place.folder, [one.file], left_over)
                    continue
                self._progress.unsettled += 1
                again = self.unsettled.setdefault(library.info.id, [])
                again.append(Part(one.place.root_id, one.place.folder, False))
