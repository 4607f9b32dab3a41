"""Is a service ready? Asked over a bare socket: the supervisor keeps no client, and has next to nothing loaded."""

from __future__ import annotations

import socket

TIMEOUT = 1.0  # seconds
LONGEST = 64 * 1024  # bytes


def ready(url: str) -> bool:
    """True when `url`/readyz answers 200 within a second."""
    place = url.removeprefix("http://")
    host, _, port = place.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), TIMEOUT) as connection:
            connection.sendall(f"GET /readyz HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\n\r\n".encode())
            with connection.makefile("rb") as answer:
                status = answer.readline(LONGEST).split()
                answer.read(LONGEST)
    except OSError:
        return False
    return status[1:2] == [b"200"]
