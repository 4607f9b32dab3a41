"""The house as files: what git tracks, and what of it is ours to keep in order."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project, relative to its root; as git sees it, with what is new and not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(path for path in map(Path, sorted(filter(None, listing.split("\0")))) if (ROOT / path).is_file())


def sources(*suffixes: str) -> list[Path]:
    """The tracked files that end so."""
    return [path for path in tracked() if path.suffix in suffixes]


def text_of(path: Path) -> str | None:
    """The file's text; None for a picture, a font and the like."""
    content = (ROOT / path).read_bytes()
    return None if b"\0" in content[:8192] else content.decode(errors="replace")
