"""Starts 7zz for a child that may open no file any more: on an archive that the child holds open, and no other.

A child and its program see different files: the child none but its own scratch folder, the program none but the
volumes of the archive. Since what is given up stays given up for all that a process starts, the starting is done by a
process that split off before. It knows three words and runs one program.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress

from kit.contents import MOST_VOLUMES
from services.thumbs.archives import tool
from services.thumbs.archives.archive import ToolMissing
from services.thumbs.child import landlock, sandbox

CPU = 10  # seconds of processor time for one archive


def split_off(program: str) -> None:
    """Starts the launcher; from then on tool.py asks it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        try:
            for fd in range(3, sandbox.FILES):
                if fd != theirs.fileno():
                    with suppress(OSError):  # most are not open
                        os.close(fd)
            _serve(theirs, program)
        finally:
            os._exit(0)
    theirs.close()

    def ask(_: str, kind: str, archives: Sequence[int], out: int) -> None:
        try:
            socket.send_fds(ours, [kind.encode()], [out, *archives])
        except OSError as error:
            raise ToolMissing(tool.MISSING) from error

    tool.start_with(ask)


def _serve(asked: socket.socket, program: str) -> None:
    """Until the child is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the exit code of the program is not needed
    landlock.enclose([("/dev/null", landlock.WRITE_FILE)], reading=False)
    places: list[tuple[str | int, int]] = [(place, landlock.RUN) for place in (*sandbox.SYSTEM, program)]
    while True:
        word, fds, _, _ = socket.recv_fds(asked, 16, MOST_VOLUMES + 1)
        if not word:
            return
        try:
            if word.decode() in tool.KINDS and len(fds) > 1:
                _start(program, word.decode(), fds, places)
        finally:
            for fd in fds:
                os.close(fd)


def _start(program: str, kind: str, fds: list[int], places: list[tuple[str | int, int]]) -> None:
    def prepare() -> None:
        tool.die_with_parent()
        sandbox.allow_cpu(CPU)
        null = ("/dev/null", landlock.READ | landlock.WRITE_FILE)
        landlock.enclose([*places, null, *((fd, landlock.READ_FILE) for fd in fds[1:])])

    try:
        tool.start(program, kind, fds[1:], fds[0], prepare)
    except (ToolMissing, OSError):
        return  # the pipe closes, and the child hears nothing
