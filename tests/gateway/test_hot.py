"""The hot path answers as the ordinary way does, for the same people, and steps aside for everything else."""

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from tests.gateway.doubles import House, Served, answer, house, raw, read_all, receive

READER = b"Host: x\r\nCookie: session_token=cookie-of-reader\r\n"
ADMIN = b"Host: x\r\nCookie: session_token=cookie-of-admin\r\n"
GET = b"GET /api/cover/%b HTTP/1.1\r\n%b\r\n"


@pytest.fixture(scope="module", autouse=True)
def picture(running: House) -> bytes:
    """/api/cover/a to /api/cover/d: pictures that say which they are, and who asked for them."""

    async def sent(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        running.thumbs.seen.append({"headers": [(k.decode(), v.decode()) for k, v in headers.items()]})
        if headers.get(b"if-none-match") == b'"1"':
            await send({"type": "http.response.start", "status": 304, "headers": [(b"etag", b'"1"')]})
            await send({"type": "http.response.body"})
            return
        body = scope["path"][-1:].encode() * 100
        await answer(send, body, 200, "image/jpeg", etag='"1"', cache_control="private, max-age=31536000, immutable")

    running.thumbs.routes |= {f"/api/cover/{name}": sent for name in "abcd"}
    return b"a" * 100


@pytest.fixture
def connection(running: House) -> Iterator[socket.socket]:
    """A connection over which a picture has been sent, so that who asks is known and thumbs's connection is there."""
    with running.connect() as one:
        for _ in range(2):
            one.sendall(GET % (b"a", READER))
            receive(one)
        yield one


def shape(head: bytes) -> list[bytes]:
    """The lines of a head without what differs from answer to answer."""
    lines = head.lower().split(b"\r\n")
    return sorted(line for line in lines if not line.startswith((b"date:", b"x-request-id:")))


@pytest.mark.parametrize("more", [b"", b'If-None-Match: "1"\r\n'])
def test_the_answer_is_that_of_the_ordinary_way(running: House, connection: socket.socket, more: bytes) -> None:
    connection.sendall(GET % (b"a", READER + more))
    [(hot, body)] = receive(connection)
    connection.sendall(GET % (b"a", READER + more + b"X-Request-Id: chosen-by-me\r\n"))  # which is not for the hot path
    [(ordinary, same)] = receive(connection)
    assert (shape(hot), body) == (shape(ordinary), same)
    assert b"x-request-id: chosen-by-me" in ordinary
    assert b"x-content-type-options: nosniff" in hot


def test_everybody_is_who_they_are_on_every_request(running: House, connection: socket.socket) -> None:
    sent = []
    for head, who in [(READER, "reader"), (ADMIN, "admin"), (READER, "reader"), (b"Host: x\r\n", None),
                      (b"Host: x\r\nX-Api-Key: qb_key_of_reader\r\n", "reader"), (ADMIN, "admin")]:  # fmt: skip
        connection.sendall(GET % (b"a", head))
        receive(connection)
        token = running.thumbs.headers().get("authorization", "").removeprefix("Bearer ")
        sent.append((token, who))
    roles = [token and jwt.decode(token, options={"verify_signature": False})["role"] for token, _ in sent]
    assert roles == [who or "" for _, who in sent]


def test_who_has_logged_out_gets_nothing_over_an_open_connection(running: House, connection: socket.socket) -> None:
    running.auth.people["soon-gone"] = "reader"
    gone = b"Host: x\r\nCookie: session_token=soon-gone\r\n"
    for _ in range(2):
        connection.sendall(GET % (b"b", gone))
        assert receive(connection)[0][1] == b"b" * 100
    cookies = {"Cookie": "session_token=soon-gone", "Sec-Fetch-Site": "same-origin"}
    assert httpx.post(running.url + "/api/auth/logout", headers=cookies, trust_env=False).status_code == 200
    del running.auth.people["soon-gone"]
    connection.sendall(GET % (b"b", gone))
    [(head, body)] = receive(connection)
    assert head.startswith(b"HTTP/1.1 401")
    assert b"b" * 100 not in body


@pytest.mark.parametrize("value", [b"close", b"Close", b"keep-alive, close"])
def test_a_client_that_wants_the_connection_closed_sees_it_closed(connection: socket.socket, value: bytes) -> None:
    connection.sendall(GET % (b"a", READER + b"Connection: " + value + b"\r\n"))
    connection.settimeout(10)
    answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert (b"\r\nconnection: close" in head.lower(), body) == (True, b"a" * 100)


def test_requests_in_a_row_are_answered_in_their_order(connection: socket.socket) -> None:
    heads = [GET % (name, READER) for name in (b"a", b"b", b"c", b"d")]
    connection.sendall(b"".join(heads))
    assert [body[:1] for _, body in receive(connection, 4)] == [b"a", b"b", b"c", b"d"]
    for one in heads:  # one packet each: the later come while the first is under way
        connection.sendall(one)
    assert [body[:1] for _, body in receive(connection, 4)] == [b"a", b"b", b"c", b"d"]
    mixed = heads[0] + b"POST /api/progress HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}" + heads[1][:20]
    connection.sendall(mixed)
    connection.sendall(heads[1][20:] + heads[2])
    assert [body[:1] for _, body in receive(connection, 4)] == [b"a", b"{", b"b", b"c"]


def test_a_head_in_pieces(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in GET % (b"c", READER):
        connection.sendall(bytes([byte]))
    assert receive(connection)[0][1] == b"c" * 100


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /api/cover/a HTTP/1.1\r\n"
        + READER
        + b"Content-Length: 44\r\n\r\nGET /api/cover/b HTTP/1.1\r\nX: y\r\nHost: x\r\n\r\n",
        b"GET /api/cover/a HTTP/1.1\r\n" + READER + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_a_body_is_never_the_next_request(running: House, connection: socket.socket, request_: bytes) -> None:
    before = len(running.thumbs.seen)
    connection.sendall(request_)
    assert receive(connection)[0][1] == b"a" * 100
    connection.sendall(GET % (b"d", READER))
    assert receive(connection)[0][1] == b"d" * 100
    assert len(running.thumbs.seen) == before + 2


@pytest.mark.parametrize(
    "line,more,status",
    [
        (b"GET /api/cover/a HTTP/1.1", b"X: a\r\n folded\r\n", b"400"),
        (b"GET /api/cover/a HTTP/1.1", b"X : a\r\n", b"400"),
        (b"GET /api/cover/a HTTP/1.1", b"X: a\0b\r\n", b"400"),
        (b"GET /api/cover/a HTTP/1.1", b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", b"400"),
        (b"GET /api/cover/a HTTP/1.1", b"Content-Length: 0\r\nContent-Length: 1\r\n", b"400"),
        (b"GET /api/cover/a HTTP/1.1", b"Host: y\r\n", b"400"),
        (b"GET /api/cover/a HTTP/1.1", b"X: " + b"y" * 40_000 + b"\r\n", b"431"),
        (b"GET /api/cover/a?" + b"v" * 9000 + b" HTTP/1.1", b"", b"414"),
        (b"GET /api/cover/../auth/users HTTP/1.1", b"", b"404"),
        (b"GET /api/cover/%2e%2e/a HTTP/1.1", b"", b"404"),
        (b"BREW /api/cover/a HTTP/1.1", b"", b"400"),
        (b"GET http://elsewhere/api/cover/a HTTP/1.1", b"", b"200"),
        (b"GET /api/cover/a HTTP/1.0", b"", b"200"),
        (b"HEAD /api/cover/a HTTP/1.1", b"", b"200"),
    ],
)  # fmt: skip
def test_what_is_odd_takes_the_ordinary_way(
    running: House, connection: socket.socket, line: bytes, more: bytes, status: bytes
) -> None:
    connection.sendall(line + b"\r\n" + READER + more + b"Connection: close\r\n\r\n")
    assert read_all(connection).split(b" ")[1] == status


def test_a_service_that_closes_is_asked_anew(running: House, connection: socket.socket) -> None:
    """thumbs was started again: the connections that were kept are none."""
    port = running.served["thumbs"].port
    running.served["thumbs"].stop()
    running.served["thumbs"] = Served(running.thumbs, port=port)
    before = len(running.thumbs.seen)
    connection.sendall(GET % (b"a", READER))
    assert receive(connection)[0][1] == b"a" * 100
    assert len(running.thumbs.seen) == before + 1


def test_a_late_answer_is_asked_for_once(running: House, connection: socket.socket) -> None:
    go_on, asked = threading.Event(), []

    async def late(scope: Any, receive: Any, send: Any) -> None:
        asked.append(dict(scope["headers"])[b"x-request-id"])
        await asyncio.to_thread(go_on.wait, 20)
        await answer(send, b"drawn", 200, "image/jpeg")

    running.thumbs.routes["/api/cover/late"] = late
    connection.sendall(GET % (b"late", READER))
    threading.Timer(0.5, go_on.set).start()
    [(head, body)] = receive(connection)
    assert body == b"drawn"
    assert [b"x-request-id: " + one in head for one in asked] == [True]
    connection.sendall(GET % (b"a", READER))
    assert receive(connection)[0][1] == b"a" * 100


def test_who_hangs_up_is_not_waited_for(running: House) -> None:
    asked, left = threading.Event(), threading.Event()

    async def hangs(scope: Any, receive: Any, send: Any) -> None:
        asked.set()
        while (await receive())["type"] != "http.disconnect":
            pass
        left.set()

    running.thumbs.routes["/api/cover/hangs"] = hangs
    with running.connect() as connection:
        connection.sendall(GET % (b"a", READER))
        receive(connection)
        connection.sendall(GET % (b"hangs", READER))
        assert asked.wait(10)
    assert left.wait(10)


@pytest.mark.parametrize("size", [200_000, 3_000_000])
def test_large_pictures_and_ranges(running: House, connection: socket.socket, size: int) -> None:
    body = bytes(range(250)) * (size // 250)

    async def large(scope: Any, receive: Any, send: Any) -> None:
        await answer(send, body, 200, "image/png", etag='"2"')

    running.thumbs.routes["/api/read/a/page/3"] = large
    connection.sendall(b"GET /api/read/a/page/3?v=1 HTTP/1.1\r\n" + READER + b"\r\n")
    assert receive(connection)[0][1] == body


def test_what_is_no_picture_comes_as_ever(running: House, connection: socket.socket) -> None:
    async def gone(scope: Any, receive: Any, send: Any) -> None:
        await answer(send, b'{"code": "comic_not_found"}', 404, "application/problem+json")

    running.thumbs.routes["/api/cover/gone"] = gone
    connection.sendall(GET % (b"gone", READER))
    [(head, body)] = receive(connection)
    assert head.startswith(b"HTTP/1.1 404")
    assert b"cache-control: no-store" in head
    assert body == b'{"code": "comic_not_found"}'


def test_it_is_counted(running: House, connection: socket.socket) -> None:
    def count() -> float:
        headers = {"Cookie": "session_token=cookie-of-admin"}
        text = httpx.get(running.url + "/metrics", headers=headers, trust_env=False).text
        said = r'http_requests_total{method="GET",route="thumbs",service="gateway",status="200"} (\S+)'
        return float((re.findall(said, text) or ["0"])[0])

    before = count()
    for _ in range(3):
        connection.sendall(GET % (b"a", READER))
        receive(connection)
    assert count() == before + 3


def test_a_connection_without_work_is_closed_and_one_under_way_is_not(tmp_path: Path) -> None:
    go_on = threading.Event()

    async def late(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.to_thread(go_on.wait, 20)
        await answer(send, b"drawn", 200, "image/jpeg")

    async def quick(scope: Any, receive: Any, send: Any) -> None:
        await answer(send, b"there", 200, "image/jpeg")

    with house(tmp_path) as one:
        one.thumbs.routes |= {"/api/cover/a": quick, "/api/cover/late": late}
        with one.connect() as idle, one.connect() as busy:
            for connection in (idle, busy):
                for _ in range(2):
                    connection.sendall(GET % (b"a", READER))
                    receive(connection)
            busy.sendall(GET % (b"late", READER))
            stopping = threading.Thread(target=one.gateway.stop)
            stopping.start()
            assert read_all(idle) == b""
            go_on.set()
            assert read_all(busy).endswith(b"drawn")
            stopping.join()


def test_a_host_that_is_not_ours(tmp_path: Path) -> None:
    with house(tmp_path, allowed_hosts="comics.example") as one:
        for _ in range(3):
            good = raw(one, GET % (b"a", READER.replace(b"x\r", b"comics.example\r", 1) + b"Connection: close\r\n"))
            assert good.startswith(b"HTTP/1.1 200")
            with one.connect() as connection:
                connection.sendall(GET % (b"a", READER))
                assert receive(connection)[0][0].startswith(b"HTTP/1.1 400")
