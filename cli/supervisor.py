"""Starts the services in the order of the topology, starts again what dies, and stops all in reverse.

One process, one thread, one loop: it waits for signals (a child's death is one) and looks at the clock.
"""

from __future__ import annotations

import json
import os
import signal
import time
from datetime import UTC, datetime

from cli import fork, running
from cli.logs import Log
from cli.plan import Plan
from cli.screen import Screen
from cli.signals import STOP, Signals
from cli.tables import bring_up_to_date
from cli.watched import Entry, Watched
from cli.welcome import Welcome, parse, welcome
from kit.errors import StartupError
from kit.topology import SERVICES

TICK = 0.5  # seconds between two looks when nothing happens
TICK_STARTING = 0.05
PATIENCE_START = 600.0  # a large database may have to be brought up to date first
PATIENCE_STOP = 15.0  # a little more than the services give to requests under way
NOTE_AFTER = 15.0
DEATHS_AT_START = 4
HURRY_AT = 2  # with the second Ctrl-C nothing is waited for
REFUSED = 2  # the exit code of a service that says in one sentence why it cannot start


class Supervisor:
    """One run of all services, from start to stop, for `plan`; `pid` is the process that people signal."""

    def __init__(self, plan: Plan, screen: Screen, pid: int, entry: Entry) -> None:
        self.plan, self.screen, self.pid = plan, screen, pid
        self.signals = Signals()
        self.asked = 0  # how often it was told to stop
        self.services = [
            Watched(
                service,
                plan.urls[service.name],
                plan.environment_of(service),
                Log(plan.data / "logs", service.name),
                entry,
            )
            for service in SERVICES
        ]

    def run(self) -> int:
        """Runs until told to stop, and stops everything whatever happens. Raises StartupError where it cannot start."""
        try:
            self._prepare()
            for service in self.services:
                self._start(service)
            if not self.asked:
                running.write(self.plan.data, self._running())
                greeting = self._welcome()
            if not self.asked:
                self.screen.ready(self.plan, greeting)
            while not self.asked:
                self._wait(TICK)
            self.screen.line("Stopping.")
        finally:
            running.remove(self.plan.data)
            self._stop()
            self.signals.close()
        return 0

    def _prepare(self) -> None:
        """Has the tables brought up to date."""
        log = Log(self.plan.data / "logs", "serve")
        output = log.open()
        child = fork.start(lambda: bring_up_to_date(self.plan), output=output)
        os.close(output)
        self._await(child)

    def _await(self, child: int) -> None:
        """Waits for a child that is no service; ends it where everything is told to stop."""
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            if self.asked:
                os.kill(child, signal.SIGKILL)
            self._wait(TICK_STARTING)

    def _start(self, service: Watched) -> None:
        """Starts one and waits until it is ready, or everything is told to stop. Raises StartupError."""
        if self.asked:
            return
        service.start()
        began = time.monotonic()
        noted = False
        while service.ready_since is None and not self.asked:
            self._wait(TICK_STARTING)
            waited = time.monotonic() - began
            if service.back_off.deaths >= DEATHS_AT_START or waited > PATIENCE_START:
                raise StartupError(f"The {service.name} service does not start: {service.log.path} says why.")
            if waited > NOTE_AFTER and not noted:
                noted = True
                self.screen.line(f"Still waiting for the {service.name} service: {service.log.path} says what it does.")

    def _wait(self, timeout: float) -> None:
        """Waits for something to happen, and sees to it."""
        for number in self.signals.wait(timeout):
            self.asked += number in STOP
        for service in self.services:
            self._see_to(service)
            service.log.trim()
            if self.plan.debug:
                self.screen.log(service.name, service.log.new_lines())

    def _see_to(self, service: Watched) -> None:
        code = service.reap()
        if code is not None and not self.asked:
            first_start = service.ready_since is None and service.back_off.deaths == 0
            if code == REFUSED and first_start:
                raise StartupError(sentence_of(service))
            delay = service.plan_restart()
            self.screen.line(
                f"The {service.name} service stopped ({ending(code)}) and is started again in {delay:g} s; "
                f"{service.log.path} may say why."
            )
        if self.asked:
            return
        if service.start_at is not None and time.monotonic() >= service.start_at:
            service.start()
        if service.look() and service.back_off.deaths:
            self.screen.line(f"The {service.name} service is back.")

    def _welcome(self) -> Welcome:
        """Sees to the libraries in a child, so that this process stays small, single-threaded and watchful."""
        read, write = os.pipe()
        log = Log(self.plan.data / "logs", "serve")
        output = log.open()
        child = fork.start(lambda: welcome(self.plan, write), output=output, keep=(write,))
        os.close(output)
        os.close(write)
        self._await(child)
        with os.fdopen(read, "rb") as result:
            return parse(result.read())

    def _running(self) -> running.Running:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return running.Running(self.pid, self.plan.urls["gateway"], self.plan.urls, now)

    def _stop(self) -> None:
        """Stops the services, the last started first; a second request to stop kills what is left."""
        for service in reversed(self.services):
            service.ask_to_stop()
            until = time.monotonic() + PATIENCE_STOP
            while service.pid is not None:
                if time.monotonic() > until or self.asked >= HURRY_AT:
                    service.kill()
                self.asked += sum(number in STOP for number in self.signals.wait(TICK_STARTING))
                service.reap()


def ending(code: int) -> str:
    """An exit code in words."""
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"


def sentence_of(service: Watched) -> str:
    """Why a service refused to start: the last thing it said, without its name, or the reason of a JSON line."""
    said = service.log.last_line(service.log_began)
    try:
        line = json.loads(said)
    except ValueError:
        return said.removeprefix(f"quarterbin {service.name}: ")
    return str(line.get("event", said)) if isinstance(line, dict) else said
