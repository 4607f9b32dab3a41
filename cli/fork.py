"""Starts a child by forking: it shares the memory of its parent.

Only safe while the parent has a single thread, which is why nothing in the supervisor starts one.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable

from cli import signals

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def start(run: Callable[[], int], *, output: int | None = None, keep: tuple[int, ...] = ()) -> int:
    """Forks a child that runs `run` and exits with what it returns. Returns the child's process id.

    The child gets a process group of its own, default signals, no input, and SIGTERM when this process dies in whatever
    way (Linux). Its output and errors go to the descriptor `output` (None: as here); of the open files it keeps only
    those in `keep`.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    parent = os.getpid()
    with signals.held():
        child = os.fork()
        if child == 0:
            signals.forget()
    if child:
        with contextlib.suppress(OSError):  # also done by the child: whoever comes first
            os.setpgid(child, child)
        return child
    code = 1
    try:
        os.setpgid(0, 0)
        die_with(parent)
        _files(output, keep)
        code = run()
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else 0 if exit_.code is None else 1
    except BaseException:  # noqa: BLE001 - the outermost guard of the child: nothing may unwind into the parent's frames
        sys.excepthook(*sys.exc_info())
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def die_with(parent: int) -> None:
    """This process gets SIGTERM when its parent, with the process id `parent`, dies. Linux only; elsewhere nothing."""
    if sys.platform == "linux":
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the call
            os._exit(1)


def adopt_orphans() -> None:
    """Whoever loses its parent beneath this process becomes its child. Linux only; elsewhere nothing."""
    if sys.platform == "linux":
        _prctl(PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    import ctypes  # not before the fork: the supervisor itself needs none of it

    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl failed")


def _files(output: int | None, keep: tuple[int, ...]) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    if output is not None:
        os.dup2(output, 1)
        os.dup2(output, 2)
    listing = "/proc/self/fd" if sys.platform == "linux" else "/dev/fd"
    for name in os.listdir(listing):
        descriptor = int(name)
        if descriptor > 2 and descriptor not in keep:
            with contextlib.suppress(OSError):
                os.close(descriptor)
