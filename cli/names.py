"""Puts the names that services use close together in memory, before the services are forked.

CPython counts references in the objects themselves, so a service copies each page of shared memory on which it merely
looks at something. The names that are used (of attributes, globals and keywords) lie scattered among far more that are
not; made first, one after another, they are on fewer pages. `names.txt` lists them, those side by side that the same
services use; `python -m bench.names` writes it. A name that is no longer used only costs its own letters.
"""

from __future__ import annotations

import sys
from pathlib import Path

LIST = Path(__file__).with_name("names.txt")
_kept: list[str] = []  # kept here: Python drops interned names that nobody refers to


def lay() -> None:
    """Makes the names; to be called before the modules that use them are imported."""
    _kept.extend(map(sys.intern, LIST.read_text().splitlines()))
