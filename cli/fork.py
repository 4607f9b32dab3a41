"""Starts a child by forking a parent that has everything imported: the children share its memory.

Only safe while the parent has a single thread, which is why nothing in the supervisor starts one.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Callable

from cli import signals
from kit import memory
from kit.topology import SERVICES

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
PR_SET_CHILD_SUBREAPER = 36

# What every service imports sooner or later, beside its own app: loaded by name when it first serves, connects or opens
# its database, so it has to be named here to be imported once, before the first fork.
SHARED = (
    "anyio._backends._asyncio",
    "encodings.idna",
    "encodings.unicode_escape",
    "fastapi.telemetry._runtime",
    "importlib.readers",
    "kit.run",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "stringprep",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.auto",
    *(service.app for service in SERVICES),
    *(service.app.replace(".app", ".settings") for service in SERVICES),
)


def warm() -> None:
    """Imports what the children share, and does once what each does first.

    All of it is taken out of the garbage collector's sight, so that it stays shared.
    A service that cannot be imported is left out: its own process says in its log what is wrong.
    """
    from cli.rehearsal import rehearse

    memory.settle()
    gc.disable()  # a collection would leave holes that the children fill, and each hole filled is a page copied
    for name in SHARED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    rehearse()
    gc.freeze()
    gc.enable()


def start(run: Callable[[], int], *, output: int | None = None, keep: tuple[int, ...] = (), group: bool = True) -> int:
    """Forks a child that runs `run` and exits with what it returns. Answers the child's process id.

    The child gets a process group of its own (unless `group` is False), SIGTERM when this process dies in whatever
    way (Linux), default signals, no input, its output and errors to the descriptor `output` (None: as here), and no
    other open file but those in `keep`.
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
        if group:
            with contextlib.suppress(OSError):  # also done by the child: whoever comes first
                os.setpgid(child, child)
        return child
    code = 1
    try:
        if group:
            os.setpgid(0, 0)
        die_with(parent)
        _files(output, keep)
        code = run()
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else 0 if exit_.code is None else 1
    except BaseException:  # noqa: BLE001 - the outermost guard of the child: nothing may unwind into the parent's frames
        traceback.print_exc()
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


def name_process(name: str) -> None:
    """What `top` and `ps -o comm` show for this process, at most 15 characters. Linux only; elsewhere nothing."""
    if sys.platform == "linux":
        _prctl(PR_SET_NAME, ctypes.create_string_buffer(name.encode()[:15]))


def _prctl(option: int, value: int | ctypes.Array[ctypes.c_char]) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    argument = ctypes.c_ulong(value) if isinstance(value, int) else value
    if library.prctl(option, argument, 0, 0, 0) != 0:
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
