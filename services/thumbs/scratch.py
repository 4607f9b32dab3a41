"""The folder in which children work. One that a killed service left behind goes when the next one starts."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from services.thumbs.archives import tool

PREFIX = "quarterbin-work-"
YOUNG = 60.0  # seconds: it may have been made in this moment, and not be held yet


class Scratch:
    """`work` is for what children write, `volumes` leads 7zz to the volumes of an archive. Held while it is used."""

    def __init__(self) -> None:
        _sweep()
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._folder, self._held = folder, os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(self._held, fcntl.LOCK_EX)
        self.work, self.volumes = str(folder / "work"), str(folder / "volumes")
        os.mkdir(self.work)
        os.mkdir(self.volumes)
        tool.link_volumes(self.volumes)

    def end(self) -> None:
        """Removes it. May be called twice."""
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._held >= 0:
            os.close(self._held)
            self._held = -1


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # another's, or gone already
            fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                about = os.fstat(fd)
                if about.st_uid == os.getuid() and time.time() - about.st_mtime > YOUNG:
                    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(fd)
