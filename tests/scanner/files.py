"""Trees of files for the scanner's tests: it never opens a comic, so a few bytes are one."""

import os
from pathlib import Path


def comic(root: Path | str, path: str | bytes, size: int = 10, mtime: float = 1_700_000_000.5) -> None:
    """A file of `size` bytes at `path` beneath `root`, with its folders."""
    target = os.path.join(os.fsencode(root), os.fsencode(path))
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as file:
        file.write(b"x" * size)
    os.utime(target, (mtime, mtime))
