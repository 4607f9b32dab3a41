"""One service under the supervisor's eye: its process, its log, and when to start it again."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

from cli import fork, probe
from cli.backoff import BackOff
from cli.logs import Log


class Watched:
    """A service and its process. Times are seconds of the monotonic clock, which is the same in every process.

    `entry` is the module whose `main([name])` serves it; `environment` is laid over that of this process.
    """

    def __init__(self, name: str, url: str, environment: dict[str, str], entry: str, logs: str) -> None:
        self.name, self.url, self.environment, self.entry, self.logs = name, url, environment, entry, logs
        self.log = Log(logs, name)
        self.back_off = BackOff()
        self.pid: int | None = None
        self.ready_since: float | None = None
        self.start_at: float | None = None
        self.log_began = 0

    def start(self) -> None:
        """Forks its process, which shares what is loaded here."""
        self.log_began, self.start_at, self.ready_since = self.log.size(), None, None
        output = self.log.open()
        self.pid = fork.start(self._serve, output=output)
        os.close(output)

    def _serve(self) -> int:
        import importlib

        os.environ.update(self.environment)
        sys.argv = ["quarterbin", self.name]
        return int(importlib.import_module(self.entry).main([self.name]))

    def look(self) -> bool:
        """Asks whether it is ready, unless it is known to be; True when it has just become ready."""
        if self.pid is None or self.ready_since is not None or not probe.ready(self.url):
            return False
        self.ready_since = time.monotonic()
        return True

    def reap(self) -> int | None:
        """Its exit code (negative: the signal) when it has just ended, with whatever it had started; else None."""
        if self.pid is None:
            return None
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return None
        self.kill()  # what is left of its group
        self.pid = None
        return os.waitstatus_to_exitcode(status)

    def plan_restart(self) -> float:
        """Says when to start it again; answers the seconds until then."""
        stayed_up = time.monotonic() - self.ready_since if self.ready_since is not None else 0.0
        delay = self.back_off.died(stayed_up)
        self.start_at, self.ready_since = time.monotonic() + delay, None
        return delay

    def ask_to_stop(self) -> None:
        """Lets it end by itself, and see to the processes it has started."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """Ends it and all in its group, now."""
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
