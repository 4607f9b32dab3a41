"""Watches the services: starts again what dies, and stops all in reverse.

One process, one thread, one loop: it waits for signals (a child's death is one) and looks at the clock. Each service is
forked from it, the first time and whenever it died: it stays as it was when it had loaded what they share.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time

from cli import said, signals
from cli.watched import Watched

TICK = 0.5  # seconds between two looks when nothing happens
TICK_STARTING = 0.05
PATIENCE_STOP = 15.0  # a little more than the services give to requests under way
HURRY_AT = 2  # with the second Ctrl-C nothing is waited for


class Supervisor:
    """The watch over `services`. `notice` is the file that tells of the running server, removed at the end."""

    def __init__(self, services: list[Watched], notice: str, debug: bool) -> None:
        self.services, self.notice, self.debug = services, notice, debug
        self.signals = signals.Signals()
        self.asked = 0  # how often it was told to stop

    def watch(self) -> int:
        """Goes on until told to stop, and stops everything whatever happens. Answers the exit code."""
        try:
            while not self.asked:
                self.wait(TICK)
            said.line("Stopping.")
        finally:
            self.stop()
        return 0

    def wait(self, timeout: float) -> None:
        """Waits for something to happen, or for the time to start a service again, and sees to it."""
        due = [one.start_at - time.monotonic() for one in self.services if one.start_at is not None]
        self.heed(min([timeout, *due]))
        for service in self.services:
            self._see_to(service)
            service.log.trim()
            if self.debug:
                said.log(service.name, service.log.new_lines())

    def heed(self, timeout: float) -> None:
        """Waits for a signal, and counts those that tell it to stop."""
        self.asked += sum(number in signals.STOP for number in self.signals.wait(timeout))

    def ended(self, service: Watched, code: int) -> None:
        """A service has ended, with this exit code: plans its restart."""
        delay = service.plan_restart()
        said.line(
            f"The {service.name} service stopped ({ending(code)}) and is started again in {delay:g} s; "
            f"{service.log.path} may say why."
        )

    def _see_to(self, service: Watched) -> None:
        code = service.reap()
        if self.asked:
            return
        if code is not None:
            self.ended(service, code)
        if service.start_at is not None and time.monotonic() >= service.start_at:
            service.start()
        if service.look() and service.back_off.deaths:
            said.line(f"The {service.name} service is back.")

    def stop(self) -> None:
        """Stops the services, the last started first; a second request to stop kills what is left."""
        with contextlib.suppress(OSError):
            os.unlink(self.notice)
        for service in reversed(self.services):
            service.ask_to_stop()
            until = time.monotonic() + PATIENCE_STOP
            while service.pid is not None:
                if time.monotonic() > until or self.asked >= HURRY_AT:
                    service.kill()
                self.heed(TICK_STARTING)
                service.reap()
        self.signals.close()


def ending(code: int) -> str:
    """An exit code in words."""
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
