"""Services that are gone, hang, or die in the middle: a plain word within seconds, and no page is lost."""

import asyncio
import fcntl
import json
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from termios import TIOCOUTQ
from typing import Any

import httpx
import pytest

from tests.gateway.doubles import Double, House, Served, answer, house, port_free_on_both, read

PAGE = random.Random(3).randbytes(700_000)


def get(running: House, path: str, **headers: str) -> httpx.Response:
    return httpx.get(running.url + path, headers=headers, trust_env=False, timeout=30)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A gateway that waits for two seconds for an answer, and half a second for more of one."""
    with house(tmp_path_factory.mktemp("quick"), answer_timeout=2, body_gap=0.5) as one:
        yield one


def test_a_service_that_is_gone_is_a_503(tmp_path: Path) -> None:
    with house(tmp_path) as running:
        running.served["library"].stop()
        for method in ("GET", "POST"):
            back = httpx.request(method, running.url + "/api/books", trust_env=False)
            assert (back.status_code, back.json()["code"]) == (503, "library_unavailable")
            assert back.headers["content-type"] == "application/problem+json"
            assert int(back.headers["retry-after"]) >= 1
        running.served["auth"].stop()
        back = get(running, "/api/cover/1", Cookie="session_token=cookie-of-reader")
        assert (back.status_code, back.json()["code"]) == (503, "auth_unavailable")
        assert get(running, "/").status_code == 200
        again = Served(running.library, port=running.served["library"].port)
        assert get(running, "/api/books").status_code == 200
        again.stop()


def test_a_service_that_hangs_is_a_504_and_is_let_go(quick: House) -> None:
    left = threading.Event()

    async def hangs(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        left.set()

    quick.library.routes["/api/home"] = hangs
    back = get(quick, "/api/home")
    assert (back.status_code, back.json()["code"]) == (504, "library_timeout")
    assert left.wait(10)


def test_thumbs_may_be_slow_while_it_is_alive_but_not_when_it_is_not(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("gateway.upstream.PATIENCE", 0.2)
    drawn = threading.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.to_thread(drawn.wait, 20)
        await answer(send, PAGE, 200, "image/jpeg")

    async def ready(scope: Any, receive: Any, send: Any) -> None:
        await answer(send, b"{}")
        drawn.set()  # it was asked, and said that it is there

    async def hangs(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    with house(tmp_path, picture_timeout=25.0) as running:
        running.thumbs.routes |= {"/api/cover/1": slow, "/readyz": ready}
        assert get(running, "/api/cover/1").content == PAGE
        running.thumbs.routes |= {"/api/cover/1": hangs, "/readyz": hangs}
        monkeypatch.setattr("gateway.upstream.ALIVE_WITHIN", 0.3)
        began = time.monotonic()
        assert get(running, "/api/cover/1").status_code == 504
        assert time.monotonic() - began < 20  # by the question, not by the long wait


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Le", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nX: " + b"x" * 500_000 + b"\r\n\r\n"],
)  # fmt: skip
def test_an_answer_that_is_none_is_a_502(tmp_path: Path, nonsense: bytes) -> None:
    with Scripted([nonsense] * 4) as server, house(tmp_path, library_url=server.url) as running:
        back = get(running, "/api/books")
        assert (back.status_code, back.json()["code"]) == (502, "library_broke_off")
        asked = len(server.requests)
        assert asked <= 3
        assert httpx.post(running.url + "/api/progress", json={}, trust_env=False).status_code == 502
        assert len(server.requests) == asked + 1  # what changes something is sent once


class Scripted:
    """A server that writes raw answers, one a connection, and then cuts it with a reset."""

    def __init__(self, answers: list[bytes], host: str = "127.0.0.1", port: int = 0) -> None:
        self.answers, self.requests = list(answers), list[bytes]()
        self.socket = socket.create_server((host, port))
        self.port = self.socket.getsockname()[1]
        self.url = f"http://{host}:{self.port}"
        threading.Thread(target=self._run, daemon=True).start()

    def __enter__(self) -> "Scripted":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                request = connection.recv(65536)
                if not request:
                    continue
                self.requests.append(request)
                connection.sendall(self.answers.pop(0) if self.answers else b"")
                if not self.answers:
                    # Give the bytes time to leave before the reset: an event, their acknowledgement, not a sleep.
                    while struct.unpack("i", fcntl.ioctl(connection, TIOCOUTQ, b"\0" * 4))[0]:
                        threading.Event().wait(0.001)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 0, 0))


def page_handler(etag: str = '"v1"', body: bytes = PAGE, ranges: bool = True) -> Any:
    """As thumbs serves a page, with If-Range."""

    async def handler(scope: Any, receive: Any, send: Any) -> None:
        await read(receive)
        asked = {name.decode(): value.decode() for name, value in scope["headers"]}
        handler.asked.append(asked)  # type: ignore[attr-defined]
        if ranges and asked.get("range", "").startswith("bytes=") and asked.get("if-range") in (None, etag):
            first, last = asked["range"].removeprefix("bytes=").split("-")
            part = body[int(first) : int(last) + 1]
            where = f"bytes {first}-{int(first) + len(part) - 1}/{len(body)}"
            await answer(send, part, 206, "image/jpeg", etag=etag, content_range=where)
        else:
            await answer(send, body, 200, "image/jpeg", etag=etag)

    handler.asked = []  # type: ignore[attr-defined]
    return handler


def head(body: bytes = PAGE, *more: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", "Content-Type: image/jpeg", f"Content-Length: {len(body)}", *more]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


@pytest.fixture
def two_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """`thumbs.test` has two addresses, 127.0.0.1 and 127.0.0.2, as a scaled service has."""
    real = socket.getaddrinfo

    def found(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "thumbs.test":
            return real(host, port, *rest, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{last}", port)) for last in (1, 2)]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.fixture
def survivor(two_addresses: None) -> Iterator[tuple[Double, Served]]:
    """The replica at 127.0.0.2 that serves pages; 127.0.0.1 at the same port is free for another."""
    double = Double("thumbs")
    served = Served(double, host="127.0.0.2", port=port_free_on_both())
    yield double, served
    served.stop()


def test_another_replica_is_asked_where_one_is_gone(tmp_path: Path, survivor: tuple[Double, Served]) -> None:
    double, served = survivor
    with house(tmp_path, thumbs_url=f"http://thumbs.test:{served.port}") as running:
        for _ in range(6):
            assert get(running, "/api/cover/1").status_code == 200
        # A POST was not sent either where nobody took the connection.
        assert httpx.post(running.url + "/api/read/x/pages", trust_env=False).status_code == 200
        assert len(double.seen) == 7


def test_requests_are_spread_over_the_replicas(tmp_path: Path, survivor: tuple[Double, Served]) -> None:
    double, served = survivor
    other = Double("thumbs")
    second = Served(other, port=served.port)
    with house(tmp_path, thumbs_url=f"http://thumbs.test:{served.port}") as running:
        for _ in range(10):
            assert get(running, "/api/cover/1").status_code == 200
        assert (len(double.seen), len(other.seen)) == (5, 5)
    second.stop()


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("sent", [0, 1, 65_536, 300_001, len(PAGE) - 1])
def test_a_page_goes_on_elsewhere_when_its_replica_dies(
    tmp_path: Path, survivor: tuple[Double, Served], sent: int, ranges: bool
) -> None:
    double, served = survivor
    double.routes["/api/read/x/page/0"] = handler = page_handler(ranges=ranges)
    with (
        Scripted([head(PAGE, 'ETag: "v1"') + PAGE[:sent]], port=served.port) as dying,
        house(tmp_path, thumbs_url=f"http://thumbs.test:{served.port}") as running,
    ):
        back = get(running, "/api/read/x/page/0")
        if not dying.requests:  # the other one was taken first
            back = get(running, "/api/read/x/page/0")
        assert len(dying.requests) == 1
        assert back.content == PAGE
        assert back.headers["etag"] == '"v1"'
        if sent > 0:
            asked = handler.asked[-1]
            # What was lost with the reset is asked for again, and nothing twice.
            assert asked["if-range"] == '"v1"'
            assert asked["range"].endswith(f"-{len(PAGE) - 1}")


def test_a_range_goes_on_elsewhere_too(tmp_path: Path, survivor: tuple[Double, Served]) -> None:
    double, served = survivor
    double.routes["/api/read/x/page/0"] = page_handler()
    start = b'HTTP/1.1 206 Partial\r\nETag: "v1"\r\nContent-Length: 500000\r\n'
    start += b"Content-Range: bytes 1000-500999/700000\r\n\r\n"
    with (
        Scripted([start + PAGE[1000:200_000]], port=served.port) as dying,
        house(tmp_path, thumbs_url=f"http://thumbs.test:{served.port}") as running,
    ):
        for _ in range(2):
            back = get(running, "/api/read/x/page/0", Range="bytes=1000-500999")
            assert (back.status_code, back.content) == (206, PAGE[1000:501_000])
        assert len(dying.requests) == 1


@pytest.mark.parametrize(
    "etag,survivors",
    [(None, '"v1"'), ('W/"v1"', 'W/"v1"'), ('"v1"', '"v2"')],
)
def test_what_cannot_go_on_is_cut_and_never_mended_with_something_else(
    tmp_path: Path, survivor: tuple[Double, Served], etag: str | None, survivors: str
) -> None:
    double, served = survivor
    double.routes["/api/read/x/page/0"] = page_handler(survivors, body=bytes(len(PAGE)))
    lines = [f"ETag: {etag}"] if etag else []
    with (
        Scripted([head(PAGE, *lines) + PAGE[:400_000]], port=served.port) as dying,
        house(tmp_path, thumbs_url=f"http://thumbs.test:{served.port}") as running,
    ):
        whole = 0
        for _ in range(2):
            try:
                back = get(running, "/api/read/x/page/0")
                assert back.content == bytes(len(PAGE))
                whole += 1
            except httpx.RemoteProtocolError:
                pass  # the connection closed before Content-Length was reached
        assert (whole, len(dying.requests)) == (1, 1)


def test_a_chunked_answer_that_breaks_off_does_not_look_whole(tmp_path: Path) -> None:
    start = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    part = json.dumps(["x" * 5000]).encode()
    chunk = b"%x\r\n%s\r\n" % (len(part), part)
    with Scripted([start + chunk] * 3) as server, house(tmp_path, library_url=server.url) as running:
        for accepts in ("identity", "gzip"):
            with pytest.raises(httpx.RemoteProtocolError):
                get(running, "/api/books", **{"Accept-Encoding": accepts})


def test_a_pause_in_the_middle_ends_the_answer(quick: House) -> None:
    left = threading.Event()

    async def pauses(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        left.set()

    quick.thumbs.routes["/api/cover/1"] = pauses
    with pytest.raises(httpx.RemoteProtocolError):
        get(quick, "/api/cover/1")
    assert left.wait(10)
