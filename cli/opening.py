"""Starts the services in the order of the topology, each forked from this process, which has loaded what they share."""

from __future__ import annotations

import json
import os
import signal
import time
from datetime import UTC, datetime

from cli import fork, running, said
from cli.logs import Log
from cli.plan import Plan
from cli.supervisor import TICK_STARTING, Supervisor
from cli.watched import Watched
from kit.errors import StartupError
from kit.times import written
from kit.topology import SERVICES

PATIENCE_START = 600.0  # seconds; a large database may have to be brought up to date first
NOTE_AFTER = 15.0
DEATHS_AT_START = 4
STDERR = 2
REFUSED = 2  # the exit code of a service that says in one sentence why it cannot start


class Opening(Supervisor):
    """The start of all services for `plan`; `pid` is the process that people signal, `entry` as in Watched."""

    def __init__(self, plan: Plan, pid: int, entry: str) -> None:
        self.plan, self.pid = plan, pid
        logs = str(plan.data / "logs")
        services = [Watched(one.name, plan.urls[one.name], plan.environment_of(one), entry, logs) for one in SERVICES]
        super().__init__(services, str(running.path_of(plan.data)), plan.debug)

    def run(self) -> int:
        """Runs until told to stop, and stops everything whatever happens. Raises StartupError where it cannot start."""
        try:
            self._prepare()
            for service in self.services:
                self._start(service)
            if not self.asked:
                self._welcome()
        except BaseException:
            self.stop()
            raise
        return self.watch()

    def ended(self, service: Watched, code: int) -> None:
        """Raises StartupError where a service refuses its first start."""
        if code == REFUSED and service.ready_since is None and service.back_off.deaths == 0:
            raise StartupError(sentence_of(service))
        super().ended(service, code)

    def _prepare(self) -> None:
        """Has the tables brought up to date."""
        from cli.tables import bring_up_to_date

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
            self.wait(TICK_STARTING)

    def _start(self, service: Watched) -> None:
        """Starts one and waits until it is ready, or everything is told to stop. Raises StartupError."""
        if self.asked:
            return
        service.start()
        began = time.monotonic()
        noted = False
        while service.ready_since is None and not self.asked:
            self.wait(TICK_STARTING)
            waited = time.monotonic() - began
            if service.back_off.deaths >= DEATHS_AT_START or waited > PATIENCE_START:
                raise StartupError(f"The {service.name} service does not start: {service.log.path} says why.")
            if waited > NOTE_AFTER and not noted:
                noted = True
                said.line(f"Still waiting for the {service.name} service: {service.log.path} says what it does.")

    def _welcome(self) -> None:
        """Sees to the libraries and shows the screen, in a child, so that this process stays watchful and small."""
        running.write(self.plan.data, self._running())
        log = Log(self.plan.data / "logs", "serve").open()
        child = fork.start(lambda: greet(self.plan, log), keep=(log,))
        os.close(log)
        self._await(child)

    def _running(self) -> running.Running:
        now = written(datetime.now(UTC))
        return running.Running(self.pid, self.plan.urls["gateway"], self.plan.urls, now)


def greet(plan: Plan, log: int) -> int:
    """Sees to the libraries and shows the screen. For a child; what goes wrong is said to the descriptor `log`."""
    from cli.screen import Screen
    from cli.welcome import welcome

    os.dup2(log, STDERR)
    Screen().ready(plan, welcome(plan))
    return 0


def sentence_of(service: Watched) -> str:
    """Why a service refused to start: the last thing it said, without its name, or the reason of a JSON line."""
    last = service.log.last_line(service.log_began)
    try:
        line = json.loads(last)
    except ValueError:
        return last.removeprefix(f"quarterbin {service.name}: ")
    return str(line.get("event", last)) if isinstance(line, dict) else last
