"""Does a root answer at all? A network disk that is away lets whoever asks it wait, perhaps for ever."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable

PATIENCE = 20.0  # seconds; a disk that sleeps takes up to ten
BEAT = 0.1  # seconds between two looks whether the scan is still wanted


class _Question:
    """A look at a root in a thread of its own, which nobody waits for at the end."""

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


_open: dict[str, _Question] = {}  # those without an answer: the same is not asked twice
_lock = threading.Lock()


def await_answer(root: str, alive: Callable[[], None]) -> None:
    """Returns once `root` can be read. Raises OSError where it cannot, TimeoutError where it does not answer in time,
    and what `alive` raises, which is asked all the while."""
    with _lock:
        question = _open.get(root) or _open.setdefault(root, _Question(root))
    end = time.monotonic() + PATIENCE
    while not question.answered.wait(BEAT):
        alive()
        if time.monotonic() > end:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), root)
    with _lock:
        _open.pop(root, None)
    if question.error:
        raise question.error
