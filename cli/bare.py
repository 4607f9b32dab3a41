"""A Python begun anew with next to nothing loaded, for what stays as long as the server does and has little to do."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# -I, -S: nothing but the standard library; so the project's folder is put in by hand.
PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from {} import main; main(int(sys.argv[2]))"


def become(module: str, number: int) -> NoReturn:
    """Turns this process into one that runs `main(number)` of `module`. Children, and what is blocked, stay as is."""
    os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", PROGRAM.format(module), HOME, str(number)])  # noqa: S606
