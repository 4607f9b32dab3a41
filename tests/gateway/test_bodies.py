"""Bodies of requests, and requests that try to be two: over real sockets."""

import json
import socket
import threading
from typing import Any

import httpx
import pytest

from tests.gateway.doubles import House, answer, raw, read_all

LIMIT = 64 * 1024  # as in conftest.py
POST = b"POST /api/progress HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module", params=["hot", "wire", "httpx"])
def carrier(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_body_reaches_the_service_whole(running: House, client: httpx.Client) -> None:
    body = json.dumps({"note": "ä" * 5000}, ensure_ascii=False).encode()
    assert client.post("/api/bookmarks", content=body).json()["body"] == body.decode("latin-1")
    assert running.library.headers()["content-length"] == str(len(body))
    chunked = client.post("/api/bookmarks", content=(body[at : at + 100] for at in range(0, len(body), 100)))
    assert chunked.json()["body"] == body.decode("latin-1")
    assert running.library.headers()["content-length"] == str(len(body))
    assert "transfer-encoding" not in running.library.headers()
    assert client.post("/api/auth/logout").json()["body"] == ""
    assert client.request("GET", "/api/books", content=b"odd").json()["body"] == "odd"
    assert client.post("/api/bookmarks", content=b"x" * LIMIT).status_code == 200


def test_too_large_by_its_own_word_is_refused_before_it_is_sent(running: House) -> None:
    before = len(running.library.seen)
    with running.connect() as connection:
        connection.sendall(POST + b"Content-Length: 104857600\r\n\r\n")  # and not a byte of it
        back = read_all(connection)  # ends: the gateway closes
    head, _, body = back.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in head.lower()
    assert json.loads(body)["code"] == "body_too_large"
    assert len(running.library.seen) == before


def test_too_large_without_a_word_is_refused_when_it_is_seen(running: House) -> None:
    before, total, sent = len(running.library.seen), 100 * 1024 * 1024, 0
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with running.connect() as connection:
        connection.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
        try:
            while sent < total:
                connection.sendall(chunk)
                sent += 65536
        except OSError:
            pass
        back = read_all(connection)
    assert back.startswith(b"HTTP/1.1 413")
    assert sent < 20 * 1024 * 1024  # what fits into the sockets' buffers, not what was to be sent
    assert len(running.library.seen) == before


def test_expect_100_continue(running: House) -> None:
    with running.connect() as connection:
        connection.sendall(POST + b"Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
        assert connection.recv(1024) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert read_all(connection).startswith(b"HTTP/1.1 200")
    assert "expect" not in running.library.headers()
    back = raw(running, POST + b"Content-Length: 104857600\r\nExpect: 100-continue\r\n\r\n")
    assert back.startswith(b"HTTP/1.1 413")  # and no word that it should go on


def test_a_body_that_does_not_come_is_a_408(running: House) -> None:
    from tests.gateway.doubles import house

    with house(running.settings.data_dir / "slow", request_timeout=0.2) as slow:
        back = raw(slow, POST + b"Content-Length: 10\r\n\r\nhalf")
        assert back.startswith(b"HTTP/1.1 408")
        assert slow.library.seen == []


def test_a_client_that_leaves_in_its_body_reaches_nobody(running: House, client: httpx.Client) -> None:
    before = len(running.library.seen)
    with running.connect() as connection:
        connection.sendall(POST + b"Content-Length: 10\r\n\r\nhalf")
    assert client.get("/api/auth/check").status_code == 200
    assert len(running.library.seen) == before


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
        b"Content-Length: 4, 4\r\n\r\nabcd",
        b"Content-Length: +4\r\n\r\nabcd",
        b"Content-Length: -4\r\n\r\nabcd",
        b"Content-Length: 0x4\r\n\r\nabcd",
        b"Content-Length : 4\r\n\r\nabcd",
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5;\n\r\nGET /\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"X: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b" folded\r\nX: y\r\n\r\n",
        b"X\x00Y: 1\r\n\r\n",
        b"X: a\x00b\r\n\r\n",
    ],
)
def test_requests_that_could_be_read_in_two_ways_are_refused(running: House, framing: bytes) -> None:
    before = len(running.library.seen)
    smuggled = b"GET /api/home HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    back = raw(running, POST + framing + smuggled)
    assert back.startswith(b"HTTP/1.1 400")
    assert back.count(b"HTTP/1.1 ") == 1
    assert len(running.library.seen) == before


def test_what_goes_to_a_service_is_one_request_whatever_is_in_the_body(running: House, client: httpx.Client) -> None:
    before = len(running.library.seen)
    body = b"0\r\n\r\nGET /internal/libraries HTTP/1.1\r\nHost: x\r\n\r\n"
    headers = {"Transfer-Encoding": "chunked"}
    assert client.post("/api/progress", content=iter([body]), headers=headers).json()["body"] == body.decode()
    assert len(running.library.seen) == before + 1


def test_pipelined_requests_are_answered_in_order(running: House) -> None:
    requests = [f"GET /api/books?n={number} HTTP/1.1\r\nHost: x\r\n\r\n" for number in range(40)]
    requests.append("POST /api/progress HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
    requests.append("GET /api/books?n=last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    back = raw(running, "".join(requests).encode())
    targets = [part.split(b'"')[0] for part in back.split(b'"target": "')[1:]]
    wanted = [b"/api/books?n=%d" % number for number in range(40)]
    assert targets == [*wanted, b"/api/progress", b"/api/books?n=last"]


def test_the_connection_lives_on_after_errors(running: House) -> None:
    with httpx.Client(base_url=running.url, trust_env=False) as client:
        for path, status in (("/api/nothing", 404), ("/api/books", 200), ("/internal", 404), ("/", 200)):
            assert client.get(path).status_code == status
        assert client.post("/api/nothing", json={"a": 1}).status_code == 404
        assert client.get("/api/books").status_code == 200


def test_http_1_0(running: House) -> None:
    back = raw(running, b"GET /api/books HTTP/1.0\r\n\r\n")
    assert back.startswith(b"HTTP/1.1 200")
    assert b'"service": "library"' in back


def test_a_client_that_leaves_ends_the_work_of_the_service(running: House) -> None:
    arrived, left = threading.Event(), threading.Event()

    async def waits(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        arrived.set()
        assert (await receive())["type"] == "http.disconnect"
        left.set()
        await answer(send, b"{}")

    running.library.routes["/api/home"] = waits
    with running.connect() as connection:
        connection.sendall(b"GET /api/home HTTP/1.1\r\nHost: x\r\n\r\n")
        assert arrived.wait(10)
        connection.shutdown(socket.SHUT_RDWR)
    assert left.wait(10)
    del running.library.routes["/api/home"]
