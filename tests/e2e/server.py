"""A server as a person starts it: `python -m cli serve` in a process of its own, and what can be done to it."""

from __future__ import annotations

import fcntl
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, TextIO, TypeVar

from cli import fork
from cli.keeper import children

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
SERVICES = ("auth", "library", "thumbs", "scanner", "gateway")
# What this machine's environment may hold must not reach the server under test.
SETTINGS = ("HOST", "PORT", "DATA_DIR", "COMICS_DIR", "DATABASE_URL", "SECRETS_DIR", "LOG_LEVEL", "AUTH_URL")


_taken: list[TextIO] = []  # locks of the ports that this process was given


def wait_until(condition: Callable[[], T], what: str, timeout: float = 60) -> T:
    """What `condition` answers, as soon as that is true; fails after `timeout` seconds, naming `what`."""
    until = time.monotonic() + timeout
    while not (answer := condition()):
        assert time.monotonic() < until, f"waited {timeout} s in vain for: {what}"
        time.sleep(0.02)
    return answer


def free_ports() -> int:
    """The first of five ports in a row, free, and below those the system gives to outgoing connections. They are this
    process's own until it ends: between the question and the server's start, another worker may ask too."""
    folder = Path(tempfile.gettempdir()) / f"quarterbin-ports-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    for _ in range(200):
        first = random.randrange(20_000, 32_000, 5)
        lock = (folder / str(first)).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with ExitStack() as stack:
                for port in range(first, first + 5):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
        except OSError:
            lock.close()
            continue
        _taken.append(lock)
        return first
    raise AssertionError("no five free ports in a row")


def listening(port: int) -> bool:
    """Does anybody answer on this port of this machine?"""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def tree(pid: int) -> list[int]:
    """The process and everything beneath it."""
    return [pid, *(below for child in children(pid) for below in tree(child))]


def exists(pid: int) -> bool:
    """Is there such a process? A zombie, which has ended and is only not cleared away, is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Server:
    """One `serve` on the data folder `data`. `program` are the arguments of python that start it."""

    def __init__(
        self,
        data: Path,
        *arguments: str | Path,
        program: Sequence[str] = ("-m", "cli", "serve"),
        environment: dict[str, str] | None = None,
    ) -> None:
        self.data, self.port = data, free_ports()
        self.url = f"http://127.0.0.1:{self.port}"
        self.screen_path = data.with_name(f"{data.name}-screen.txt")
        self.errors_path = data.with_name(f"{data.name}-errors.txt")
        options = ["--port", str(self.port), "--data", str(data)]
        self.command = [sys.executable, *program, *options, *map(str, arguments)]
        clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        self.environment = {**clean, "PYTHONUNBUFFERED": "1", "COLUMNS": "200", **(environment or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Server:
        """Starts it and waits for its screen."""
        self.begin()
        wait_until(lambda: self.ready or self.ended, "the server's screen", 90)
        assert self.ready, self.said()
        return self

    def begin(self) -> None:
        """Starts it and does not wait. It ends with this process, however that ends."""
        parent = os.getpid()

        def in_the_child() -> None:
            signal.signal(signal.SIGHUP, signal.SIG_DFL)  # ignored, where the tests run under nohup
            fork.die_with(parent)

        with self.screen_path.open("wb") as screen, self.errors_path.open("wb") as errors:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=errors,
                start_new_session=True,
                preexec_fn=in_the_child,  # noqa: PLW1509 - there are no threads here
            )

    @property
    def running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None
        return self.process

    @property
    def pid(self) -> int:
        return self.running.pid

    @property
    def ready(self) -> bool:
        return "Ctrl-C" in self.screen  # its last line

    @property
    def ended(self) -> bool:
        return self.running.poll() is not None

    @property
    def screen(self) -> str:
        """What it has shown so far."""
        return self.screen_path.read_text()

    def said(self) -> str:
        """All it said, for a failing test: the screen, the errors, and the ends of the logs."""
        logs = "".join(f"\n--- {log.name}\n{log.read_text()[-3000:]}" for log in sorted(self.data.glob("logs/*.log")))
        return f"{self.screen}\n{self.errors_path.read_text()}{logs}"

    def run_json(self) -> dict[str, Any]:
        """The file by which other commands find it."""
        found: dict[str, Any] = json.loads((self.data / "run.json").read_text())
        return found

    def pids(self) -> dict[str, int]:
        """The process of each service, by the port it listens on."""
        return {service: pid for service in SERVICES if (pid := self.pid_on(service))}

    def pid_on(self, service: str) -> int | None:
        """The process that listens for `service`: the one whose open sockets hold the listening one."""
        offset = {"gateway": 0, "auth": 1, "library": 2, "thumbs": 3, "scanner": 4}[service]
        inode = listening_inode(self.port + offset)
        for pid in tree(self.pid):
            if inode and holds(pid, inode):
                return pid
        return None

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Tells it to stop and waits; answers its exit code."""
        if not self.ended:
            self.running.send_signal(number)
        return self.running.wait(60)

    def kill(self) -> None:
        """For the end of a test that failed: nothing may stay. From above, so that nothing is started again; what ends
        by itself meanwhile, such as the child that showed the screen, is no error."""
        for pid in tree(self.pid) if self.process and not self.ended else ():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process:
            self.process.wait(10)


def listening_inode(port: int) -> str | None:
    """The inode of the socket that listens on 127.0.0.1:`port` or on every address."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == "0A" and fields[1].endswith(f":{port:04X}"):
            return fields[9]
    return None


def holds(pid: int, inode: str) -> bool:
    """Has the process the socket open?"""
    try:
        return any(os.readlink(link) == f"socket:[{inode}]" for link in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False
