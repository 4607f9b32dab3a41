"""A gateway and the real auth, as processes, before any origin; with somebody logged in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Self
from urllib.request import Request, urlopen

from bench.running import PASSWORD, USER, await_ready, free_port
from kit.secrets import make_secrets
from kit.topology import SERVICES


class Door:
    """`url` is the gateway's, `cookie` a login's, `pid` the gateway's process."""

    def __init__(self, data: Path, thumbs_url: str = "", **environment: str) -> None:
        self.data, self.processes = data, list[subprocess.Popen[bytes]]()
        self.ports = {service.name: free_port() for service in SERVICES}
        self._environment = {**os.environ, "DATA_DIR": str(data), "DATABASE_URL": "", **environment}
        urls = {service.url_setting: f"http://127.0.0.1:{self.ports[service.name]}" for service in SERVICES}
        self._environment |= urls | ({"THUMBS_URL": thumbs_url} if thumbs_url else {})
        self.url, self.cookie, self.pid = urls["GATEWAY_URL"], "", 0

    def __enter__(self) -> Self:
        self.data.mkdir(parents=True)
        make_secrets(self.data / "secrets")
        try:
            self.start_all()
            self._log_in()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait()

    def start_all(self) -> None:
        """What a measurement needs."""
        self.start("auth")
        self.pid = self.start("gateway").pid

    def start(self, name: str, *program: str, host: str = "127.0.0.1") -> subprocess.Popen[bytes]:
        """A service, once it is ready; `program` where it is not started as usual."""
        port = self.ports[name]
        with (self.data / f"{name}-{host}.log").open("wb") as log:
            command = [sys.executable, *(program or ("-m", "kit.run", name))]
            environment = {**self._environment, "PORT": str(port), "HOST": host}
            process = subprocess.Popen(command, env=environment, stderr=log)
        self.processes.append(process)
        await_ready(f"http://{host}:{port}/readyz", process)
        return process

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """The JSON answer of the gateway."""
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(self.url + path, data, headers, method=method), timeout=30) as answer:
            self.cookie = (answer.headers["Set-Cookie"] or self.cookie).partition(";")[0]
            return json.loads(answer.read() or b"null")

    def _log_in(self) -> None:
        code = (self.data / "setup-code").read_text().strip()
        self.ask("POST", "/api/auth/setup", {"code": code, "username": USER, "password": PASSWORD})
