"""What is answered on the connection itself is, to the byte, what the ordinary way answers; and all else takes that."""

from __future__ import annotations

import re
import socket
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from services.thumbs import at_hand, locations
from services.thumbs.app import create_app
from services.thumbs.direct import Asked, Direct
from services.thumbs.settings import Settings
from tests.e2e.server import wait_until
from tests.gateway.doubles import Served, read_all, receive
from tests.identities import HouseTransport, Issuer
from tests.thumbs import comics
from tests.thumbs.conftest import NAME, Library

ORDINARY = b"If-Range: nothing\r\n"  # which takes the ordinary way, and changes nothing of an answer


@dataclass
class Running:
    """thumbs on a port, as it is served. `direct`: what was answered directly, in their order."""

    served: Served
    library: Library
    issuer: Issuer
    direct: list[Asked] = field(default_factory=list)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.served.port), timeout=20)

    def head(self, *, audience: str = NAME, **who: Any) -> bytes:
        return f"Host: x\r\nAuthorization: Bearer {self.issuer.token(audience, **who)}\r\n".encode()


@pytest.fixture
def running(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """Comics `plain` (stored, three pages), `packed` (deflated) and `rated` (for adults).

    What is kept for seconds stays for as long as the test takes.
    """
    monkeypatch.setattr(at_hand, "SECONDS", 600.0)
    monkeypatch.setattr(locations, "SECONDS", 600.0)
    plain = {**comics.pages(2), "page 3.txt.jpg": b"no picture"}
    library.add(comics.cbz(library.root / "plain.cbz", plain), "plain")
    library.add(comics.cbz(library.root / "packed.cbz", comics.pages(2), zipfile.ZIP_DEFLATED), "packed")
    library.add(comics.cbz(library.root / "rated.cbz", comics.pages(1)), "rated", age_rating=18)
    secret = tmp_path / "secrets" / NAME / "secret"
    secret.parent.mkdir(parents=True)
    secret.write_text("a-secret-of-thumbs")
    issuer = Issuer()
    transport = HouseTransport(issuer, {"127.0.0.1:8002": library.app()})
    settings = Settings(data_dir=tmp_path, thumbs_workers=1, thumbs_inspect=False)
    app = create_app(settings, transport=transport)
    served = Served(app, lifespan="on", protocol=app.state.protocol)
    running = Running(served, library, issuer)
    answer = Direct.answer

    def noted(self: Direct, asked: Asked, token: str) -> Any:
        if found := answer(self, asked, token):
            running.direct.append(asked)
        return found

    monkeypatch.setattr(Direct, "answer", noted)
    try:
        yield running
    finally:
        served.stop()


@pytest.fixture
def connection(running: Running) -> Iterator[tuple[socket.socket, bytes]]:
    """A connection, and the headers of somebody who has read in every comic and seen every cover on it just now."""
    head = running.head()
    with running.connect() as one:
        for path in (b"read/%b/page/0", b"read/%b/page/0", b"cover/%b"):
            for comic in (b"plain", b"packed", b"rated"):
                one.sendall(get(path % comic, head))
                receive(one)
        running.direct.clear()
        yield one, head


def get(path: bytes, head: bytes, method: bytes = b"GET") -> bytes:
    return method + b" /api/" + path + b" HTTP/1.1\r\n" + head + b"\r\n"


def alike(head: bytes) -> bytes:
    """A head without what differs from answer to answer."""
    return re.sub(rb"\r\ndate: [^\r]+|(?<=x-request-id: )[^\r]+|(?<=\"request_id\": \")[^\"]+", b"", head)


@pytest.mark.parametrize(
    ("path", "more", "who", "status", "direct"),
    [
        (b"read/plain/page/1", b"", {}, b"200", True),
        (b"read/plain/page/001", b"", {}, b"200", True),
        (b"read/plain/page/1?v=VERSION", b"", {}, b"200", True),
        (b"read/plain/page/1?v=0a1b2c3d4e5f", b"", {}, b"200", True),
        (b"cover/plain", b"", {}, b"200", True),
        (b"cover/plain?v=VERSION", b"", {}, b"200", True),
        (b"cover/plain?v=0a1b2c3d4e5f", b"", {}, b"200", False),
        (b"cover/plain?size=large", b"", {}, b"200", False),
        (b"read/packed/page/1", b"", {}, b"200", False),
        (b"read/plain/page/1?width=480", b"", {}, b"200", False),
        (b"read/plain/page/2", b"", {}, b"422", False),
        (b"read/plain/page/3", b"", {}, b"404", False),
        (b"read/none/page/0", b"", {}, b"404", False),
        (b"read/plain/page/0", b"", {"libraries": ["other"]}, b"404", False),
        (b"cover/rated", b"", {"age_limit": 12}, b"404", False),
        (b"read/rated/page/0", b"", {"age_limit": 18}, b"200", True),
        (b"read/plain/page/0", b"", {"audience": "library"}, b"401", False),
        (b"read/plain/page/0", b"", {"exp": 1}, b"401", False),
        (b"read/plain/page/0", b"Range: bytes=5-9\r\n", {}, b"206", False),
        (b"read/plain/page/0", b"If-None-Match: *\r\n", {}, b"304", False),
        (b"read/plain/page/0", b"Content-Length: 0\r\n", {}, b"200", False),
        (b"read/plain/page/0", b"Connection: keep-alive\r\n", {}, b"200", True),
        (b"read/plain/page/0", b"Accept: image/avif\r\nX-Odd: \xff\r\n", {}, b"200", True),
    ],
)
def test_both_ways_answer_the_same(
    running: Running,
    connection: tuple[socket.socket, bytes],
    path: bytes,
    more: bytes,
    who: dict[str, Any],
    status: bytes,
    direct: bool,
) -> None:
    one, head = connection[0], running.head(**who)
    path = path.replace(b"VERSION", running.library.comics["plain"].version.encode())
    for _ in range(2):  # whom a token names is learnt by the first
        one.sendall(get(path, head + more))
        [(answered, body)] = receive(one)
    one.sendall(get(path, head + more + (b"" if b"Range" in more else ORDINARY)))
    [(ordinary, same)] = receive(one)
    assert answered.split(b" ")[1] == status
    assert (alike(answered), alike(body)) == (alike(ordinary), alike(same))
    assert bool(running.direct) == direct


def test_a_head_has_no_body(running: Running, connection: tuple[socket.socket, bytes]) -> None:
    one, head = connection
    one.sendall(get(b"read/plain/page/0", head))
    [(whole, _)] = receive(one)
    one.sendall(get(b"read/plain/page/0", head, b"HEAD"))
    [(only, _)] = receive(one, bodies=False)
    assert sorted(alike(only).split(b"\r\n")) == sorted(alike(whole).split(b"\r\n"))
    assert len(running.direct) == 1


def test_a_request_keeps_the_id_that_it_came_with(running: Running, connection: tuple[socket.socket, bytes]) -> None:
    one, head = connection
    for given, kept in ((b"given-by-the-gateway", True), (b"another-of-them", True), (b"odd id!", False)):
        one.sendall(get(b"cover/plain", head + b"x-request-id: " + given + b"\r\n"))
        [(answer, _)] = receive(one)
        assert answer.endswith(b"\r\nx-request-id: " + given) == kept
    assert len(running.direct) == 3


def test_requests_in_a_row_are_answered_in_their_order(
    running: Running, connection: tuple[socket.socket, bytes]
) -> None:
    one, head = connection
    paths = [b"read/plain/page/0", b"cover/plain", b"read/plain/page/1", b"read/plain/page/9", b"read/packed/page/0"]
    pages = comics.pages(2)
    one.sendall(b"".join(get(path, head) for path in paths))
    together = [body for _, body in receive(one, 5)]
    for path in paths:  # a packet each, while those before may be under way
        one.sendall(get(path, head))
    single = [body for _, body in receive(one, 5)]
    for bodies in (together, single):
        assert bodies[0] == bodies[4] == pages["page 1.jpg"]
        assert bodies[2] == pages["page 2.jpg"]
        assert b"page_not_found" in bodies[3]
    assert together[1] == single[1]


def test_a_head_in_pieces_and_a_body_that_is_no_request(
    running: Running, connection: tuple[socket.socket, bytes]
) -> None:
    one, head = connection
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in get(b"cover/plain", head):
        one.sendall(bytes([byte]))
    assert receive(one)[0][0].startswith(b"HTTP/1.1 200")
    hidden = get(b"read/plain/page/1", head)
    one.sendall(get(b"cover/plain", head + b"Content-Length: %d\r\n" % len(hidden)) + hidden)
    assert receive(one)[0][0].startswith(b"HTTP/1.1 200")
    one.sendall(get(b"read/plain/page/0", head))
    assert receive(one)[0][1] == comics.page(1)
    assert len(running.direct) == 1


def test_a_slow_client_is_sent_one_page_at_a_time(running: Running) -> None:
    large = {f"{number}.png": b"\x89PNG\r\n\x1a\n" + bytes([number]) * 7_000_000 for number in range(4)}
    running.library.add(comics.cbz(running.library.root / "large.cbz", large), "large")
    head = running.head()
    with running.connect() as reader:
        for _ in range(3):
            reader.sendall(get(b"read/large/page/0", head))
            receive(reader)
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.settimeout(20)
    with slow:
        slow.connect(("127.0.0.1", running.served.port))
        for number in range(4):
            slow.sendall(get(b"read/large/page/%d" % number, head))
            if number == 0:
                assert slow.recv(1) == b"H"  # it is being sent; what comes now are packets of their own
        [protocol] = running.served._server.server_state.connections
        assert protocol.transport.get_write_buffer_size() <= 8_000_000
        assert protocol.cycle is None
        assert running.direct[-1].number == 0
        assert [body for _, body in receive(slow, 4, before=b"H")] == list(large.values())
    with running.connect() as reader:
        reader.sendall(get(b"read/large/page/1", head))
        assert receive(reader)[0][1] == large["1.png"]


def test_who_hangs_up_in_the_middle_is_forgotten(running: Running, connection: tuple[socket.socket, bytes]) -> None:
    one, head = connection
    for _ in range(20):
        with running.connect() as gone:
            gone.sendall(get(b"read/plain/page/0", head))
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # closes with a reset
    one.sendall(get(b"read/plain/page/0", head))
    assert receive(one)[0][1] == comics.page(1)


def test_a_token_ends_on_an_open_connection(running: Running, connection: tuple[socket.socket, bytes]) -> None:
    one, _ = connection

    def status(head: bytes) -> bytes:
        one.sendall(get(b"cover/plain", head))
        return receive(one)[0][0].split()[1]

    for seconds in (2, 10, 50):  # long enough to be used twice, however busy the machine is
        head = running.head(exp=int(time.time()) + seconds)
        running.direct.clear()
        if (status(head), status(head)) == (b"200", b"200"):
            break
    assert running.direct
    wait_until(lambda: status(head) == b"401", "the end of the token")


def test_another_file_at_its_place_is_another_answer(running: Running, connection: tuple[socket.socket, bytes]) -> None:
    one, head = connection
    one.sendall(get(b"read/plain/page/0", head))
    [(before, _)] = receive(one)
    comics.cbz(running.library.root / "other.cbz", {"x.jpg": comics.page(9)}).rename(running.library.root / "plain.cbz")
    one.sendall(get(b"read/plain/page/0", head))
    [(after, body)] = receive(one)
    assert body == comics.page(9)
    assert re.findall(rb"etag: (\S+)", after) != re.findall(rb"etag: (\S+)", before)


def test_it_is_counted(running: Running, connection: tuple[socket.socket, bytes]) -> None:
    one, head = connection

    def count(name: bytes) -> float:
        one.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        return sum(float(value) for value in re.findall(name + rb" (\S+)", receive(one)[0][1]))

    route = (
        rb'http_requests_total\{method="GET",route="/api/read/\{comic_id\}/page/\{n\}",service="thumbs",status="200"\}'
    )
    for name in (route, rb'thumbs_pages_total\{way="placed"\}'):
        before = count(name)
        for way in (b"", b"", ORDINARY):
            one.sendall(get(b"read/plain/page/0", head + way))
            receive(one)
        assert count(name) == before + 3
    assert len(running.direct) == 4


def test_a_stop_closes_what_is_idle_after_the_last_answer(
    running: Running, connection: tuple[socket.socket, bytes]
) -> None:
    one, head = connection
    one.sendall(get(b"read/plain/page/0", head))
    receive(one)
    running.served.stop()
    assert read_all(one) == b""
