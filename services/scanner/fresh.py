"""Files that may still be being written: what was changed a moment ago is looked at a second time."""

from __future__ import annotations

import os
from typing import NamedTuple

from kit.paths import to_path
from services.scanner.albums import File
from services.scanner.batches import Place
from services.scanner.diff import Known
from services.scanner.volumes import seen


class Fresh(NamedTuple):
    """A file seen at `seen_at` that had been changed just before. `path` is beneath its root, as text."""

    place: Place
    file: File
    path: str
    known: Known | None
    seen_at: float

    def rests(self, root: str) -> bool:
        """Is it still the same as when it was seen? False where it is gone."""
        try:
            return seen(os.path.join(root, to_path(self.path))) == self.file
        except OSError:
            return False


def stirs(file: File, now: float, rest: float) -> bool:
    """Was it touched within the last `rest` seconds? ctime too: a copy may bring its mtime along.

    A time in the future is some other clock's, and tells nothing.
    """
    return abs(now - file.mtime) < rest or abs(now - file.ctime) < rest
