"""Where covers lie: a folder. Another store needs the same three methods."""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path

from kit.errors import OutOfSpace, Unavailable


class CoverFolder:
    """Covers as files `ab/cd/ID-VERSION.jpg`; `abcd` begins the version, which spreads them evenly.

    A cover appears whole or not at all: it is written under another name and renamed. A power cut may still leave an
    empty file, which counts as none, and is made anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    async def get(self, comic_id: str, version: str) -> bytes | None:
        """The cover; None where there is none.

        Read here and not in a thread: 25 KB out of the page cache take 0.03 ms, the way to a thread and back more.
        """
        try:
            with open(self._path(comic_id, version), "rb", buffering=0) as file:
                return file.read() or None
        except OSError:
            return None

    async def put(self, comic_id: str, version: str, data: bytes) -> None:
        """Keeps a cover. Raises Unavailable or OutOfSpace where the folder cannot take it."""
        await asyncio.to_thread(self._write, self._path(comic_id, version), data)

    def check(self) -> str:
        """Can it be written to? For health checks; raises as `put` does."""
        probe = self.folder / f".check-{secrets.token_hex(4)}"
        self._write(probe, b"ok")
        probe.unlink(missing_ok=True)
        return "the cover folder can be written to"

    def _path(self, comic_id: str, version: str) -> Path:
        return self.folder / version[:2] / version[2:4] / f"{comic_id}-{version}.jpg"

    def _write(self, path: Path, data: bytes) -> None:
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            os.replace(part, path)
        except OSError as error:
            part.unlink(missing_ok=True)
            if error.errno in (28, 122):  # ENOSPC, EDQUOT
                raise OutOfSpace(
                    "disk_full", "The server's disk is full: no cover can be kept.", retry_after=10
                ) from error
            sentence = "The folder of the covers cannot be written to just now."
            raise Unavailable("covers_read_only", sentence, retry_after=10) from error
