"""The services' logs: a file each in DATA_DIR/logs, kept from growing without end."""

from __future__ import annotations

import contextlib
import os

LIMIT = 5 * 1024 * 1024  # bytes; the file before it is kept as NAME.log.1
PART = 256 * 1024  # bytes copied at once


class Log:
    """The log of one service. Services write to it themselves, by appending, so it can be emptied under them."""

    def __init__(self, folder: str | os.PathLike[str], name: str, limit: int = LIMIT) -> None:
        self.path, self.limit = os.path.join(folder, f"{name}.log"), limit
        self.shown = self.size()

    def open(self) -> int:
        """A descriptor to append to; to nothing where the disk does not let it: a service matters more than its log."""
        try:
            os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
            return os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)

    def size(self) -> int:
        """Its length in bytes; 0 where there is none yet."""
        try:
            return os.stat(self.path).st_size
        except OSError:
            return 0

    def trim(self) -> None:
        """Moves the content to NAME.log.1 once there is more than the limit. What is written meanwhile may be lost."""
        if self.size() > self.limit:
            with contextlib.suppress(OSError):  # a full disk: emptying the file is what helps
                self._copy(f"{self.path}.1")
            with contextlib.suppress(OSError):
                os.truncate(self.path, 0)

    def _copy(self, target: str) -> None:
        with open(self.path, "rb") as file, open(target, "wb") as copy:
            while part := file.read(PART):
                copy.write(part)

    def new_lines(self) -> list[str]:
        """The whole lines written since this was last asked."""
        if self.size() < self.shown:
            self.shown = 0
        try:
            with open(self.path, "rb") as file:
                file.seek(self.shown)
                text, _, _ = file.read(self.limit).rpartition(b"\n")
        except OSError:
            return []
        self.shown += len(text) + 1 if text else 0
        return text.decode(errors="replace").splitlines()

    def last_line(self, since: int = 0) -> str:
        """The last line that holds anything, written after byte `since`; empty where there is none."""
        try:
            with open(self.path, "rb") as file:
                file.seek(max(since, self.size() - 64 * 1024))
                lines = file.read().decode(errors="replace").splitlines()
        except OSError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")
