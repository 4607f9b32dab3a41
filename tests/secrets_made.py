"""The secrets of a house, made once a process: making them waits for the disk eight times."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from kit.secrets import make_secrets


@functools.cache
def _made() -> dict[Path, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        make_secrets(Path(folder))
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
        return {path.relative_to(folder): path.read_bytes() for path in files}


def put_secrets(folder: Path) -> None:
    """Puts them into `folder`, as `make_secrets` would have made them."""
    for path, content in _made().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / path).write_bytes(content)
        (folder / path).chmod(0o600)
