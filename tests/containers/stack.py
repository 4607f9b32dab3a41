"""The compose stack under test: its own project, port and comics, so that a stack in use is left alone."""

import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docker
import httpx
from docker.models.containers import Container

from tests.e2e.server import free_ports

ROOT = Path(__file__).parents[2]
WAIT_SECONDS = 120


class Stack:
    """`docker compose` for one project, and what the tests ask of its containers."""

    def __init__(self) -> None:
        self.project = f"quarterbin-test-{os.getpid()}"
        self.port = free_ports()  # stays its own, whatever else is started meanwhile
        # Not pytest's own folder: the containers' user has to be able to enter it.
        self.comics = Path(tempfile.mkdtemp(prefix="quarterbin-comics-"))
        self.comics.chmod(0o755)
        self.engine = docker.from_env()

    def compose(self, *arguments: str) -> str:
        """Runs docker compose; gives what it printed. Raises AssertionError with it when it fails."""
        run = subprocess.run(
            ["docker", "compose", "--project-name", self.project, *arguments],
            cwd=ROOT,
            env={**os.environ, "PORT": str(self.port), "COMICS_DIR": str(self.comics), "COMPOSE_ANSI": "never"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, f"docker compose {' '.join(arguments)}\n{run.stdout}\n{run.stderr}"
        return run.stdout

    def containers(self, service: str) -> list[Container]:
        """The containers of a service, running or not, the oldest first."""
        labels = [f"com.docker.compose.project={self.project}", f"com.docker.compose.service={service}"]
        found = self.engine.containers.list(all=True, filters={"label": labels})
        return sorted(found, key=lambda one: int(one.labels["com.docker.compose.container-number"]))

    def running(self, service: str) -> list[Container]:
        return [container for container in self.containers(service) if container.status == "running"]

    def python(self, container: Container, program: str) -> Any:
        """What a Python program, run inside the container, prints as JSON."""
        code, output = container.exec_run(["python", "-c", program])
        assert code == 0, output.decode(errors="replace")
        return json.loads(output)

    def client(self) -> httpx.Client:
        address = f"http://127.0.0.1:{self.port}"
        return httpx.Client(base_url=address, headers={"Origin": address}, timeout=30)

    def setup_code(self) -> str:
        """The code for the first admin, as people find it: in the log of auth."""
        code = self.containers("auth")[0].exec_run(["cat", "/data/setup-code"]).output.decode().strip()
        assert re.search(rf"\b{re.escape(code)}\b", self.compose("logs", "--no-log-prefix", "auth")), "not in the log"
        return code


def wait_for(ask: Callable[[], Any], what: str) -> Any:
    """Asks until the answer is something; fails, naming `what`, when it is still nothing after WAIT_SECONDS."""
    end = time.monotonic() + WAIT_SECONDS
    while not (answer := ask()):
        assert time.monotonic() < end, f"waited {WAIT_SECONDS} s for {what}"
        time.sleep(0.2)
    return answer
