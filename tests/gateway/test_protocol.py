"""What a client may send before a request is one, and how long it may take."""

import asyncio
import socket
import threading
from typing import Any

import pytest

import kit.protocol
from tests.gateway.doubles import House, raw, read_all

GET = b"GET /api/books HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"POST /api/progress HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "start,more",
    [
        (b"GET /", b"x" * 4096),
        (GET + b"X: ", b"x" * 4096),
        (GET, b"X-Many: and one more\r\n" * 200),
        (CHUNKED + b"5;", b"x" * 4096),
        (CHUNKED + b"2\r\n{}\r\n0\r\nX: ", b"x" * 4096),
        (CHUNKED + b"2\r\n{}\r\n0\r\n", b"X-Many: and one more\r\n" * 200),
    ],
)
def test_what_never_ends_is_cut_off(running: House, start: bytes, more: bytes) -> None:
    sent = 0
    with running.connect() as connection:
        connection.sendall(start)
        try:
            while sent < 100 * 1024 * 1024:
                connection.sendall(more)
                sent += len(more)
        except OSError:
            pass
        back = read_all(connection)
    assert sent < 20 * 1024 * 1024  # what the sockets' buffers hold
    assert not back.startswith(b"HTTP/1.1 200")


def test_headers_within_the_limit_in_small_pieces_pass(running: House) -> None:
    with running.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in GET + b"X: " + b"x" * 200 + b"\r\nConnection: close\r\n\r\n":
            connection.sendall(bytes([byte]))
        assert read_all(connection).startswith(b"HTTP/1.1 200")


def test_a_large_body_is_no_large_header(running: House) -> None:
    body = b"x" * 60_000
    head = b"POST /api/progress HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 60000\r\n"
    assert raw(running, head + b"X: " + b"y" * 20_000 + b"\r\n\r\n" + body).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("start", [b"", b"GET / HTT", GET])
def test_who_says_nothing_is_not_waited_for(running: House, monkeypatch: Any, start: bytes) -> None:
    monkeypatch.setattr(kit.protocol, "HEAD_SECONDS", 0.1)
    assert raw(running, start) == b""
    request = b"GET /api/books HTTP/1.1\r\nHost: x\r\n\r\n"
    assert raw(running, request + start).startswith(b"HTTP/1.1 200") if start else True


def test_the_head_and_small_pieces_do_not_wait_for_what_comes_later(running: House) -> None:
    seen = {"head": threading.Event(), "piece": threading.Event()}

    async def in_pieces(scope: Any, receive: Any, send: Any) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"image/jpeg")]}
        await send(start)
        await asyncio.to_thread(seen["head"].wait, 20)
        await send({"type": "http.response.body", "body": b"piece", "more_body": True})
        await asyncio.to_thread(seen["piece"].wait, 20)
        await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
        await send({"type": "http.response.body", "body": b"the end"})

    running.thumbs.routes["/api/cover/slow"] = in_pieces
    with running.connect() as connection:
        connection.sendall(b"GET /api/cover/slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        back = connection.recv(65536)
        assert back.startswith(b"HTTP/1.1 200")
        seen["head"].set()
        while b"piece" not in back:
            back += connection.recv(65536)
        seen["piece"].set()
        back += read_all(connection)
    assert back.count(b"x") >= 100_000
    assert back.endswith(b"the end\r\n0\r\n\r\n")
