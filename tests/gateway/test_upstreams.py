"""What may come from a service, byte for byte: the gateway's own connections, and httpx's, which tests go by."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from kit.errors import BadGateway, BadRequest, GatewayTimeout, Unavailable
from kit.http.answer import NotReached, RawAnswer
from kit.http.transport import StreamClient
from kit.http.wire import Wire

pytestmark = pytest.mark.anyio
OK = b"HTTP/1.1 200 OK\r\n"
TWO = OK + b"Content-Length: 2\r\n\r\nhi"
Client = Wire | StreamClient


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=["wire", "httpx"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    one: Client = Wire("thumbs", connections=4, gap=1)
    if request.param == "httpx":
        limits = httpx.Limits(max_connections=4)
        transport = httpx.AsyncHTTPTransport(limits=limits)
        one = StreamClient("thumbs", connections=4, gap=1, transport=transport)
    yield one
    await one.close()


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    one = Wire("thumbs", connections=2, gap=1)
    yield one
    await one.close()


class Peer:
    """A service that writes its answers as they are: one a request, over as many connections as come.

    None instead of an answer closes the connection, as does `closing` after each.
    """

    def __init__(self, *answers: bytes | None, closing: bool = False) -> None:
        self.answers, self.closing = list(answers), closing
        self.requests, self.connections = list[bytes](), 0
        self.hold = asyncio.Event()
        self.hold.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while self.answers:
                head = await reader.readuntil(b"\r\n\r\n")
                length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                body = await reader.readexactly(int(length[0].split(b":")[1])) if length else b""
                self.requests.append(head + body)
                await self.hold.wait()
                answer = self.answers.pop(0)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
                if self.closing:
                    break
            else:
                await reader.read()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, or the test has ended
        finally:
            writer.close()


@asynccontextmanager
async def serving(peer: Peer) -> AsyncIterator[str]:
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def ask(client: Client, origin: str, method: str = "GET", body: bytes = b"") -> RawAnswer:
    headers = [(b"host", b"x")]
    if body:
        headers.append((b"content-length", str(len(body)).encode()))
    async with asyncio.timeout(10):
        return await client.send(method, origin, b"/a?b=c", headers, body)


async def read(answer: RawAnswer) -> bytes:
    async with asyncio.timeout(10):
        whole = answer.whole()
        parts = [whole] if whole is not None else [part async for part in answer.chunks()]
    await answer.close()
    return b"".join(parts)


GOOD = {
    "a length": (TWO, b"hi"),
    "chunks": (OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1;x=y\r\ni\r\n0\r\n\r\n", b"hi"),
    "trailers": (OK + b"Transfer-Encoding: Chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Late: 1\r\n\r\n", b"hi"),
    "nothing": (OK + b"Content-Length: 0\r\n\r\n", b""),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    "304 with the length of what it stands for": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b""),
    "100 before": (b"HTTP/1.1 100 Continue\r\n\r\n" + TWO, b"hi"),
    "103 with headers before": (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + TWO, b"hi"),
    "206": (b"HTTP/1.1 206 P\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nhi", b"hi"),
    "large": (OK + b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000, b"x" * 3_000_000),
}


@pytest.mark.parametrize("name", GOOD)
async def test_answers_come_whole_and_their_connection_is_kept(client: Client, name: str) -> None:
    sent, body = GOOD[name]
    peer = Peer(sent, TWO, sent)
    async with serving(peer) as origin:
        answer = await ask(client, origin)
        assert all(name == name.lower() and name not in (b"x-late", b"link") for name, _ in answer.headers)
        assert await read(answer) == body
        assert await read(await ask(client, origin)) == b"hi"
        assert await read(await ask(client, origin)) == body
    assert peer.connections == 1
    assert peer.requests[0].startswith(b"GET /a?b=c HTTP/1.1\r\n")


async def test_the_answer_to_head_has_no_body_whatever_it_says(client: Client) -> None:
    peer = Peer(OK + b"Content-Length: 700000\r\n\r\n", TWO, OK + b"Transfer-Encoding: chunked\r\n\r\n", TWO)
    async with serving(peer) as origin:
        for _ in range(2):
            assert await read(await ask(client, origin, "HEAD")) == b""
            assert await read(await ask(client, origin)) == b"hi"
    assert peer.connections == 1


async def test_a_body_goes_out_as_it_is(client: Client) -> None:
    peer = Peer(TWO, TWO)
    body = b"\r\n0\r\n\r\nGET /other HTTP/1.1\r\n\r\n" * 10_000
    async with serving(peer) as origin:
        assert await read(await ask(client, origin, "POST", body)) == b"hi"
    assert peer.requests[0].endswith(b"\r\n\r\n" + body)
    assert len(peer.requests) == 1


async def test_an_answer_may_end_with_its_connection(client: Client) -> None:
    peer = Peer(OK + b"\r\nall of it", OK + b"Connection: close\r\nContent-Length: 2\r\n\r\nhi", closing=True)
    async with serving(peer) as origin:
        assert await read(await ask(client, origin)) == b"all of it"
        assert await read(await ask(client, origin)) == b"hi"
    assert peer.connections == 2


@pytest.mark.parametrize(
    "sent",
    [b"", b"\r\n\r\n", b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 2000 OK\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nX: 1",
     OK + b"Content-Length: x\r\n\r\nhi", OK + b"Content-Length: -1\r\n\r\nhi", OK + b"Content-Length: +2\r\n\r\nhi",
     OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi", OK + b"Content-Length: 1, 2\r\n\r\nhi",
     OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", OK + b"No colon\r\n\r\n", OK + b": no name\r\n\r\n",
     OK + b"Na me: x\r\nContent-Length: 2\r\n\r\nhi", OK + b"X: a\0b\r\nContent-Length: 2\r\n\r\nhi",
     OK + b"X : a\r\nContent-Length: 2\r\n\r\nhi",
     OK + b"X: " + b"x" * 300_000 + b"\r\nContent-Length: 2\r\n\r\nhi"],
)  # fmt: skip
async def test_what_is_no_answer_is_refused(client: Client, sent: bytes) -> None:
    async with serving(Peer(sent, sent, sent, closing=True)) as origin:
        with pytest.raises(BadGateway):
            await ask(client, origin)


@pytest.mark.parametrize(
    "sent",
    [OK + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     OK + b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
     OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     OK + b"Transfer-Encoding: identity\r\n\r\nhi", OK + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
     OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi", OK + b"X: a\r\n folded\r\nContent-Length: 2\r\n\r\nhi",
     OK + b"X: a\nContent-Length: 2\r\n\r\nhi", OK + b"X: a\rY: b\r\nContent-Length: 2\r\n\r\nhi",
     b"HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", b"HTTP/1.1 099 X\r\nContent-Length: 2\r\n\r\nhi",
     b"HTTP/1.1 700 X\r\nContent-Length: 2\r\n\r\nhi", b"HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
     OK + b"X: " + b"x" * 70_000 + b"\r\nContent-Length: 2\r\n\r\nhi", OK + b"X: y\r\n" * 12_000 + b"\r\n",
     b"HTTP/1.1 100 Continue\r\n\r\n" * 4000 + TWO],
)  # fmt: skip
async def test_the_gateway_is_stricter_than_httpx(wire: Wire, sent: bytes) -> None:
    peer = Peer(sent, TWO)
    async with serving(peer) as origin:
        with pytest.raises(BadGateway):
            await ask(wire, origin)
        assert await read(await ask(wire, origin)) == b"hi"
    assert peer.connections == 2


@pytest.mark.parametrize(
    "sent",
    [OK + b"Content-Length: 9\r\n\r\nhi", OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
     OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nhi", OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n"],
)  # fmt: skip
async def test_what_breaks_off_never_looks_whole(client: Client, sent: bytes) -> None:
    async with serving(Peer(sent, closing=True)) as origin:
        with pytest.raises(BadGateway):
            await read(await ask(client, origin))


@pytest.mark.parametrize("size", [b"zz", b"-1", b"2 2", b"FFFFFFFFFFFFFFFFFF"])
async def test_chunks_that_make_no_sense(wire: Wire, size: bytes) -> None:
    async with serving(Peer(OK + b"Transfer-Encoding: chunked\r\n\r\n" + size + b"\r\nhi\r\n0\r\n\r\n")) as origin:
        with pytest.raises(BadGateway):
            await read(await ask(wire, origin))


async def test_trailers_without_end_are_cut_off(wire: Wire) -> None:
    sent = OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n" + b"X: " + b"x" * 900_000
    async with serving(Peer(sent)) as origin:
        with pytest.raises(BadGateway):
            await read(await ask(wire, origin))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_what_comes_after_an_answer_is_never_the_next_one(wire: Wire, method: str) -> None:
    first = OK + (b"Content-Length: 2\r\n\r\n" if method == "HEAD" else b"Content-Length: 2\r\n\r\nhi")
    peer = Peer(first + OK + b"Content-Length: 6\r\n\r\nforged", TWO)
    async with serving(peer) as origin:
        assert await read(await ask(wire, origin, method)) == (b"" if method == "HEAD" else b"hi")
        assert await read(await ask(wire, origin)) == b"hi"
    assert peer.connections == 2


async def test_a_kept_connection_that_was_closed_is_no_failure(client: Client) -> None:
    peer = Peer(TWO, TWO, closing=True)
    async with serving(peer) as origin:
        for _ in range(2):
            assert await read(await ask(client, origin)) == b"hi"
    assert peer.connections == 2


async def test_what_was_just_being_closed_is_asked_once_more_where_that_is_safe(wire: Wire) -> None:
    peer = Peer(TWO, None, TWO, None, TWO)
    async with serving(peer) as origin:
        assert await read(await ask(wire, origin)) == b"hi"
        assert await read(await ask(wire, origin)) == b"hi"
        with pytest.raises(BadGateway):
            await ask(wire, origin, "POST", b"{}")
    assert [request[:4] for request in peer.requests] == [b"GET ", b"GET ", b"GET ", b"POST"]


async def test_nobody_there(client: Client) -> None:
    async with serving(Peer()) as origin:
        pass
    with pytest.raises(NotReached):
        await ask(client, origin)


async def test_a_pause_in_the_middle(client: Client) -> None:
    async with serving(Peer(OK + b"Content-Length: 9\r\n\r\nhi")) as origin:
        answer = await ask(client, origin)
        with pytest.raises(GatewayTimeout):
            await read(answer)
        await answer.close()


async def test_who_leaves_does_not_leave_the_answer_to_others(client: Client) -> None:
    peer = Peer(OK + b"Content-Length: 6\r\n\r\nfor", TWO, TWO)
    async with serving(peer) as origin:
        await (await ask(client, origin)).close()
        peer.hold.clear()
        asking = asyncio.create_task(ask(client, origin))
        while len(peer.requests) < 2:
            await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        peer.hold.set()
        assert await read(await ask(client, origin)) == b"hi"
    assert peer.connections == 3


async def test_connections_are_bounded_and_handed_on(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    peer = Peer(*[TWO] * 20)
    peer.hold.clear()
    async with serving(peer) as origin:
        asking = [asyncio.create_task(ask(wire, origin)) for _ in range(20)]
        while len(peer.requests) < 2:
            await asyncio.sleep(0)
        asking[7].cancel()  # one that waits for a connection
        peer.hold.set()
        done = await asyncio.gather(*asking, return_exceptions=True)
        assert sum(isinstance(one, asyncio.CancelledError) for one in done) == 1
        assert [await read(one) for one in done if isinstance(one, RawAnswer)] == [b"hi"] * 19
        assert peer.connections == 2
        monkeypatch.setattr("kit.http.wire.FREE_WITHIN", 0.05)
        peer.answers = [TWO] * 2
        peer.hold.clear()
        busy = [asyncio.create_task(ask(wire, origin)) for _ in range(2)]
        while len(peer.requests) < 21:
            await asyncio.sleep(0)
        with pytest.raises(Unavailable) as caught:
            await ask(wire, origin)
        assert caught.value.code == "thumbs_busy"
        peer.hold.set()
        await asyncio.gather(*busy)


async def test_a_connection_without_work_is_not_kept_for_ever(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.http.wire.KEPT_FOR", 0.02)
    closed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(TWO)
        await reader.read()
        closed.set()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    assert await read(await ask(wire, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")) == b"hi"
    async with asyncio.timeout(10):
        await closed.wait()
    server.close()


@pytest.mark.parametrize("bad", [b"a\r\nX: b", b"a\nb", b"a\rb", b"a\0b"])
async def test_a_header_is_one_line(wire: Wire, bad: bytes) -> None:
    peer = Peer(TWO)
    async with serving(peer) as origin:
        with pytest.raises(BadRequest):
            await wire.send("GET", origin, b"/", [(b"host", b"x"), (b"x", bad)])
        with pytest.raises(BadRequest):
            await wire.send("GET", origin, b"/" + bad, [(b"host", b"x")])
        assert await read(await ask(wire, origin)) == b"hi"
    assert len(peer.requests) == 1
