"""Calls between services: what is repeated, and how failures look."""

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
    script = Script(httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.Response(200, json={"n": 1}))
    assert await client(script).get("/x") == {"n": 1}


async def test_and_not_without_end() -> None:
    script = Script(*[httpx.ConnectError("x")] * 9)
    with pytest.raises(Unavailable, match="library"):
        await client(script).get("/x")
    assert len(script.asked) == 3


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
