"""Finds out whether a folder answers, and goes on answering.

A network disk that is away lets its reader wait, perhaps for ever. So it is read in threads of its own, which are left
behind when nothing comes from them for a while.
"""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 20.0  # seconds without anything new; a disk that sleeps takes up to ten
BEAT = 0.1  # seconds between two looks whether the scan is still wanted


class _Question:
    """A look at a root in a thread of its own, which is not waited for when the process ends."""

    def __init__(self, root: str) -> None:
        self.answered = threading.Event()
        self.error: OSError | None = None
        threading.Thread(target=self._ask, args=(root,), name="root", daemon=True).start()

    def _ask(self, root: str) -> None:
        try:
            with os.scandir(root) as entries:
                next(entries, None)
        except OSError as error:
            self.error = error
        self.answered.set()


_open: dict[str, _Question] = {}  # questions without an answer: the same one is not asked twice
_lock = threading.Lock()


def await_answer(root: str, alive: Callable[[], None]) -> None:
    """Returns once `root` can be read. Raises OSError where it cannot, TimeoutError where it does not answer in time,
    and what `alive` raises, which is asked all the while."""
    with _lock:
        question = _open.get(root)
        if question is None or question.answered.is_set():  # an old answer says nothing about now
            question = _open[root] = _Question(root)
    end = time.monotonic() + PATIENCE
    while not question.answered.wait(BEAT):
        alive()
        if time.monotonic() > end:
            raise _timeout(root)
    with _lock:
        if _open.get(root) is question:
            del _open[root]
    if question.error:
        raise question.error


class LeftBehind(Exception):
    """Raised in a thread that nobody waits for any more."""


class Watch:
    """Notes when work on a root last made progress."""

    def __init__(self, alive: Callable[[], None]) -> None:
        self._alive, self._lock = alive, threading.Lock()
        self._at, self._over = time.monotonic(), False

    def note(self) -> None:
        """The work makes progress.

        Raises LeftBehind where nobody waits for it any more: others may do the same work by now.
        """
        with self._lock:
            if self._over:
                raise LeftBehind
            self._at = time.monotonic()

    def check(self) -> None:
        """Raises LeftBehind where nobody waits for it any more, and what `alive` raises."""
        if self._over:
            raise LeftBehind
        self._alive()

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Around work that waits for something other than the disk."""
        self.note()
        with self._lock:
            self._at = float("inf")
        try:
            yield
        finally:
            with self._lock:
                self._at = time.monotonic()

    def gets_on(self) -> bool:
        """Has there been progress within PATIENCE? Once there was none, the work is left behind."""
        with self._lock:
            self._over = self._over or time.monotonic() - self._at > PATIENCE
            return not self._over

    def leave(self) -> None:
        """Leaves the work behind."""
        with self._lock:
            self._over = True


def attend(root: str, work: Callable[[Watch], None], alive: Callable[[], None]) -> None:
    """Runs `work` on `root` in a thread of its own.

    Raises what `work` raises, and what `alive` raises, which is called all the while. Raises TimeoutError where the
    work makes no progress for PATIENCE, or where work that an earlier scan left behind still waits for the same root.
    """
    end = time.monotonic() + PATIENCE
    while any(one.name.startswith(threads_of(root)) for one in threading.enumerate()):
        alive()
        if time.monotonic() > end:
            raise _timeout(root)
        time.sleep(BEAT)
    watch, done, failures = Watch(alive), threading.Event(), list[BaseException]()

    def run() -> None:
        try:
            work(watch)
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            failures.append(error)
        done.set()

    threading.Thread(target=run, name=threads_of(root), daemon=True).start()
    try:
        while not done.wait(BEAT):
            alive()
            if not watch.gets_on():
                raise _timeout(root)
    finally:
        watch.leave()
    if failures:
        raise failures[0]


def threads_of(root: str) -> str:
    """How the names of threads begin that ask this root."""
    return f"disk {root}\0"


def _timeout(root: str) -> TimeoutError:
    return TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), root)
