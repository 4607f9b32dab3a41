"""Signals as events to wait for: nothing is interrupted, nothing is missed, and no thread is needed."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WATCHED = (*STOP, signal.SIGCHLD)


class Signals:
    """Collects the signals that a supervisor handles, from its making until `close()`.

    SIGHUP is left alone where it was ignored already (`nohup`).
    """

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._old_wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self._old = {}
        for number in WATCHED:
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue
            self._old[number] = signal.signal(number, _noted)

    def wait(self, timeout: float) -> list[int]:
        """The numbers of the signals that came, at once when there are any, else after `timeout` seconds: none."""
        ready, _, _ = select.select([self._read], [], [], max(0.0, timeout))
        return list(os.read(self._read, 4096)) if ready else []

    def close(self) -> None:
        """Puts things back as they were."""
        for number, handler in self._old.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._old_wakeup)
        os.close(self._read)
        os.close(self._write)


def _noted(number: int, frame: FrameType | None) -> None:
    """Python writes the number to the wakeup descriptor; there is nothing more to do."""


@contextmanager
def held() -> Iterator[None]:
    """Holds signals back until the block ends: none may reach a child that still has its parent's handlers."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def let_in() -> None:
    """Lets the signals in that `held` blocked before the exec."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)


def forget() -> None:
    """In a child that was just forked: gives every signal its default action again.

    SIGTTOU is ignored: a process that is not in the terminal's foreground group may write to it all the same.
    """
    signal.set_wakeup_fd(-1)
    for number in WATCHED:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
