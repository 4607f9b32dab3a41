"""Files that may still be written: what was changed a moment ago waits for a second look."""

from __future__ import annotations

import os
from typing import NamedTuple

from kit.paths import to_path
from services.scanner.albums import File
from services.scanner.batches import Place
from services.scanner.diff import Known
from services.scanner.volumes import seen


class Fresh(NamedTuple):
    """A file seen at `seen_at` that was touched just before; `path` beneath its root, as text."""

    place: Place
    file: File
    path: str
    known: Known | None
    seen_at: float

    def rests(self, root: str) -> bool:
        """Is it still as it was? False where it is not there any more."""
        try:
            return seen(os.path.join(root, to_path(self.path))) == self.file
        except OSError:
            return False


def stirs(file: File, now: float, rest: float) -> bool:
    """Was it touched within the last `rest` seconds? ctime too: a copy may bring its mtime along.

    A time in the future is some other clock's, and tells nothing.
    """
    return abs(now - file.mtime) < rest or abs(now - file.ctime) < rest
