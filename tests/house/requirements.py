"""Reads requirements/: sources (*.in) and locks (*.txt)."""

import re
from pathlib import Path

from tests.house.tree import ROOT

FOLDER = ROOT / "requirements"
SETS = sorted(path.stem for path in FOLDER.glob("*.in"))


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name: str) -> dict[str, str]:
    """The lock of a set: each package's version."""
    text = (FOLDER / f"{name}.txt").read_text()
    return {normalized(package): version for package, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.M)}


def wanted(name: str) -> set[str]:
    """What a set asks for by name, its own and that of the sets it stands on."""
    names: set[str] = set()
    for written in (FOLDER / f"{name}.in").read_text().splitlines():
        line = written.partition("#")[0].strip()
        if line.startswith("-r "):
            names |= wanted(Path(line.removeprefix("-r ").strip()).stem)
        elif line:
            names.add(normalized(re.split(r"[\[<>=!~; ]", line)[0]))
    return names
