"""What `serve` says while it runs: a line when something happens. Paths and logs are shown as they are."""

from __future__ import annotations

import contextlib
import os
import sys
import time

STDOUT = 1
DIM, PLAIN = "\033[2m", "\033[0m"


def line(sentence: str) -> None:
    """Something happened."""
    _print(f"{time.strftime('%H:%M:%S')}  {sentence}")


def log(service: str, lines: list[str]) -> None:
    """Lines of a service's log, for `--log-level debug`."""
    before, after = (DIM, PLAIN) if sys.stdout.isatty() else ("", "")
    for one in lines:
        _print(f"{before}{service:<8} {one}{after}")


def _print(text: str) -> None:
    # Written past Python's buffer, which would try again at the end of the process what could not be shown.
    with contextlib.suppress(OSError):  # the terminal may be gone: the server goes on
        os.write(STDOUT, f"{text}\n".encode(sys.stdout.encoding, "replace"))
