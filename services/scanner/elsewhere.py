"""When only a part is scanned: comics outside of it that files may have been moved from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from kit.paths import to_path
from kit.wire.catalog import BATCH, Alike, Content, Contents, LibraryInfo
from services.scanner.albums import File
from services.scanner.answering import await_answer
from services.scanner.diff import Known
from services.scanner.volumes import seen


class Elsewhere:
    """Asks the library (`ask_library`) for comics of the same size and time; only those whose files are gone count."""

    AT_ONCE = BATCH

    def __init__(
        self,
        libraries: list[LibraryInfo],
        ask_library: Callable[[Contents], list[Alike]],
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """`libraries`: all there are, not only those that are scanned. `alive` raises Cancelled."""
        self._alive, self._answers = alive, dict[str, bool]()
        self._roots = {root.id: to_path(root.path) for one in libraries for root in one.roots}
        self._ask = ask_library
        self._found: dict[str, tuple[str, Known]] = {}
        self._contents: set[tuple[int, float]] = set()
        self._asked: set[tuple[int, float]] = set()

    def ask(self, files: list[File]) -> None:
        """Asks for comics like these, where that was not asked yet."""
        new = list({(one.size, one.mtime) for one in files} - self._asked)
        self._asked.update(new)
        for start in range(0, len(new), BATCH):
            contents = [Content(size_bytes=size, mtime=mtime) for size, mtime in new[start : start + BATCH]]
            for one in self._ask(Contents(contents=contents)):
                if self._is_gone(one):
                    known = Known(one.path.rpartition("/")[2], one.size_bytes, one.mtime, one.id, int(one.missing))
                    self._found[one.id] = one.path, known
                    self._contents.add((one.size_bytes, one.mtime))

    def has(self, size: int, mtime: float) -> bool:
        """Is there one of this size and time whose file is gone?"""
        return (size, mtime) in self._contents

    def gone(self) -> Iterator[tuple[str, Known]]:
        """Those whose files are gone: paths and comics."""
        yield from self._found.values()

    def _is_gone(self, one: Alike) -> bool:
        root = self._roots.get(one.root_id)
        if root is None:
            return one.missing
        if not self._answering(root):
            return False
        try:
            there = seen(os.path.join(root, to_path(one.path)))
        except (FileNotFoundError, NotADirectoryError):
            return one.missing or has_something(root)
        except OSError:
            return False
        return (there.size, there.mtime) != (one.size_bytes, one.mtime)  # something else is in its place

    def _answering(self, root: str) -> bool:
        """Does this root answer? It may be another one's that hangs, not the one that is scanned."""
        if root not in self._answers:
            try:
                await_answer(root, self._alive)
                self._answers[root] = True
            except TimeoutError:
                self._answers[root] = False
            except OSError:
                self._answers[root] = True  # its own scan will say what is wrong with it
        return self._answers[root]


def has_something(root: str) -> bool:
    """Is there anything in this folder? If not, its disk is not connected, and its comics are not gone."""
    try:
        with os.scandir(root) as entries:
            return next(entries, None) is not None
    except OSError:
        return False
