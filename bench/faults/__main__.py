"""Breaks a server and says what came of it.

    python -m bench.faults [killing disk roots stopped crowd] [--short] [--kills 1000] [--minutes 10]

Each fault is done to a server of real processes on a data folder of its own; disks get their faults from a double
(`double.c`, needs a C compiler). Exits with 1 where a figure is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.faults import crowd, disk, killing, roots, stopped
from bench.faults.house import Row

Fault = Callable[[Path, argparse.Namespace], list[Row]]


def say(text: str) -> None:
    """How far it is."""
    print(text, file=sys.stderr, flush=True)


FAULTS: dict[str, Fault] = {
    "killing": lambda folder, chosen: killing.measure(folder, 10 if chosen.short else chosen.kills, say),
    "disk": lambda folder, chosen: disk.measure(folder, say),
    "roots": lambda folder, chosen: roots.measure(folder, 2 if chosen.short else 10, say),
    "stopped": lambda folder, chosen: stopped.measure(folder, 1 if chosen.short else 3, say),
    "crowd": lambda folder, chosen: crowd.measure(folder, 20 if chosen.short else chosen.minutes * 60, say),
}


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faults", nargs="*", choices=[*FAULTS, []], help="all where none is named")
    parser.add_argument("--short", action="store_true", help="the form of the tests: a minute or two in all")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=10.0, help="for three writers, a scan and fifty readers")
    chosen = parser.parse_args()
    rows: list[Row] = []
    for name in chosen.faults or FAULTS:
        with tempfile.TemporaryDirectory(prefix="quarterbin-faults-") as folder:
            rows += FAULTS[name](Path(folder), chosen)
    print("| fault | has to hold | found | held |\n|---|---|---|---|", *rows, sep="\n")
    return 0 if all(row.held for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
