"""A real server that speaks S3, for the cover store."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """A server that speaks S3, with one bucket."""
    pytest.importorskip("moto", reason="NOT TESTED ON S3: moto is not installed")
    pytest.importorskip("obstore", reason="NOT TESTED ON S3: obstore is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    program = [sys.executable, "-c", f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"]
    with subprocess.Popen(program, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as server:
        try:
            make = urllib.request.Request(f"{url}/covers", method="PUT")
            for _ in range(100):  # until it listens
                try:
                    urllib.request.urlopen(make, timeout=20).close()
                    break
                except urllib.error.URLError:
                    time.sleep(0.2)
            yield url
        finally:
            server.kill()


def environment(url: str) -> dict[str, str]:
    """What has to be set to use it."""
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    return {**keys, "AWS_ENDPOINT_URL": url, "AWS_REGION": "us-east-1", "AWS_ALLOW_HTTP": "true"}
