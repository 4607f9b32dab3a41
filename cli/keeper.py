"""The process that the person started: it runs the supervisor as a child, and leaves nothing behind when that ends.

Orphans beneath it become its children (a subreaper), so even what a killed service of a killed supervisor had started
is found and ended. The other way round, the supervisor gets SIGTERM when this process is killed, and stops in order.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import NoReturn

from cli import bare, fork, signals

# Seconds that orphans have to end by themselves: services of a killed supervisor still answer requests, while what
# is left after an orderly stop has had its time already.
PATIENCE_KILLED, PATIENCE_STOPPED = 10.0, 0.5
HURRY_AT = 2  # the second Ctrl-C: no more waiting
SIGNALLED = 128  # added to a signal's number, it is the exit code of what the signal ended
KILL_AT = 3  # the third: the supervisor is killed too


def keep(run: Callable[[], int], lock: int) -> NoReturn:
    """Runs `run` in a child, and turns this process into its keeper. `lock` is the descriptor that both keep open.

    The keeper is a Python begun anew with next to nothing loaded: it stays as long as the server, and does very little.
    """
    fork.adopt_orphans()
    # Signals that come before the keeper handles them are kept: blocked signals stay blocked across the exec.
    with signals.held():
        child = fork.start(lambda: _heeding(run), keep=(lock,))
        os.set_inheritable(lock, True)
        bare.become("cli.keeper", child)


def _heeding(run: Callable[[], int]) -> int:
    signals.let_in()
    return run()


def main(child: int) -> NoReturn:
    """Waits for `child`, passes on what it is told, and ends with its exit code."""
    sys.exit(_wait_for(child))


def _wait_for(child: int) -> int:
    minded = signals.Signals()
    signals.let_in()
    asked = 0
    code: int | None = None
    while code is None:
        for number in minded.wait(60):
            if number in signals.STOP:
                asked += 1
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL if asked >= KILL_AT else signal.SIGTERM)
        code = _reap(child)
    patience = PATIENCE_STOPPED if code < SIGNALLED else PATIENCE_KILLED
    _end_orphans(minded, patience if asked < HURRY_AT else 0.0)
    minded.close()
    return code


def _reap(child: int) -> int | None:
    """Clears away every ended child; the exit code of `child` when it is among them."""
    code = None
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            if pid == child:
                code = os.waitstatus_to_exitcode(status)
    return code if code is None or code >= 0 else SIGNALLED - code


def _end_orphans(minded: signals.Signals, patience: float) -> None:
    """Ends all that is left beneath this process: asked first, then killed."""
    until = time.monotonic() + patience
    asked: set[int] = set()
    while left := children():
        for pid in left:
            late = time.monotonic() > until
            if late or pid not in asked:
                asked.add(pid)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
        if any(number in signals.STOP for number in minded.wait(0.1)):
            until = 0.0
        _reap(0)


def children(parent: int | None = None) -> list[int]:
    """The process ids whose parent is `parent` (this process by default). Empty where there is no /proc."""
    wanted = str(parent or os.getpid())
    found = []
    for name in os.listdir("/proc") if sys.platform == "linux" else ():
        with contextlib.suppress(OSError), open(f"/proc/{name}/stat", errors="replace") as stat:
            # The name in brackets may hold anything, so what follows is counted from the last bracket.
            if name.isdigit() and stat.read().rpartition(")")[2].split()[1] == wanted:
                found.append(int(name))
    return found
