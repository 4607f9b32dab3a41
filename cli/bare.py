"""Starts Python again with next to nothing loaded, for a process that runs as long as the server but does little."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# -I, -S: nothing but the standard library; so the project's folder is put in by hand.
PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from {} import main; main(int(sys.argv[2]))"


def become(module: str, number: int) -> NoReturn:
    """Turns this process into one that runs `main(number)` of `module`. Its children and its blocked signals stay."""
    os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", PROGRAM.format(module), HOME, str(number)])  # noqa: S606
