"""A gateway and the real auth, as processes, before any origin; with somebody logged in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Self
from urllib.request import Request, urlopen

from bench.running import PASSWORD, USER, await_ready, free_port
from kit.secrets import make_secrets
from kit.topology import SERVICES


class Door:
    """`url` is the gateway's, `cookie` a login's, `pid` the gateway's process."""

    def __init__(self, data: Path, thumbs_url: str) -> None:
        self._data, self._processes = data, list[subprocess.Popen[bytes]]()
        self._ports = {service.name: free_port() for service in SERVICES}
        self._environment = {**os.environ, "DATA_DIR": str(data), "DATABASE_URL": ""}
        urls = {service.url_setting: f"http://127.0.0.1:{self._ports[service.name]}" for service in SERVICES}
        self._environment |= urls | {"THUMBS_URL": thumbs_url}
        self.url, self.cookie, self.pid = urls["GATEWAY_URL"], "", 0

    def __enter__(self) -> Self:
        self._data.mkdir(parents=True)
        make_secrets(self._data / "secrets")
        self._start("auth")
        self.pid = self._start("gateway")
        code = (self._data / "setup-code").read_text().strip()
        person = {"code": code, "username": USER, "password": PASSWORD}
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        with urlopen(Request(self.url + "/api/auth/setup", json.dumps(person).encode(), headers), timeout=30) as answer:
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return self

    def __exit__(self, *failure: object) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait()

    def _start(self, name: str) -> int:
        port = self._ports[name]
        with (self._data / f"{name}.log").open("wb") as log:
            command = [sys.executable, "-m", "kit.run", name]
            process = subprocess.Popen(command, env={**self._environment, "PORT": str(port)}, stderr=log)
        self._processes.append(process)
        await_ready(f"http://127.0.0.1:{port}/readyz", process)
        return process.pid
