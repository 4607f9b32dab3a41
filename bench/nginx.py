"""Debian's nginx for a measurement: as the origin of two files, or as the proxy before it. One worker, loopback."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path
from typing import Self
from urllib.request import urlopen

from bench.running import free_port

HEAD = """
worker_processes 1;
daemon off;
pid {folder}/{name}.pid;
error_log {folder}/{name}.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_timeout 75;
  keepalive_requests 1000000000;
  default_type image/jpeg;
  client_body_temp_path {folder}/{name}-body;
  proxy_temp_path {folder}/{name}-proxy;
  fastcgi_temp_path {folder}/{name}-fastcgi;
  uwsgi_temp_path {folder}/{name}-uwsgi;
  scgi_temp_path {folder}/{name}-scgi;
"""
ORIGIN = """
  server {{
    listen 127.0.0.1:{port};
    location / {{
      root {folder}/files;
      add_header Cache-Control "private, max-age=31536000, immutable";
    }}
    location = /readyz {{ return 200; }}
  }}
}}
"""
# The answer is never written to disk in between: nginx waits for a slow client, as the gateway does.
PROXY = """
  upstream origin {{ server 127.0.0.1:{origin}; keepalive 128; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://origin;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_max_temp_file_size 0;
    }}
  }}
}}
"""


class Nginx:
    """One nginx, answering at `url`; with `origin` (a port) a proxy before that, else it serves `folder`/files."""

    def __init__(self, folder: Path, origin: int | None = None) -> None:
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if not program:
            raise SystemExit("nginx is missing: apt-get install nginx")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        name = "proxy" if origin else "origin"
        values = {"folder": folder, "name": name, "port": self.port, "origin": origin}
        config = folder / f"{name}.conf"
        config.write_text((HEAD + (PROXY if origin else ORIGIN)).format(**values))
        self._command = [program, "-p", str(folder), "-e", str(folder / f"{name}.log"), "-c", str(config)]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command)
        for _ in range(200):
            try:
                with urlopen(self.url + "/readyz", timeout=2):
                    return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("nginx did not start")

    def __exit__(self, *failure: object) -> None:
        self._process.terminate()
        self._process.wait()

    @property
    def worker(self) -> int:
        """The process that does the work."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return int(children[0])
