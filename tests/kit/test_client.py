"""Calls between services: what is repeated, and how failures look."""

import asyncio
import json

import httpx
import pytest

from kit.client import ServiceClient, ServiceTokens
from kit.errors import BadGateway, Conflict, GatewayTimeout, Unavailable
from kit.observe import request_id
from tests.identities import HouseTransport, Issuer

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Script(httpx.AsyncBaseTransport):
    """Answers one after the other, and keeps what was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers, self.asked = list(answers), []  # type: ignore[var-annotated]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def client(script: Script) -> ServiceClient:
    return ServiceClient("library", "http://library:8002", transport=script)


async def test_a_get_is_tried_again() -> None:
    script = Script(httpx.ConnectError("x"), httpx.ConnectError("x"), httpx.Response(200, json={"n": 1}))
    assert await client(script).get("/x") == {"n": 1}


async def test_and_not_without_end() -> None:
    script = Script(*[httpx.ConnectError("x")] * 9)
    with pytest.raises(Unavailable, match="library"):
        await client(script).get("/x")
    assert len(script.asked) == 3


async def test_one_that_is_late_is_not_asked_again() -> None:
    script = Script(httpx.ReadTimeout("x"), httpx.Response(200))
    with pytest.raises(GatewayTimeout, match="library"):
        await client(script).get("/x")
    assert len(script.asked) == 1, "whoever waits for it waits no longer than once"


async def test_a_post_is_tried_once() -> None:
    script = Script(httpx.ReadTimeout("x"), httpx.Response(200))
    with pytest.raises(GatewayTimeout):
        await client(script).post("/x", {})
    assert len(script.asked) == 1


async def test_a_problem_crosses_whole() -> None:
    problem = Conflict("scan_running", "A scan is running already.", job_id="7")
    document = json.loads(problem.response().body)
    answer = httpx.Response(409, json=document, headers={"Retry-After": "2"})
    with pytest.raises(Conflict) as caught:
        await client(Script(answer)).post("/x", {})
    assert (caught.value.code, caught.value.detail, caught.value.extra, caught.value.retry_after) == (
        "scan_running",
        "A scan is running already.",
        {"job_id": "7"},
        2,
    )


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(500, text="<html>"), httpx.Response(404, json=["x"]), httpx.Response(200, text="{")],
)
async def test_nonsense_is_a_bad_gateway(answer: httpx.Response) -> None:
    with pytest.raises(BadGateway):
        await client(Script(answer)).post("/x", {})


async def test_the_request_id_goes_along() -> None:
    script = Script(httpx.Response(204))
    token = request_id.set("abcdef123456")
    try:
        await client(script).post("/x", {})
    finally:
        request_id.reset(token)
    assert script.asked[0].headers["x-request-id"] == "abcdef123456"


async def test_a_service_brings_its_own_token_and_keeps_it() -> None:
    script = Script(httpx.Response(204), httpx.Response(204))
    house = HouseTransport(Issuer())
    tokens = ServiceTokens("scanner", "secret", "http://auth:8001", transport=house)
    calling = ServiceClient("library", "http://library:8002", tokens=tokens, transport=script)
    await calling.post("/x", {})
    await calling.post("/x", {})
    first, second = (request.headers["authorization"] for request in script.asked)
    assert first.startswith("Bearer ey")
    assert first == second


async def test_over_a_socket_it_is_the_same() -> None:
    """As services call each other: over connections that are kept, which the other side may close at any time."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in (b'{"n": 1}', b"{}", b"[]"):  # three a connection
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            asked.append(head + await reader.readexactly(int(length[0].split(b":")[1]) if length else 0))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(answer), answer))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    calling = ServiceClient("library", f"http://127.0.0.1:{port}/beneath")
    assert await calling.get("/a b", params={"deep": True, "ids": ["x", "ü&"], "n": 3}) == {"n": 1}
    assert await calling.post("/x", {"text": "ü"}) == {}
    assert await calling.send("DELETE", "/y") == []
    async with calling.lines("/z") as lines:
        assert [line async for line in lines] == ['{"n": 1}']
    assert asked[0].startswith(b"GET /beneath/a%20b?deep=true&ids=x&ids=%C3%BC%26&n=3 HTTP/1.1\r\n")
    assert b"content-type: application/json\r\n" in asked[1]
    assert asked[1].endswith(b'{"text": "\\u00fc"}')
    assert b"DELETE /beneath/y HTTP/1.1\r\n" in asked[2]
    assert b"content-length: 0\r\n" in asked[2]
    server.close()
    await calling.close()
    with pytest.raises(Unavailable) as caught:
        await calling.post("/x", {})
    assert caught.value.code == "library_unavailable"


async def test_a_service_that_says_nothing_is_not_waited_for() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    calling = ServiceClient("library", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    with pytest.raises(GatewayTimeout):
        await calling.post("/x", {}, timeout=0.05)
    await calling.close()
    server.close()
