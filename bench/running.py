"""The five services, started for a measurement: real processes, spoken to through the gateway."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import pysqlite3.dbapi2 as sqlite3

from bench.waiting import Waiting
from kit.secrets import make_secrets
from kit.topology import SERVICES

USER, PASSWORD = "bench", "bench-password"


class Server:
    """A server on a data folder of its own, without a scan at start; its admin is made and logged in."""

    def __init__(self, data: Path, database_url: str = "", more: dict[str, str] | None = None) -> None:
        """`more` are settings for this run."""
        self.data, self.database_url, self.more = data, database_url, more or {}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.cookie = ""

    def __enter__(self) -> Self:
        self.data.mkdir(parents=True)
        make_secrets(self.data / "secrets")
        self.ports = ports = {service.name: free_port() for service in SERVICES}
        self.url = f"http://127.0.0.1:{ports['gateway']}"
        self.environment = {**os.environ, "DATA_DIR": str(self.data), "DATABASE_URL": self.database_url}
        self.environment |= {service.url_setting: f"http://127.0.0.1:{ports[service.name]}" for service in SERVICES}
        self.environment |= {"SCAN_ON_START": "false", "COMICS_DIR": "", **self.more}
        for service in SERVICES:
            self.start(service.name)
        code = (self.data / "setup-code").read_text().strip()
        self.ask("POST", "/api/auth/setup", {"code": code, "username": USER, "password": PASSWORD})
        return self

    def __exit__(self, *failure: object) -> None:
        for process in reversed(self.processes.values()):
            process.terminate()
        for process in self.processes.values():
            process.wait()

    def start(self, name: str) -> None:
        """Starts a service and waits until it is ready."""
        with (self.data / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "kit.run", name],
                env={**self.environment, "PORT": str(self.ports[name])},
                stderr=log,
            )
        await_ready(f"http://127.0.0.1:{self.ports[name]}/readyz", self.processes[name])

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """The JSON answer of the gateway."""
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            if cookie := answer.headers.get("Set-Cookie"):
                self.cookie = cookie.partition(";")[0]
            return json.loads(answer.read() or b"null")

    def add_library(self, name: str, root: Path) -> None:
        """A library of the folder `root`."""
        self.ask("POST", "/api/libraries", {"name": name, "roots": [str(root)]})

    def scan(self, path: str = "/api/scan") -> float:
        """Scans, and returns how many seconds the job took from its start to its end."""
        self.ask("POST", path, {})
        while (job := self.ask("GET", "/api/scan/status"))["status"] == "running":
            time.sleep(0.1)
        if job["status"] != "completed":
            raise RuntimeError(f"the scan ended as {job['status']}: {job['reason']}")
        return seconds(job["completed_at"]) - seconds(job["started_at"])

    def waiting(self) -> Waiting:
        """A reader beside the server, of its database and of the library's loop."""
        return Waiting(
            self.database_url or str(self.data / "comics.db"), f"http://127.0.0.1:{self.ports['library']}/readyz"
        )

    def memory(self) -> dict[str, float]:
        """Resident memory of each service in MiB, at its peak."""
        peaks = {}
        for name, process in self.processes.items():
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            peak = next(line for line in lines if line.startswith("VmHWM"))
            peaks[name] = int(peak.split()[1]) / 1024
        return peaks

    def processor(self) -> dict[str, float]:
        """Seconds of processor time that each service has taken so far."""
        taken = {}
        for name, process in self.processes.items():
            fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            taken[name] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return taken

    def schema(self) -> list[str]:
        """The statements that make the library's series and comics."""
        database = sqlite3.connect(str(self.data / "comics.db"))
        tables = "SELECT sql FROM sqlite_master WHERE tbl_name IN ('series', 'comics') AND sql IS NOT NULL"
        return [row[0] for row in database.execute(tables)]


def await_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    """Waits until `url` answers 200. Raises RuntimeError when the process has ended or a minute is over."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{url} did not become ready")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def seconds(stamp: str) -> float:
    """An ISO time as seconds since 1970."""
    return datetime.fromisoformat(stamp).timestamp()
